/* One mode: a heading and four bands, which line up with the same bands of the other two. */

import { Holds } from "./holds.js";
import { seen } from "./moment.js";
import { Remembers } from "./remembers.js";
import { MODES, state, TITLES, update } from "./state.js";
import { Thief } from "./thief.js";
import { html } from "./ui.js";
import { Wire } from "./wire.js";

export const spotlight = (number) => update(() => (state.spotlight = state.spotlight === number ? 0 : number));

function Heading({ mode }) {
  const number = MODES.indexOf(mode) + 1;
  const toggle = () => update(() => (state.acts[mode] = !state.acts[mode]));
  const { as } = seen().holds[mode];
  return html`<header class="heading"><h2><button type="button" class="plain" onClick=${() => spotlight(number)} aria-pressed=${String(state.spotlight === number)}
      title=${`spotlight this column (${number})`}><kbd>${number}</kbd> ${TITLES[mode]}</button></h2>
    <span class="who">${as ? html`<b>${as}</b>` : "nobody"}</span>
    <label class="acts" title="whether actions run in this column"><input type="checkbox" id=${`acts-${mode}`} checked=${state.acts[mode]} onChange=${toggle} /> acts</label></header>`;
}

export const Column = ({ mode }) => html`<article class=${`column ${mode}${state.acts[mode] ? "" : " idle"}${state.spotlight === MODES.indexOf(mode) + 1 ? " lit" : ""}`}
  id=${`column-${mode}`} aria-label=${TITLES[mode]}>
  <${Heading} mode=${mode} /><${Holds} mode=${mode} /><${Wire} mode=${mode} /><${Remembers} mode=${mode} /><${Thief} mode=${mode} />
</article>`;
