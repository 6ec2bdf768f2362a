/* The revocation race: after each event, for how long each mode still says yes, counted by moving the clock. */

import { exclusively } from "./actions.js";
import { lab } from "./api.js";
import { lifetime } from "./format.js";
import { state, TITLES } from "./state.js";
import { Button, html } from "./ui.js";

export const EVENTS = {
  "sign-out": ["The user signs out", "A copy of the credential was made before."],
  deactivate: ["An operator deactivates the account", "Alice has left; her credential has not."],
  role: ["The role changes from admin to user", "How long the old role still opens the report."],
  password: ["The user changes the password", "From another device; this login should be over."],
  key: ["The signing key is rotated", "Of a server started for this race, with keys of its own. Rotated, not retired: older keys verify until they are. A rotation revokes nothing."],
};

export const run = (events) =>
  exclusively(async () => {
    for (const event of events) state.race[event] = await lab("race", { event });
  });

/* From a minute to a month on one scale: each tenfold is as wide as the last. */
const LONGEST = Math.log10(30 * 86400);
const width = (seconds) => (seconds < 1 ? 0 : Math.max(0.06, Math.log10(seconds) / LONGEST));

function Bars({ found }) {
  return html`<svg class="bars" viewBox="0 0 640 64" role="img" aria-label=${found.map(({ mode, seconds }) => `${TITLES[mode]}: ${seconds ? `yes for ${lifetime(seconds)}` : "no at once"}`).join("; ")}>
    ${found.map(({ mode, seconds }, n) => {
      const long = width(seconds) * 380;
      return html`<g class=${mode} transform=${`translate(0 ${n * 21})`}><text class="mode" x="104" y="14">${TITLES[mode]}</text>
        <rect class="track" x="114" y="3" width="380" height="14" rx="3" /><rect class="fill" x="114" y="3" width=${long} height="14" rx="3" />
        <text class="said" x="506" y="14">${seconds ? `yes for ${lifetime(seconds)}` : "✓ no, at once"}</text></g>`;
    })}</svg>`;
}

function Event({ name }) {
  const [title, note] = EVENTS[name];
  const found = state.race[name];
  return html`<tr data-event=${name}><th scope="row"><b>${title}</b><small>${note}</small></th>
    <td>${found ? html`<${Bars} found=${found} />` : html`<p class="dim">not run yet</p>`}</td>
    <td><${Button} disabled=${Boolean(state.busy)} press=${() => run([name])}>${found ? "Again" : "Run"}<//></td></tr>`;
}

export const Race = () => html`<section class="card view" id="race"><div class="row"><h2>For how long does each mode still say yes?</h2>
    <${Button} disabled=${Boolean(state.busy)} press=${() => run(Object.keys(EVENTS))}>Run all five<//></div>
  <p class="dim">An account of its own signs in at all three; a thief copies the credentials; the event happens; then the copies are presented just before and
    just after each end they could have, by moving the clock. Whoever has a refresh token renews. Bars are logarithmic. A session that is used lives on, up to ${lifetime(state.switches.sessionAbsoluteSeconds ?? 0)}; a family that is renewed, up to ${lifetime(state.switches.refreshAbsoluteSeconds ?? 0)}.</p>
  <table class="race"><tbody>${Object.keys(EVENTS).map((name) => html`<${Event} key=${name} name=${name} />`)}</tbody></table></section>`;

