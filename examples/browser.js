// The three modes from a page of the same origin, step by step: import it (client.mjs is what an application needs).
// What no code here ever sees: the cookies sessionId and refreshToken. They are HttpOnly.
const signIn = { email: 'alice@example.com', password: 'open-sesame' };
const cookie = (name) => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? '';

async function call(method, path, body, headers = {}) {
  const answer = await fetch(path, {
    method,
    headers: { ...(body && { 'Content-Type': 'application/json' }), ...headers },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

// The browser sends the cookie by itself, and so would a foreign page make it: hence the CSRF token.
export async function bySession() {
  await call('POST', '/session/login', signIn);
  const { email } = await call('GET', '/session/me');
  await call('PATCH', '/session/profile', { displayName: 'Alice' }, { 'X-CSRFToken': cookie('csrftoken') });
  await call('POST', '/session/logout', undefined, { 'X-CSRFToken': cookie('csrftoken') });
  return email;
}

// The token lives in a variable: gone with the page, and readable by any script of it.
export async function byJwt() {
  const { accessToken } = await call('POST', '/jwt/login', signIn);
  const bearer = { Authorization: `Bearer ${accessToken}` };
  const { email } = await call('GET', '/jwt/me', undefined, bearer);
  await call('PATCH', '/jwt/profile', { displayName: 'Alice' }, bearer);
  await call('POST', '/jwt/logout', undefined, bearer);
  return email;
}

// The access token in a variable, the refresh token in a cookie that no script reads: carrier "split".
export async function byJwtWithRefresh() {
  await call('POST', '/jwt-refresh/login', { ...signIn, carrier: 'split' });
  const csrf = () => ({ 'X-CSRFToken': cookie('csrftoken') });
  const { accessToken } = await call('POST', '/jwt-refresh/refresh-token', undefined, csrf());
  const { email } = await call('GET', '/jwt-refresh/me', undefined, { Authorization: `Bearer ${accessToken}` });
  await call('POST', '/jwt-refresh/logout', undefined, csrf());
  return email;
}
