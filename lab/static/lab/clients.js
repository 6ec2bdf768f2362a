/* The three clients, as a web page has to write them: where the credential is kept, and how it is sent. */

import { call, readableCookie } from "./api.js";
import { emailOf, state } from "./state.js";

const SAFE = ["GET", "HEAD"];
const key = (mode, name) => `lab.${mode}.${name}`;

/** What the chosen carrier is called in the login's body. */
const asked = (carrier) => (["memory", "localStorage"].includes(carrier) ? "body" : carrier);

function keep(mode, answer) {
  const holds = state.holds[mode];
  for (const name of ["accessToken", "refreshToken"]) {
    if (!answer[name]) continue;
    holds[name] = answer[name];
    if (holds.carrier === "localStorage") localStorage.setItem(key(mode, name), answer[name]);
  }
}

function forget(mode) {
  const holds = state.holds[mode];
  holds.accessToken = holds.refreshToken = null;
  for (const name of ["accessToken", "refreshToken"]) localStorage.removeItem(key(mode, name));
}

/** A reload empties memory; localStorage outlives it. */
export function restore(mode) {
  const holds = state.holds[mode];
  holds.accessToken = localStorage.getItem(key(mode, "accessToken"));
  holds.refreshToken = localStorage.getItem(key(mode, "refreshToken"));
  if (holds.accessToken) holds.carrier = state.carriers[mode] = "localStorage";
}

const bearer = (mode) => {
  const token = state.holds[mode].accessToken;
  return token ? { Authorization: `Bearer ${token}` } : {};
};

/** A token that travels in a header needs no CSRF token; a cookie does. Sending it always hurts nobody. */
const csrf = (method) => {
  const token = SAFE.includes(method) ? "" : readableCookie("csrftoken");
  return token ? { "X-CSRFToken": token } : {};
};

export async function signIn(mode, name) {
  forget(mode);
  const carrier = state.carriers[mode];
  const body = { email: emailOf(name), password: state.password, carrier: asked(carrier) };
  const answer = await call(mode, "POST", "login", { body });
  if (answer.status === 200) {
    Object.assign(state.holds[mode], { carrier, as: name });
    keep(mode, answer.body);
  }
  return answer;
}

export const send = (mode, method, path, body) =>
  call(mode, method, path, { body, headers: { ...bearer(mode), ...csrf(method) } });

/** Only the refresh mode has this call; elsewhere there is nothing to renew. */
export async function renew(mode) {
  const token = state.holds[mode].refreshToken;
  const answer = await call(mode, "POST", "refresh-token", {
    body: token ? { refreshToken: token } : undefined,
    headers: csrf("POST"),
  });
  if (answer.status === 200) keep(mode, answer.body);
  return answer;
}

export async function signOut(mode, path = "logout") {
  const token = state.holds[mode].refreshToken;
  const body = path === "logout" && token ? { refreshToken: token } : undefined;
  const answer = await send(mode, "POST", path, body);
  if (answer.status === 200) {
    forget(mode);
    state.holds[mode].as = null;
  }
  return answer;
}
