/* Twenty calls in each of two tabs, when the access token has just run out: a client in which each call renews for itself,
   and examples/client.mjs, in which one renews for all. The page counts what goes over its own network; nothing of it is
   recorded. */

import { exclusively } from "./actions.js";
import { lifetime } from "./format.js";
import { decode } from "./jwt.js";
import { BOUND, emailOf, PREFIX, RENEWING, state, update } from "./state.js";
import { Button, Chip, html } from "./ui.js";

const MODE = RENEWING.find((mode) => !BOUND.includes(mode));
const WHO = "bob";
const BURSTS = 3;
const CALLS = Array.from({ length: 20 });
const LATE = 100; // ms, each way, at most
const pause = () => new Promise((done) => setTimeout(done, Math.random() * LATE));
const base = location.origin + PREFIX[MODE];

/** Two tabs whose pair is in one place, as in localStorage: a call that is refused renews, with the pair that it finds. */
function plain() {
  let pair;
  const send = (method, path, body) =>
    fetch(`${base}/${path}`, { method, headers: { "Content-Type": "application/json", ...(pair && { Authorization: `Bearer ${pair.accessToken}` }) }, body: body && JSON.stringify(body) });
  const login = async (email, password) => {
    pair = await (await send("POST", "login", { email, password, carrier: "body" })).json();
  };
  const call = async () => {
    const answer = await send("GET", "me");
    if (answer.status !== 401) return answer.ok;
    const renewed = await send("POST", "refresh-token", { refreshToken: pair.refreshToken });
    if (renewed.ok) pair = await renewed.json();
    return (await send("GET", "me")).ok;
  };
  return { login, tabs: [call, call], logout: () => send("POST", "logout", { refreshToken: pair.refreshToken }) };
}

/** Two clients of one page are to each other what two tabs are: a lock, a channel and localStorage are all they share. */
async function good() {
  const { Client } = await import("/lab/client.mjs");
  const tabs = [1, 2].map(() => new Client({ prefix: PREFIX[MODE], carrier: "body" }));
  const call = (tab) => () => tab.call("GET", "me").then(() => true, () => false);
  return { login: (...who) => tabs[0].login(...who), tabs: tabs.map(call), logout: () => tabs[0].logout() };
}

export const CLIENTS = {
  plain: ["Each call renews for itself", "The interceptor that most people write: on a 401, trade the refresh token in, and try again.", plain],
  good: ["One renewal for all", html`<a href="/lab/client.mjs">examples/client.mjs</a>: whoever has the lock renews, and tells the others, in all tabs.`, good],
};

/** Run these calls over a network that is late by chance, at a clock that is ahead; count what comes of renewals. */
async function overNetwork(clock, work) {
  const real = window.fetch;
  const [answers, generations] = [[], new Set()];
  window.fetch = async (url, options) => {
    if (!String(url).startsWith(`${base}/`)) return real(url, options);
    await pause();
    const answer = await real(url, { ...options, headers: { ...options.headers, "X-Lab-Clock": `+${clock}` } });
    if (String(url).endsWith("/refresh-token")) {
      answers.push(answer.status);
      if (answer.ok) generations.add(decode((await answer.clone().json()).refreshToken).claims.gen);
    }
    await pause();
    return answer;
  };
  try {
    const done = await work();
    return { done, renewals: answers.length, rotations: generations.size, ended: answers.includes(401) };
  } finally {
    window.fetch = real;
  }
}

/** Several expiries, one after the other; whose login has ended signs in again. */
async function run(name) {
  const bursts = (state.twenty[name] = []);
  const seconds = state.switches.accessTokenSeconds + 1;
  let client;
  for (let burst = 1; burst <= BURSTS; burst += 1) {
    if (!client) await overNetwork((burst - 1) * seconds, async () => (client = await CLIENTS[name][2]()).login(emailOf(WHO), state.password));
    const calls = () => Promise.all(client.tabs.flatMap((call) => CALLS.map(call)));
    const { done, ...counted } = await overNetwork(burst * seconds, calls);
    update(() => bursts.push({ ...counted, failed: done.filter((ok) => !ok).length }));
    if (counted.ended) client = null;
  }
  if (client) await overNetwork(BURSTS * seconds, client.logout);
}

const runAll = (names) => exclusively(async () => {
  for (const name of names) await run(name);
}, "Forty calls at once");

const many = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;
const sum = (bursts, name) => bursts.reduce((total, burst) => total + burst[name], 0);

function Result({ bursts }) {
  const ended = bursts.filter((burst) => burst.ended).length;
  return html`<p><b class=${ended ? "no" : "yes"}>${ended ? `✕ the login ended ${ended} of ${many(bursts.length, "time")}` : "✓ nobody signed out"}</b>, ${many(sum(bursts, "renewals"), "renewal")} sent, ${many(sum(bursts, "failed"), "call")} failed.</p>
    <p class="row start">${bursts.map((burst, n) => html`<${Chip} key=${n} kind=${burst.ended ? "no" : "yes"} title=${`expiry ${n + 1}`}>
      ${burst.ended ? "✕" : "✓"} ${many(burst.renewals, "renewal")}, ${many(burst.rotations, "rotation")}<//>`)}</p>`;
}

function Row({ name }) {
  const [title, note] = CLIENTS[name];
  const bursts = state.twenty[name];
  return html`<tr data-client=${name}><th scope="row"><b>${title}</b><small>${note}</small></th>
    <td aria-live="polite">${bursts?.length ? html`<${Result} bursts=${bursts} />` : html`<p class="dim">not run yet</p>`}</td>
    <td><${Button} disabled=${Boolean(state.busy)} press=${() => runAll([name])}>${bursts ? "Again" : "Run"}<//></td></tr>`;
}

export const Twenty = () => html`<section class="card view" id="twenty"><div class="row"><h2>Two tabs, twenty calls each, one token that has run out</h2>
    <${Button} disabled=${Boolean(state.busy)} press=${() => runAll(Object.keys(CLIENTS))}>Run both<//></div>
  <p class="dim">The server is the same in both rows; what differs is the client. ${WHO[0].toUpperCase()}${WHO.slice(1)} signs in at ${PREFIX[MODE]}, the clock moves past the access token’s end, and
    both tabs call at once, over a network that is up to ${LATE / 1000} s late each way; ${BURSTS} times. A refresh token that comes back within ${state.switches.refreshRetrySeconds ?? 0} s is
    answered with the same successor; one that is two rotations old looks like a thief’s, and ends the login. The calls of that moment may still succeed: the
    access token outlives its login by up to ${lifetime(state.switches.accessTokenSeconds ?? 0)}.</p>
  <table class="race"><tbody>${Object.keys(CLIENTS).map((name) => html`<${Row} key=${name} name=${name} />`)}</tbody></table></section>`;
