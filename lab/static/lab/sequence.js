/* An exchange as a sequence diagram: who spoke to whom, in which order, and what the stores were asked. */

import { carried } from "./wire.js";
import { html } from "./ui.js";

const X = { client: 80, server: 330, store: 680 };
const ROW = 30;
const word = (text) => (/^(SELECT|INSERT|UPDATE|DELETE|BEGIN|COMMIT|SAVEPOINT|RELEASE)/i.exec(text)?.[0] ?? text.split(" ")[0]).toUpperCase();
const table = (text) => /(?:FROM|INTO|UPDATE)\s+"?(\w+)/i.exec(text)?.[1] ?? "";

/** Statements and commands, the same ones in a row told once with their number. */
function asked(of) {
  const all = [...of.redis.map((call) => ["Redis", word(call.text), "", call.ms]), ...of.sql.map((call) => ["SQL", word(call.text), table(call.text), call.ms])];
  return all.slice(0, 8).map(([store, verb, name, ms]) => ({ text: `${store} ${verb} ${name}`.trim(), ms }));
}

const Arrow = ({ from, to, y, text, kind = "" }) => html`<g class=${`arrow ${kind}`}>
  <line x1=${from} x2=${to - Math.sign(to - from) * 7} y1=${y} y2=${y} />
  <path d=${`M${to} ${y} l${-Math.sign(to - from) * 9} -5 v10 z`} />
  <text x=${(from + to) / 2} y=${y - 6}>${text}</text></g>`;

export function Sequence({ of }) {
  const calls = asked(of);
  const height = 70 + (calls.length + 2) * ROW;
  const who = of.actor === "browser" ? "browser" : of.actor;
  return html`<svg class="sequence" viewBox=${`0 0 760 ${height}`} role="img"
    aria-label=${`${of.request.method} ${of.request.path}: ${of.sql.length} SQL, ${of.redis.length} Redis, then ${of.response.status}`}>
    ${[["client", who], ["server", "server"], ["store", "database, Redis"]].map(([name, label]) => html`<g class="life">
      <rect x=${X[name] - 75} y="4" width="150" height="26" rx="5" /><text x=${X[name]} y="22">${label}</text>
      <line x1=${X[name]} x2=${X[name]} y1="30" y2=${height} /></g>`)}
    <${Arrow} from=${X.client} to=${X.server} y=${62} text=${`${of.request.method} ${of.request.path}`} />
    <text class="under" x=${(X.client + X.server) / 2} y="77">${carried(of)}</text>
    ${calls.map(({ text, ms }, n) => html`<${Arrow} from=${X.server} to=${X.store} y=${62 + (n + 1) * ROW} text=${`${text} · ${ms.toFixed(2)} ms`} />`)}
    <${Arrow} from=${X.server} to=${X.client} y=${62 + (calls.length + 1) * ROW} kind=${of.response.status < 400 ? "yes" : "no"}
      text=${`${of.response.status < 400 ? "✓" : "✕"} ${of.response.status} ${of.response.reason}`} />
    ${!calls.length && html`<text class="under" x=${X.store} y="77">not asked</text>`}
  </svg>`;
}
