/* The modes' clients, as a web page has to write them: where the credential is kept, and how it is sent. */

import { call, readableCookie } from "./api.js";
import { BOUND, emailOf, state } from "./state.js";

const SAFE = ["GET", "HEAD"];
const TOKENS = ["accessToken", "refreshToken"];
const key = (mode, name) => `lab.${mode}.${name}`;

/** What the chosen carrier is called in the login's body. */
const asked = (carrier) => (["memory", "localStorage"].includes(carrier) ? "body" : carrier);

function keep(mode, answer) {
  const holds = state.holds[mode];
  for (const name of TOKENS) {
    if (!answer[name]) continue;
    holds[name] = answer[name];
    if (holds.carrier === "localStorage") localStorage.setItem(key(mode, name), answer[name]);
  }
}

function forget(mode) {
  for (const name of TOKENS) {
    state.holds[mode][name] = null;
    localStorage.removeItem(key(mode, name));
  }
}

/** A reload empties memory; localStorage outlives it. */
export function restore(mode) {
  const holds = state.holds[mode];
  for (const name of TOKENS) holds[name] = localStorage.getItem(key(mode, name));
  if (holds.accessToken) holds.carrier = state.carriers[mode] = "localStorage";
}

const bearer = (mode) => {
  const token = state.holds[mode].accessToken;
  return token ? { Authorization: `${BOUND.includes(mode) ? "DPoP" : "Bearer"} ${token}` } : {};
};

/** A token that travels in a header needs no CSRF token; a credential that the browser attaches does. */
const csrf = (method) => {
  const token = SAFE.includes(method) ? "" : readableCookie("csrftoken");
  return token ? { "X-CSRFToken": token } : {};
};

/** A sign-in that fails changes nothing: whoever was signed in here still is. */
export async function signIn(mode, name, password = state.password) {
  const carrier = state.carriers[mode];
  const body = { email: emailOf(name), password, carrier: asked(carrier) };
  const answer = await call(mode, "POST", "login", { body });
  if (answer.status === 200) {
    forget(mode);
    Object.assign(state.holds[mode], { carrier, as: name });
    keep(mode, answer.body);
  }
  return answer;
}

export function send(mode, method, path, body) {
  const credential = bearer(mode);
  return call(mode, method, path, { body, headers: credential.Authorization ? credential : csrf(method) });
}

/** Only some modes have this call; elsewhere there is nothing to renew. */
export async function renew(mode) {
  const token = state.holds[mode].refreshToken;
  const answer = await call(mode, "POST", "refresh-token", token ? { body: { refreshToken: token } } : { headers: csrf("POST") });
  if (answer.status === 200) keep(mode, answer.body);
  return answer;
}

/** `logout` learns which login to end from the refresh token: in the body, or in its cookie, which needs the CSRF token. */
export async function signOut(mode, path = "logout") {
  const { refreshToken, carrier } = state.holds[mode];
  const body = path === "logout" && refreshToken ? { refreshToken } : undefined;
  const byCookie = !refreshToken && !["memory", "localStorage"].includes(carrier);
  const answer = await call(mode, "POST", path, { body, headers: { ...bearer(mode), ...(byCookie ? csrf("POST") : {}) } });
  if (answer.status === 200) {
    forget(mode);
    state.holds[mode].as = null;
  }
  return answer;
}
