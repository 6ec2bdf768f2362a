/* The steps so far, newest first: what was done, what each mode answered, and by which clock. */

import { clockText } from "./format.js";
import { backToNow } from "./actions.js";
import { looksBack } from "./moment.js";
import { exchange, MODES, state, TITLES, update } from "./state.js";
import { callsTo } from "./wire.js";
import { Button, html, Status } from "./ui.js";

function Answer({ numbers }) {
  const found = (numbers ?? []).map(exchange).filter(Boolean);
  if (!found.length) return html`<span class="dim">–</span>`;
  return found.map((of) => {
    const { response } = of;
    const code = response.status >= 400 ? (JSON.parse(response.body || "{}").code ?? "") : `SQL ${callsTo(of, "SQL").length} · Redis ${callsTo(of, "Redis").length}`;
    return html`<span class="mono"><${Status} status=${response.status} /> <small>${code}</small> </span>`;
  });
}

export const goTo = (index) => update(() => (state.at = Math.max(0, Math.min(state.steps.length - 1, index))));

/** Above the columns while an earlier step is looked at: nothing there is of now. */
export const Past = () => looksBack() && html`<p class="past card" role="status">◀ As it was after step ${state.at + 1} of ${state.steps.length}, at ${clockText(state.steps[state.at].clock)}: page, wire and stores. <${Button} id="back-to-now" press=${backToNow}>Back to now<//></p>`;

export function Steps() {
  if (!state.steps.length) return html`<section class="steps card" id="steps"><p class="none">No step yet. Choose who, then press <b>Sign in</b>: every column signs in, one after the other.</p></section>`;
  const rows = state.steps.map((step, index) => ({ ...step, index })).reverse();
  return html`<section class="steps card" id="steps" aria-label="Steps so far" aria-live="polite"><table>
    <thead><tr><th>step</th>${MODES.map((mode) => html`<th class=${`name ${mode}`}>${TITLES[mode]}</th>`)}<th>clock</th></tr></thead>
    <tbody>${rows.map((step) => html`<tr key=${step.index} class=${step.index === state.at ? "at" : ""} aria-current=${step.index === state.at ? "step" : undefined}>
      <td><button type="button" class="plain" onClick=${() => goTo(step.index)}>${step.index === state.at ? "▸ " : ""}${step.index + 1}. ${step.label}</button></td>
      ${MODES.map((mode) => html`<td><${Answer} numbers=${step.answers[mode]} /></td>`)}
      <td class="mono">${clockText(step.clock)}</td></tr>`)}</tbody></table></section>`;
}
