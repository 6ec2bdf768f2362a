/* Two attacks fired at all three: a foreign page forges a call, and a script runs in this one. */

import { fire, FOREIGN, heldBy, LOCKS, NEEDED, toggleLock, WEAPONS } from "./csrf.js";
import { BOUND, MODES, state, TITLES } from "./state.js";
import { Button, html } from "./ui.js";
import { inject, PAYLOADS } from "./xss.js";

const Cell = ({ won, what, why }) => html`<td><b class=${won ? "no" : "yes"}>${won ? "⚠" : "✓"} ${what}</b><small>${why}</small></td>`;
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

function Payload({ name }) {
  const { section, title, does } = PAYLOADS[name];
  const done = state.xss[name];
  return html`<tr data-payload=${name}><th scope="row"><${Button} disabled=${Boolean(state.busy)} press=${() => inject(name)}>${section} ${title}<//><small>${does}</small></th>
    ${MODES.map((mode) => {
      const found = done?.found[mode];
      return found ? html`<${Cell} won=${found.won} what=${found.what} why=${`By ${found.carrier}. ${found.why}`} />` : html`<td class="dim">not run</td>`;
    })}</tr>`;
}

const Xss = () => html`<section class="card view" id="xss"><h2>Script injected into this page (XSS)</h2>
  <p class="dim">The four payloads of RFC 10017 §5.1 (OAuth 2.0 for Browser-Based Applications, BCP 212). They run here, with this page's rights; what they send away is used from elsewhere. Choose other carriers
    in the columns, sign in again, and run them again. Whoever is not signed in is signed in first.</p>
  <table class="grid"><${Head} what="payload" /><tbody>${Object.keys(PAYLOADS).map((name) => html`<${Payload} key=${name} name=${name} />`)}</tbody></table>
  <p><b>HttpOnly keeps a credential from leaving; nothing keeps injected script from using it. Rotation ends a theft that happens once; one that stays defeats it.${MODES.some((mode) => BOUND.includes(mode)) && " A key keeps what was taken from being used elsewhere, and signs for script that stays."}</b> Don't have XSS.</p></section>`;

export const Attacks = () => html`<${Csrf} /><${Xss} />`;
