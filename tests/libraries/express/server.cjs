// A server as tutorials have it: a JWT for five minutes, and a refresh token that is kept in memory and rotated.
const crypto = require('node:crypto');
const express = require('express');
const jwt = require('jsonwebtoken');

const SECRET = crypto.randomBytes(32).toString('hex');
const users = { 'alice@example.com': { password: 'open-sesame', displayName: 'Alice' } };
const refreshTokens = new Map();
const app = express();
app.use(express.json());

function tokens(email) {
  const refreshToken = crypto.randomBytes(32).toString('hex');
  refreshTokens.set(refreshToken, email);
  return { token: jwt.sign({ email }, SECRET, { expiresIn: '5m', jwtid: crypto.randomUUID() }), refreshToken };
}

function signedIn(request, response, next) {
  try {
    const [, token] = (request.headers.authorization || '').split(' ');
    request.email = jwt.verify(token, SECRET, { algorithms: ['HS256'] }).email;
    next();
  } catch {
    response.status(401).json({ error: 'sign in' });
  }
}

app.post('/auth/login', (request, response) => {
  const { email, password } = request.body || {};
  if (!users[email] || users[email].password !== password) return response.status(401).json({ error: 'no' });
  response.json(tokens(email));
});
app.post('/auth/refresh', (request, response) => {
  const { refreshToken } = request.body || {};
  const email = refreshTokens.get(refreshToken);
  if (!email) return response.status(401).json({ error: 'no' });
  refreshTokens.delete(refreshToken);
  response.json(tokens(email));
});
app.post('/auth/logout', (request, response) => {
  refreshTokens.delete((request.body || {}).refreshToken);
  response.status(204).end();
});
app.get('/users/me', signedIn, (request, response) => response.json({ email: request.email }));
app.patch('/users/me', signedIn, (request, response) => {
  users[request.email].displayName = String((request.body || {}).displayName);
  response.json({ displayName: users[request.email].displayName });
});

const server = app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log(server.address().port));
