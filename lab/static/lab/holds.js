/* The first band: what the client holds, where it keeps it, who can read it there, and for how long it is good. */

import { held } from "./clock.js";
import { clockText, duration, epoch, short } from "./format.js";
import { attributeMeaning } from "./headers.js";
import { decode } from "./jwt.js";
import { loginOf, looksBack, seen } from "./moment.js";
import { CARRIERS, state, TITLES, TRACKED, update } from "./state.js";
import { Bar, Chip, html, Token, useSeconds } from "./ui.js";

const WHERE = { memory: "in this page's memory", localStorage: "in localStorage", cookie: "in a cookie", split: "split" };
const CHOICES = {
  memory: "memory: a variable of this page. A reload loses it; any script of the page can take it.",
  localStorage: "localStorage: outlives a reload. Any script of the page can take it.",
  cookie: "cookie, HttpOnly: no script can take it. The browser attaches it by itself, whoever asks.",
  split: "split: the access token in memory, the refresh token in an HttpOnly cookie.",
};

function Attributes({ cookie }) {
  const order = ["httponly", "secure", "samesite", "path"];
  const place = ([name]) => order.indexOf(name.toLowerCase());
  const shown = cookie.attributes.filter((pair) => place(pair) >= 0).sort((a, b) => place(a) - place(b));
  const open = ([name, value]) => name.toLowerCase() === "samesite" && value.toLowerCase() === "none";
  const kind = (pair) => (pair[0].toLowerCase() === "path" ? "dim" : open(pair) ? "no" : "yes");
  return html`<p class="attrs">${shown.map((pair) => html`<span class=${kind(pair)} title=${attributeMeaning(pair)}>${{ yes: "✓ ", no: "⚠ ", dim: "" }[kind(pair)]}${pair[0]}${pair[1] && `=${pair[1]}`}</span>`)}</p>`;
}

/** What is left of something that ends at `until`, by the clock of the moment looked at. */
const Left = ({ until, whole, from, what, children }) => {
  const { now } = seen();
  const left = until - now;
  const early = from && from - now > 2; // issued on a later clock than the page has now
  return html`<${Bar} share=${left / whole} label=${`${what}: ${duration(left)} left`} />
    <div class="left"><b class=${left > 0 ? "" : "no"}>${left > 0 ? duration(left) : `✕ EXPIRED ${duration(-left)} ago`}</b>
    <small>${early ? `left: issued ${clockText(Math.round(from - now))} in this clock's future` : left > 0 && what}</small><span class="chips">${children}</span></div>`;
};

function OneToken({ mode, name }) {
  const holds = seen().holds[mode];
  const token = held(mode, name);
  if (!token) return null;
  const { claims } = decode(token);
  const login = loginOf(mode);
  const cookie = holds.cookies[name];
  const byCookie = !holds[name] && cookie;
  const open = () => update(() => (state.dialog = { kind: "token", mode, name }));
  const shown = html`<small>${name}</small> ${claims ? html`<${Token} token=${token} />` : html`<i class="t-signature">${short(token, 14, 4)}</i>`}`;
  const what = name === "accessToken" || !claims ? "left" : `left, generation ${claims.gen}`;
  return html`<div class="held">
    ${claims ? html`<button type="button" class="plain mono" onClick=${open} title="open this token"><span class="hidden">Open the ${TITLES[mode]} </span>${shown}</button>` : html`<p class="mono">${shown}</p>`}
    ${claims ? html`<${Left} until=${claims.exp} from=${claims.iat} whole=${claims.exp - claims.iat} what=${what}><${Readable} holds=${holds} byCookie=${byCookie} /><//>`
      : html`<${SessionLeft} login=${login} /><p class="chips"><${Readable} holds=${holds} byCookie=${byCookie} /></p>`}
    ${byCookie && html`<${Attributes} cookie=${cookie} />`}
  </div>`;
}

const Readable = ({ holds, byCookie }) => !byCookie && html`<${Chip} kind="no" title=${`${WHERE[holds.carrier] ?? WHERE.memory}: any script on this page can take it away.`}>⚠ script can read it<//>`;

/** How long the session is good that the server holds for this credential: this one, not the account's newest. */
const SessionLeft = ({ login }) => (login && login.entry.there
  ? html`<${Left} until=${epoch(login.expiresAt)} from=${epoch(login.createdAt)} whole=${state.switches.sessionIdleSeconds} what="until idle; each use begins it anew" />`
  : html`<p class="left"><b class="no">✕ ENDED</b> <small>the id is left, the session is not</small></p>`);

function SessionCookie({ mode }) {
  const cookie = seen().holds[mode].cookies.sessionId;
  if (!cookie) return html`<p class="none">No cookie yet. Sign in.</p>`;
  return html`<div class="held"><p class="mono"><small>sessionId</small> <i class="t-signature">${short(cookie.value, 12, 4)}</i></p>
    <${SessionLeft} login=${loginOf(mode)} /><${Attributes} cookie=${cookie} /></div>`;
}

function CarrierChoice({ mode }) {
  const choose = (event) => update(() => (state.carriers[mode] = event.target.value));
  const pending = state.holds[mode].as && state.holds[mode].carrier !== state.carriers[mode];
  return html`<label class="carrier"><span class="hidden">carrier</span><select title=${CHOICES[state.carriers[mode]]} id=${`carrier-${mode}`} onChange=${choose} disabled=${CARRIERS[mode].length < 2 || looksBack()}
    aria-label=${`${TITLES[mode]}: where the client keeps its credential`}>
    ${CARRIERS[mode].map((name) => html`<option value=${name} title=${CHOICES[name]} selected=${state.carriers[mode] === name}>${name}</option>`)}</select>
    ${pending && html` <small>at the next sign-in</small>`}</label>`;
}

export function Holds({ mode }) {
  useSeconds();
  const cookieAlone = TRACKED[mode] === "session" && CARRIERS[mode].join() === "cookie";
  const nothing = !held(mode, "accessToken") && !held(mode, "refreshToken");
  return html`<section class="band holds" role="group" aria-label="The client holds"><h3>The client holds <${CarrierChoice} mode=${mode} /></h3>
    ${cookieAlone ? html`<${SessionCookie} mode=${mode} />` : nothing ? html`<p class="none">No token yet. Sign in.</p>`
      : html`<${OneToken} mode=${mode} name="accessToken" /><${OneToken} mode=${mode} name="refreshToken" />`}
  </section>`;
}
