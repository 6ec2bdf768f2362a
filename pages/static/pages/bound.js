/* A login whose tokens are bound to this browser's key, at the mode of a prefix. Key and tokens lie in IndexedDB: whoever
   copies the tokens has nothing without the key. What a client must do, as jwt_auth/dpop/client.py does it. */

import { forget, keep, kept, newKey, prove } from "./proofs.js";

const TIME_OUT = 10_000;
const PAIRS = ["login", "refresh-token"]; // they answer with tokens, and need none
const ENDS = ["logout", "logout-all"];
let nonce; // the server's last one
let skew = 0; // its clock minus ours, in milliseconds

/** Key and tokens, { pair, jwk, accessToken, refreshToken }; undefined where there was no login. */
export const login = kept;

const callOf = (prefix, url) => new URL(url, location.href).pathname.slice(prefix.length + 1);

/** The headers that carry a login to one request: the access token, if there is one, and the proof for it. */
export async function credentials(prefix, method, url) {
  let client = await kept(prefix);
  if (!client) await keep(prefix, (client = await newKey()));
  const { origin, pathname } = new URL(url, location.href);
  const token = PAIRS.includes(callOf(prefix, url)) ? undefined : client.accessToken;
  const proof = await prove(client, method, origin + pathname, (Date.now() + skew) / 1000, { token, nonce });
  return { DPoP: proof, ...(token && { Authorization: `DPoP ${token}` }) };
}

/** Whether a refusal says why the proof didn't count: a nonce is wanted, or one of the two clocks is wrong. */
function isTold(response) {
  const [given, ahead] = [response.headers.get("DPoP-Nonce"), Date.parse(response.headers.get("Date")) - Date.now()];
  const told = (given && given !== nonce) || Math.abs(ahead - skew) > 30_000;
  if (told) [nonce, skew] = [given ?? nonce, ahead || skew];
  return told;
}

/** One call with the login; proven again if the server says what was missing, renewed first if the token has expired. */
export async function send(prefix, method, url, { body, accept = "application/json" } = {}) {
  const attempt = async () => {
    const headers = { Accept: accept, ...(body && { "Content-Type": "application/json" }), ...(await credentials(prefix, method, url)) };
    const sent = { method, headers, body: body && JSON.stringify(body), cache: "no-store", signal: AbortSignal.timeout(TIME_OUT) };
    const response = await fetch(url, sent);
    return { response, carried: "Authorization" in headers };
  };
  let { response, carried } = await attempt();
  if (response.status === 401 && isTold(response)) ({ response } = await attempt());
  if (response.status === 401 && carried && (await renew(prefix))) ({ response } = await attempt());
  return response;
}

async function renew(prefix) {
  const { refreshToken } = (await kept(prefix)) ?? {};
  if (!refreshToken) return false;
  const url = `${prefix}/refresh-token`;
  const response = await send(prefix, "POST", url, { body: { refreshToken } });
  if (response.ok) await note(prefix, url, await response.json());
  else if (response.status === 401) await forget(prefix);
  return response.ok;
}

/** What a call's answer means for the login: its tokens are kept; or the login is over, and its key with it. */
export async function note(prefix, url, { accessToken, refreshToken } = {}) {
  const call = callOf(prefix, url);
  if (PAIRS.includes(call)) await keep(prefix, { ...(await kept(prefix)), accessToken, refreshToken });
  if (ENDS.includes(call)) await forget(prefix);
}
