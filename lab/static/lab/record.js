/* The server's side of it: what it recorded since we last asked, and what it holds now. */

import { lab } from "./api.js";
import { decode } from "./jwt.js";
import { json } from "./format.js";
import { state } from "./state.js";

/** A Set-Cookie header as { name, value, attributes: [[name, value]] }; an emptied cookie has value "". */
export function cookieOf(header) {
  const [pair, ...rest] = header.split(/;\s*/);
  const [name, ...value] = pair.split("=");
  const attributes = rest.map((text) => text.split("=")).map(([key, set = ""]) => [key, set]);
  return { name, value: value.join("=").replace(/^"|"$/g, ""), attributes };
}

function remember(token) {
  const claims = token ? decode(token).claims : null;
  if (claims && Number.isInteger(claims.gen)) (state.refreshTokens[claims.sid] ??= {})[claims.gen] = token;
}

/** Keep what an answer put into the browser's cookie jar, which script can't look into; the server's record can. */
function jar({ mode, actor, response }) {
  for (const [name, value] of response.headers) {
    if (name !== "Set-Cookie") continue;
    const cookie = cookieOf(value);
    if (cookie.name === "refreshToken") remember(cookie.value);
    if (actor !== "browser" || cookie.name === "csrftoken") continue;
    if (cookie.value) state.holds[mode].cookies[cookie.name] = cookie;
    else delete state.holds[mode].cookies[cookie.name];
  }
  remember(json(response.body)?.refreshToken);
}

export async function absorb() {
  const after = state.exchanges.at(-1)?.number ?? 0;
  const asked = Date.now();
  const { exchanges, truth, now } = await lab(`state?after=${after}&person=${state.person}`);
  state.skew = now * 1000 - (asked + Date.now()) / 2;
  exchanges.forEach(jar);
  state.exchanges.push(...exchanges);
  state.before = state.truth?.account.id === truth.account.id ? state.truth : null;
  state.truth = truth;
}
