/* What both faces of a room draw. */

import { html } from "../vendor/preact-htm.js";

/** Text between backticks is code. */
export const Words = ({ text }) => text.split("`").map((piece, n) => (n % 2 ? html`<code>${piece}</code>` : piece));

export const Measured = ({ revealed }) => html`<ul class="measured">${revealed.answers.map(({ mode, title, status, code }) => html`<li class=${mode} key=${mode}>
  <b>${title}</b> <span class=${status < 400 ? "yes" : "no"}>${status < 400 ? "✓" : "✕"} ${status}</span> <code>${code}</code></li>`)}</ul>`;

export const Explained = ({ revealed }) => html`<p><b><${Words} text=${revealed.reveal} /></b></p><p><${Words} text=${revealed.explain} /></p>`;
