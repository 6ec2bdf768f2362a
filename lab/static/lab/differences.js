/* Two recorded exchanges compared, as the server compares them: header by header, cookie by cookie, claim by claim. */

import { lab } from "./api.js";
import { exchange, state, TITLES } from "./state.js";
import { html, useEffect, useState } from "./ui.js";

const SECTIONS = { line: "line", headers: "headers", cookies: "cookies", body: "body", claims: "token, claim by claim" };
const SIDES = { request: "Request", response: "Answer" };
const SIGNS = { same: ["=", "the same"], changed: ["≠", "differs"], left: ["◀", "only in the first"], right: ["▶", "only in the second"] };

const named = ({ number, mode, actor, request, response }) =>
  `${number}: ${TITLES[mode]}, ${request.method} ${request.path} ${response.status}${actor === "browser" ? "" : ` (${actor})`}`;

const Value = ({ of, change }) => {
  if (of === null) return html`<span class="dim">–</span>`;
  const said = of === "" ? "set" : of; // an attribute without a value, as HttpOnly
  return html`<div class="mono value">${change === "same" ? html`<span class="dim">${said}</span>` : said}</div>`;
};

const Group = ({ title, facts }) => html`<tbody><tr class="group"><th colspan="4" scope="rowgroup">${title}</th></tr>
  ${facts.map(({ name, change, left, right }) => html`<tr key=${name} data-change=${change}><td title=${SIGNS[change][1]}>${SIGNS[change][0]}</td><th scope="row">${name || "value"}</th>
    <td><${Value} of=${left} change=${change} /></td><td><${Value} of=${right} change=${change} /></td></tr>`)}</tbody>`;

/** The exchange of this number beside another one of this page's, chosen from a list. */
export function Differences({ number }) {
  const [other, setOther] = useState(null);
  const [found, setFound] = useState(null);
  const [fault, setFault] = useState("");
  const [all, setAll] = useState(false);
  useEffect(() => {
    setFound(null);
    setFault("");
    if (other === null) return;
    let wanted = true;
    lab(`diff?left=${number}&right=${other}`).then((facts) => wanted && setFound(facts), (error) => wanted && setFault(error.message));
    return () => (wanted = false);
  }, [number, other]);

  const groups = Object.groupBy((found ?? []).filter(({ change }) => all || change !== "same"), ({ side, section }) => `${SIDES[side]}: ${SECTIONS[section]}`);
  return html`<section class="compare" aria-label="Compare"><h3>Compare</h3>
    <div class="row"><label>with <select id="compare-with" onChange=${(event) => setOther(event.target.value || null)}>
      <option value="">another exchange …</option>
      ${state.exchanges.filter((kept) => kept.number !== number).map((kept) => html`<option value=${kept.number}>${named(kept)}</option>`)}</select></label>
      ${found && html`<label><input type="checkbox" checked=${all} onChange=${() => setAll(!all)} /> what is the same, too</label>`}</div>
    ${fault && html`<p class="no" role="status">✕ ${fault}</p>`}
    ${found && html`<div id="differences"><p class="dim">${found.filter(({ change }) => change === "same").length} facts are the same, ${found.filter(({ change }) => change !== "same").length} differ.</p>
      <table class="headers differences"><thead><tr><th></th><th></th>${[number, Number(other)].map((one) => html`<th scope="col">${named(exchange(one))}</th>`)}</tr></thead>
        ${Object.entries(groups).map(([title, facts]) => html`<${Group} key=${title} title=${title} facts=${facts} />`)}</table></div>`}
  </section>`;
}
