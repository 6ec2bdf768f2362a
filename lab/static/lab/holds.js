/* The first band: what the client holds, where it keeps it, who can read it there, and for how long it is good. */

import { held } from "./clock.js";
import { duration, epoch, short } from "./format.js";
import { attributeMeaning } from "./headers.js";
import { decode } from "./jwt.js";
import { CARRIERS, pageNow, state, TITLES, update } from "./state.js";
import { Bar, Chip, html, Token, useSeconds } from "./ui.js";

const WHERE = { memory: "in this page's memory", localStorage: "in localStorage", cookie: "in a cookie", split: "split" };

function Attributes({ cookie }) {
  const order = ["httponly", "secure", "samesite", "path"];
  const place = ([name]) => order.indexOf(name.toLowerCase());
  const shown = cookie.attributes.filter((pair) => place(pair) >= 0).sort((a, b) => place(a) - place(b));
  return html`<p class="attrs">${shown.map(([name, value]) => html`<span class=${name.toLowerCase() === "path" ? "dim" : "yes"}
    title=${attributeMeaning([name, value])}>${name.toLowerCase() === "path" ? "" : "✓ "}${name}${value && `=${value}`}</span>`)}</p>`;
}

const Left = ({ until, whole, what, children }) => {
  const left = until - pageNow();
  return html`<${Bar} share=${left / whole} label=${`${what}: ${duration(left)} left`} />
    <div class="left"><b class=${left > 0 ? "" : "no"}>${left > 0 ? duration(left) : `✕ EXPIRED ${duration(-left)} ago`}</b>
    <small>${left > 0 && what}</small><span class="chips">${children}</span></div>`;
};

function OneToken({ mode, name }) {
  const token = held(mode, name);
  if (!token) return null;
  const claims = decode(token).claims ?? {};
  const cookie = state.holds[mode].cookies[name];
  const byCookie = !state.holds[mode][name] && cookie;
  const open = () => update(() => (state.dialog = { kind: "token", mode, name }));
  return html`<div class="held">
    <button type="button" class="plain mono" onClick=${open} title="open this token" aria-label=${`Open the ${name} of ${TITLES[mode]}`}>
      <small>${name}</small> <${Token} token=${token} /></button>
    <${Left} until=${claims.exp} whole=${claims.exp - claims.iat} what=${name === "accessToken" ? "left" : `left, generation ${claims.gen}`}>
      ${!byCookie && html`<${Chip} kind="no" title=${`${WHERE[state.holds[mode].carrier] ?? WHERE.memory}: any script on this page can take it away.`}>⚠ script can read it<//>`}<//>
    ${byCookie && html`<${Attributes} cookie=${cookie} />`}
  </div>`;
}

function SessionCookie() {
  const cookie = state.holds.session.cookies.sessionId;
  if (!cookie) return html`<p class="none">No cookie yet. Sign in.</p>`;
  const login = state.truth?.sessions[0];
  const until = login ? epoch(login.expiresAt) : 0;
  return html`<div class="held"><p class="mono"><small>sessionId</small> <i class="t-signature">${short(cookie.value, 12, 4)}</i></p>
    ${login ? html`<${Left} until=${until} whole=${state.switches.sessionIdleSeconds} what="until idle; each use begins it anew" />`
      : html`<p class="left"><b class="no">✕ ENDED</b> <small>the cookie is left, the session is not</small></p>`}
    <${Attributes} cookie=${cookie} /></div>`;
}

function CarrierChoice({ mode }) {
  const choose = (event) => update(() => (state.carriers[mode] = event.target.value));
  const pending = state.holds[mode].as && state.holds[mode].carrier !== state.carriers[mode];
  return html`<label class="carrier"><span class="hidden">carrier</span><select title="carrier: where the client keeps its credential" id=${`carrier-${mode}`} onChange=${choose} disabled=${CARRIERS[mode].length < 2}
    aria-label=${`${TITLES[mode]}: where the client keeps its credential`}>
    ${CARRIERS[mode].map((name) => html`<option value=${name} selected=${state.carriers[mode] === name}>${name}</option>`)}</select>
    ${pending && html` <small>at the next sign-in</small>`}</label>`;
}

export function Holds({ mode }) {
  useSeconds();
  const nothing = mode !== "session" && !held(mode, "accessToken") && !held(mode, "refreshToken");
  return html`<section class="band holds" aria-label="The client holds"><h3>The client holds <${CarrierChoice} mode=${mode} /></h3>
    ${mode === "session" ? html`<${SessionCookie} />` : nothing ? html`<p class="none">No token yet. Sign in.</p>`
      : html`<${OneToken} mode=${mode} name="accessToken" /><${OneToken} mode=${mode} name="refreshToken" />`}
  </section>`;
}

