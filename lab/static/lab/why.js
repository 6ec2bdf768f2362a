/* Why 401? What the authenticator asked, in its own order, and the line of source that said no. */

import { html } from "./ui.js";

const SIGN = { passed: "✓", failed: "✕", unasked: "·" };
const WORD = { passed: "yes", failed: "no", unasked: "not asked any more" };

const Source = ({ decided }) => html`<figure class="source"><figcaption><b>${decided.file}:${decided.line}</b> in <code>${decided.function}</code></figcaption>
  <pre>${decided.source.map(({ line, text, decided: here }) => html`<span class=${here ? "here" : ""}>${here ? "▸" : " "}${String(line).padStart(4)} ${text}${"\n"}</span>`)}</pre></figure>`;

export function Why({ of }) {
  const { checks, decided, note } = of.why;
  const refused = [401, 403, 429].includes(of.response.status);
  return html`<section class="why" aria-label="Why"><h3>Why ${of.response.status}?</h3>
    <ol class="checks">${checks.map(({ words, state }) => html`<li class=${state}><b aria-label=${WORD[state]}>${SIGN[state]}</b> ${words}</li>`)}</ol>
    ${note && html`<p class="dim">${note}</p>`}
    ${decided ? html`<p>The line that said no:</p><${Source} decided=${decided} />`
      : refused ? null : html`<p class="dim">Every question was answered yes.</p>`}
  </section>`;
}
