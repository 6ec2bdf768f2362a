// Three ways of signing in, step by step. Paste all of it into the console of the developer tools, on any page of this
// server (an application imports client.mjs). What no code here ever sees: the cookies sessionId and refreshToken.
{
  const signIn = { email: 'alice@example.com', password: 'open-sesame' };
  const csrf = () => ({ 'X-CSRFToken': document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? '' });

  const call = async (method, path, body, headers = {}) => {
    const json = body && { 'Content-Type': 'application/json' };
    const answer = await fetch(path, { method, headers: { ...json, ...headers }, body: body && JSON.stringify(body) });
    console.log(method, path, answer.status);
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.json();
  };

  // The browser sends the cookie by itself, and so would a foreign page make it: hence the CSRF token.
  const bySession = async () => {
    await call('POST', '/session/login', signIn);
    const { email } = await call('GET', '/session/me');
    await call('PATCH', '/session/profile', { displayName: 'Alice' }, csrf());
    await call('POST', '/session/logout', undefined, csrf());
    return email;
  };

  // The token lives in a variable: gone with the page, and readable by any script of it.
  const byJwt = async () => {
    const { accessToken } = await call('POST', '/jwt/login', signIn);
    const bearer = { Authorization: `Bearer ${accessToken}` };
    const { email } = await call('GET', '/jwt/me', undefined, bearer);
    await call('PATCH', '/jwt/profile', { displayName: 'Alice' }, bearer);
    await call('POST', '/jwt/logout', undefined, bearer);
    return email;
  };

  // The access token in a variable, the refresh token in a cookie that no script reads: carrier "split".
  const byJwtWithRefresh = async () => {
    await call('POST', '/jwt-refresh/login', { ...signIn, carrier: 'split' });
    const { accessToken } = await call('POST', '/jwt-refresh/refresh-token', undefined, csrf());
    const { email } = await call('GET', '/jwt-refresh/me', undefined, { Authorization: `Bearer ${accessToken}` });
    await call('POST', '/jwt-refresh/logout', undefined, csrf());
    return email;
  };

  console.log([await bySession(), await byJwt(), await byJwtWithRefresh()].join(', '));
}
