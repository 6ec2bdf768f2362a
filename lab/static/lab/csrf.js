/* CSRF for real: a page of another site, in this browser, fires; the server records what arrives. The other site is this
   server by its other name, and the locks in its way can be taken away, one by one, for this run alone. */

import { exclusively, note, tell } from "./actions.js";
import { lab } from "./api.js";
import { json } from "./format.js";
import { absorb, cookieOf } from "./record.js";
import { acting, exchange, state } from "./state.js";

const OTHER = { localhost: "127.0.0.1", "127.0.0.1": "localhost" }[location.hostname] ?? "";
export const FOREIGN = OTHER && `${location.protocol}//${OTHER}${location.port && `:${location.port}`}`;
export const NEEDED = `This needs two names of the server, and a browser on the machine that runs it: open the lab there, at http://localhost:${location.port}. By a network's address there is no second site, and over plain HTTP no cookie with Secure, which SameSite=None asks for.`;

/** In the order in which an attack meets them. */
export const LOCKS = {
  preflight: ["Preflight, CORS", "Before a PATCH, or any JSON, of another origin the browser asks by OPTIONS whether it may. Nobody says yes, so it doesn't send it."],
  "content-type": ["Content type", "A form can send JSON, but only as text/plain. This API takes application/json alone: 415."],
  samesite: ["SameSite", "The browser leaves a cookie with SameSite=Lax or Strict out of another site's POST, PATCH or fetch."],
  origin: ["Origin", "The browser says whose page asks, in Origin and Sec-Fetch-Site, and no script can forge it. The server refuses pages that are not its own."],
  token: ["CSRF token", "An unsafe call has to repeat the cookie csrftoken in X-CSRFToken. Another site's page can neither read the one nor set the other."],
};

export const WEAPONS = {
  logout: { label: "Empty form: POST logout", title: "An empty form is what any page could always send: nothing is asked before it", did: "Foreign form posts logout" },
  login: { label: "text/plain form: POST login", title: "JSON inside a text/plain form: it signs this browser in as the attacker, bob, who then reads what the victim leaves in his account", did: "Foreign form posts login as bob" },
  profile: { label: "fetch: PATCH profile", title: "A request of script's, with this browser's cookies", did: "Foreign page sends PATCH profile" },
};

/** Take these locks away for this run and put the others back; cookies that are set already change their attributes. */
export async function setLocks(away) {
  const found = await lab("locks", { away });
  state.locks = found.away;
  for (const { mode, header } of found.cookies) {
    const cookie = cookieOf(header);
    if (cookie.name !== "csrftoken") state.holds[mode].cookies[cookie.name] = cookie;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the foreign page's script heard, by mode, once it says that it is done. */
async function reported(id) {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    const { done, heard } = await lab(`foreign/report?id=${id}`);
    if (done) return heard;
    await pause(150);
  }
  throw new Error("The foreign page did not come to its end; if its window still stands there, it says why.");
}

const byCookie = (mode) => Object.keys(state.holds[mode].cookies).length > 0;
const carriesCredential = ({ request }) => request.headers.some(([name, value]) => name === "Cookie" && value.split("; ").some((pair) => !pair.startsWith("csrftoken")));

/** Which lock held, or null: read off what the server recorded, never off the switches. */
function verdict(weapon, mode, numbers, { had, away }) {
  const found = numbers.map(exchange);
  const sent = found.find(({ request }) => request.method !== "OPTIONS");
  if (!sent) return { held: "preflight", what: "never sent", why: "OPTIONS was answered without Access-Control-Allow-Origin, so the browser kept the PATCH." };
  const { status } = sent.response;
  const answer = json(sent.response.body) ?? {};
  const what = `${status} ${answer.code ?? ""}`.trim();
  if (status === 415) return { held: "content-type", what, why: answer.detail };
  if (weapon !== "login" && !carriesCredential(sent)) {
    if (!had) return { held: "carrier", what, why: "The credential is no cookie: a browser has nothing to attach." };
    return away.includes("samesite") ? { held: "browser", what, why: "The cookie would allow it, and this browser still left it out of another site's fetch: it blocks third-party cookies." }
      : { held: "samesite", what, why: `The request arrived, without the cookie. ${weapon === "logout" && status === 200 ? "200, and nobody was signed out." : ""}` };
  }
  if (sent.why.reason in LOCKS) return { held: sent.why.reason, what, why: answer.detail };
  if (status >= 400) return { held: "other", what, why: answer.detail };
  const why = { logout: answer.revoked ? "Signed out, by somebody else's page." : "The cookie is gone from this browser; the token itself can't be revoked.",
    login: "This browser is now signed in as bob, whose password the attacker knows.", profile: `The name is now “${answer.displayName}”.` }[weapon];
  return { held: null, what, why };
}

/** A window of the other site fires one weapon at these modes. Opened at once, while the click still counts as one. */
export function fire(weapon, { modes = acting(), without = state.locks } = {}) {
  if (state.busy) return null;
  const foreign = FOREIGN && window.open("", "_blank", "popup,width=560,height=420");
  return exclusively(async () => {
    const usual = state.locks;
    try {
      if (!FOREIGN) throw new Error(NEEDED);
      if (!foreign) throw new Error("This browser kept the foreign page's window shut. Allow pop-ups for this page, and fire again.");
      const targets = modes.filter((mode) => weapon === "login" || state.holds[mode].as);
      if (!targets.length) throw new Error("Sign in first: an attack needs a victim.");
      if (without !== usual) await setLocks(without);
      const had = Object.fromEntries(targets.map((mode) => [mode, byCookie(mode)]));
      const id = crypto.getRandomValues(new Uint32Array(2)).join("");
      foreign.location.href = `${FOREIGN}/lab/foreign#run=${state.run}&id=${id}&weapon=${weapon}&modes=${targets.join(",")}&clock=${state.offset}&n=0`;
      await reported(id);
      await absorb();
      await tellOf(weapon, id, targets, { had, away: without });
    } catch (fault) {
      foreign?.close();
      throw fault;
    } finally {
      if (without !== usual) await setLocks(usual);
    }
  }, "A foreign page fires");
}

async function tellOf(weapon, id, targets, facts) {
  const numbers = Object.fromEntries(targets.map((mode) => [mode, state.exchanges.filter((of) => of.shot === id && of.mode === mode).map((of) => of.number)]));
  const found = Object.fromEntries(targets.map((mode) => [mode, verdict(weapon, mode, numbers[mode], { had: facts.had[mode], away: facts.away })]));
  for (const mode of targets) if (weapon === "logout" && !found[mode].held) Object.assign(state.holds[mode], { as: null, accessToken: null, refreshToken: null });
  state.csrf[weapon] = { away: facts.away, found, numbers };
  await note(WEAPONS[weapon].did, "csrf", numbers);
  if (weapon !== "logout") return;
  for (const mode of targets) {
    const { response } = exchange(numbers[mode].at(-1));
    tell({ mode, action: "csrf", status: response.status, code: json(response.body)?.code ?? "" });
  }
}

/** A switch: this lock away, or back in its place. */
export function toggleLock(lock) {
  const away = state.locks.includes(lock) ? state.locks.filter((name) => name !== lock) : [...state.locks, lock];
  state.locks = away; // at once: a switch that moves back before it moves confuses
  return exclusively(() => setLocks(away), `${LOCKS[lock][0]} …`);
}

/** Said of a cell: which lock held, or that none did. */
export const heldBy = (held) => ({ carrier: "its carrier", browser: "the browser itself", other: "the call itself" })[held] ?? LOCKS[held]?.[0] ?? "";
