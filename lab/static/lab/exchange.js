/* One exchange, whole: as a sequence, header by header with what each means, the stores' part, why, and to take home. */

import { Differences } from "./differences.js";
import { attributeMeaning, headerMeaning, tells } from "./headers.js";
import { cookieOf } from "./record.js";
import { Sequence } from "./sequence.js";
import { exchange, state, TITLES, update } from "./state.js";
import { CopyAs } from "./take.js";
import { callsTo } from "./wire.js";
import { Button, Dialog, html, Status, useState } from "./ui.js";
import { Why } from "./why.js";

const Cookie = ({ value }) => {
  const { name, value: content, attributes } = cookieOf(value);
  return html`<span><b>${name}</b>=${content || "(emptied)"}</span><ul class="attributes">${attributes.map((pair) => html`<li>
    <b>${pair[0]}${pair[1] && `=${pair[1]}`}</b> <span class="dim">${attributeMeaning(pair)}</span></li>`)}</ul>`;
};

function Headers({ headers, all }) {
  const shown = headers.filter(([name]) => all || tells(name));
  return html`<table class="headers"><tbody>${shown.map(([name, value], n) => html`<tr key=${n}><th scope="row">${name}</th>
    <td><div class="mono value">${name === "Set-Cookie" ? html`<${Cookie} value=${value} />` : value}</div><small>${headerMeaning(name, value)}</small></td></tr>`)}</tbody></table>`;
}

/** A statement without its list of columns, which no trainer reads out; with all headers shown, the whole. */
const brief = (text) => text.replaceAll('"', "").replace(/^SELECT (.{80,}?) FROM /, "SELECT … FROM ");

const Calls = ({ title, calls, all }) => html`<h4>${title}: ${calls.length}</h4>
  ${calls.length > 0 && html`<ol class="calls mono">${calls.map(({ text, answer, ms }) => html`<li><b>${ms.toFixed(2)} ms</b> ${all ? text : brief(text)} <b>→ ${answer || "done"}</b></li>`)}</ol>`}`;

export function ExchangeDialog({ number }) {
  const [all, setAll] = useState(false);
  const of = exchange(number);
  if (!of) return null;
  const { request, response } = of;
  const others = state.exchanges.map((kept) => kept.number);
  const at = others.indexOf(number);
  const open = (index) => update(() => (state.dialog = { kind: "exchange", number: others[index] }));
  return html`<${Dialog} wide=${true} title=${`Exchange ${number}: ${TITLES[of.mode]}, as the server saw it`} close=${() => update(() => (state.dialog = null))}>
    <div class="row"><${Button} disabled=${at < 1} press=${() => open(at - 1)}>← earlier<//><${Button} disabled=${at >= others.length - 1} press=${() => open(at + 1)}>later →<//>
      <label><input type="checkbox" checked=${all} onChange=${() => setAll(!all)} /> everything</label>
      <span class="dim">${new Date(of.at).toLocaleTimeString("en-GB")} from ${request.address}${of.clock ? `, judged ${of.clock} s later` : ""}</span></div>
    <div class="top"><${Sequence} of=${of} /><${Why} of=${of} /></div>
    <div class="two ${of.mode}">
      <section aria-label="Request"><h3>Request</h3><p class="mono line">${request.method} ${request.path} ${request.protocol}</p>
        <${Headers} headers=${request.headers} all=${all} />${request.body && html`<pre class="body">${request.body}</pre>`}</section>
      <section aria-label="Answer"><h3>Answer</h3><p class="mono line"><${Status} status=${response.status} /> ${response.reason}</p>
        <${Headers} headers=${response.headers} all=${all} />${response.body && html`<pre class="body">${response.body}</pre>`}</section>
      <section aria-label="Take it home"><${CopyAs} of=${of} /></section>
      <section aria-label="Behind it"><h3>Behind it</h3><${Calls} title="SQL statements" calls=${callsTo(of, "SQL")} all=${all} /><${Calls} title="Redis commands" calls=${callsTo(of, "Redis")} all=${all} /><${Calls} title="Password hashes" calls=${callsTo(of, "hash")} all=${all} />
        <p class="dim"><small>${of.ms} ms in the server, as Server-Timing says.</small></p></section>
    </div><${Differences} number=${number} /><//>`;
}
