/* The server's side of it: what it recorded since we last asked, and what it holds now. */

import { lab } from "./api.js";
import { decode } from "./jwt.js";
import { json } from "./format.js";
import { everybody } from "./moment.js";
import { nameOf, PREFIX, state } from "./state.js";

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

export const isLogin = ({ mode, request, response }) => request.path === `${PREFIX[mode]}/login` && response.status === 200;

/** Keep what an answer put into the browser's cookie jar, which script can't look into; the server's record can. */
function jar(exchange) {
  const { mode, actor, request, response, login } = exchange;
  const holds = state.holds[mode];
  for (const [name, value] of response.headers) {
    if (name !== "Set-Cookie") continue;
    const cookie = cookieOf(value);
    if (cookie.name === "refreshToken") remember(cookie.value);
    if (!["browser", "foreign page"].includes(actor) || cookie.name === "csrftoken") continue;
    if (cookie.value) holds.cookies[cookie.name] = cookie;
    else delete holds.cookies[cookie.name];
  }
  remember(json(response.body)?.refreshToken);
  const filled = response.headers.some(([name, value]) => name === "Set-Cookie" && !value.startsWith("csrftoken"));
  if (!isLogin(exchange) || !(actor === "browser" || (actor === "foreign page" && filled))) return;
  if (actor !== "browser") holds.as = nameOf(json(request.body)?.email); // whose account a foreign form signed this browser in to
  const token = json(response.body)?.accessToken ?? holds.cookies.accessToken?.value;
  const sid = token ? decode(token).claims?.sid : null; // a family's tokens name it themselves
  Object.assign(holds, { login: login || sid || null, of: nameOf(json(request.body)?.email) });
}

/** Ask for what is new; draws nothing. */
export async function absorb() {
  const after = state.exchanges.at(-1)?.number ?? 0;
  const asked = Date.now();
  const query = new URLSearchParams([["after", after], ...everybody().map((name) => ["person", name])]);
  const { exchanges, truth, now } = await lab(`state?${query}`);
  state.skew = now * 1000 - (asked + Date.now()) / 2;
  exchanges.forEach(jar);
  state.exchanges.push(...exchanges);
  state.truth = truth;
}
