/* An exchange as a sequence diagram: who spoke to whom, in the true order, with what came back. */

import { carried } from "./wire.js";
import { html } from "./ui.js";

const X = { client: 80, server: 330, store: 680 };
const ROW = 30;
const SHOWN = 12;
const VERB = /^(SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|SAVEPOINT|RELEASE)/i;
const table = (text) => /(?:FROM|INTO|UPDATE)\s+"?(\w+)/i.exec(text)?.[1] ?? "";

/** What was asked, in a few words: a statement by its verb and table, a command by its name and the kind of its key. */
function asked({ store, text }) {
  if (store === "hash") return `checks the password: ${text}`;
  if (store === "SQL") return `SQL ${(VERB.exec(text)?.[0] ?? text.split(" ")[0]).toUpperCase()} ${table(text)}`.trim();
  const [command, key = ""] = text.split(" ");
  return `Redis ${command.toUpperCase()} ${command.toUpperCase().startsWith("EVAL") ? "(a script)" : key.split(":")[0]}`.trim();
}

const Arrow = ({ from, to, y, text, kind = "" }) => html`<g class=${`arrow ${kind}`}>
  <line x1=${from} x2=${to - Math.sign(to - from) * 7} y1=${y} y2=${y} />
  <path d=${`M${to} ${y} l${-Math.sign(to - from) * 9} -5 v10 z`} />
  <text x=${(from + to) / 2} y=${y - 6}>${text}</text></g>`;

const Ask = ({ call, y }) => {
  const text = `${asked(call)} → ${call.answer || "done"} · ${call.ms.toFixed(2)} ms`;
  return call.store === "hash" ? html`<g class="arrow hash"><rect x=${X.server - 8} y=${y - 16} width="16" height="24" rx="3" /><text x=${X.server + 18} y=${y} class="aside">${text}</text></g>`
    : html`<${Arrow} from=${X.server} to=${X.store} y=${y} text=${text} />`;
};

export function Sequence({ of }) {
  const calls = of.calls.slice(0, of.calls.length > SHOWN ? SHOWN - 1 : SHOWN);
  const more = of.calls.length - calls.length;
  const rows = calls.length + (more ? 1 : 0);
  const height = 70 + (rows + 2) * ROW;
  const who = of.actor === "browser" ? "browser" : of.actor;
  return html`<svg class="sequence" viewBox=${`0 0 760 ${height}`} role="img"
    aria-label=${`${of.request.method} ${of.request.path}; ${of.calls.map((call) => `${asked(call)}: ${call.answer || "done"}`).join("; ") || "no store asked"}; then ${of.response.status}`}>
    ${[["client", who], ["server", "server"], ["store", "database, Redis"]].map(([name, label]) => html`<g class="life">
      <rect x=${X[name] - 75} y="4" width="150" height="26" rx="5" /><text x=${X[name]} y="22">${label}</text>
      <line x1=${X[name]} x2=${X[name]} y1="30" y2=${height} /></g>`)}
    <${Arrow} from=${X.client} to=${X.server} y=${62} text=${`${of.request.method} ${of.request.path}`} />
    <text class="under" x=${(X.client + X.server) / 2} y="77">${carried(of)}</text>
    ${calls.map((call, n) => html`<${Ask} call=${call} y=${62 + (n + 1) * ROW} />`)}
    ${more > 0 && html`<text class="under" x=${(X.server + X.store) / 2} y=${62 + (calls.length + 1) * ROW}>… ${more} more</text>`}
    <${Arrow} from=${X.server} to=${X.client} y=${62 + (rows + 1) * ROW} kind=${of.response.status < 400 ? "yes" : "no"}
      text=${`${of.response.status < 400 ? "✓" : "✕"} ${of.response.status} ${of.response.reason}`} />
    ${!of.calls.length && html`<text class="under" x=${X.store} y="77">not asked</text>`}
  </svg>`;
}
