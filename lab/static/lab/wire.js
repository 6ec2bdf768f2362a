/* The second band: the chosen step's exchanges, as the server saw them, in four lines each. The whole opens on a click. */

import { bytes, json, short } from "./format.js";
import { exchange, lastStep, RENEWING, state, update } from "./state.js";
import { Chip, html, Status } from "./ui.js";

const header = (headers, name) => headers.find(([key]) => key === name)?.[1];

export function requestBytes({ request }) {
  const lines = request.headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return bytes(`${request.method} ${request.path} ${request.protocol}\r\n${lines}\r\n${request.body}`);
}

/** What carries the credential, in one line. */
export function carried({ request }) {
  const authorization = header(request.headers, "Authorization");
  if (authorization) return `Authorization: ${short(authorization, 22, 0)}`;
  const cookies = (header(request.headers, "Cookie") ?? "").split("; ").filter((pair) => !pair.startsWith("csrftoken"));
  if (cookies[0]) return `Cookie: ${cookies.map((pair) => short(pair, 18, 0)).join("; ")}`;
  const names = Object.keys(json(request.body) ?? {});
  return names.length ? `{${names.join(", ")}}` : "no credential";
}

export function answered({ response }) {
  const body = json(response.body);
  if (body?.code) return body.code;
  if (response.status === 204) return "";
  const set = response.headers.filter(([name, value]) => name === "Set-Cookie" && !value.startsWith("csrftoken"));
  if (set.length) return set.map(([, value]) => `Set-Cookie: ${short(value.split(";")[0], 20, 0)}`).join("  ");
  if (!body) return short(response.body, 160, 0);
  return short(JSON.stringify(body, (_, value) => (typeof value === "string" && value.length > 40 ? short(value, 10, 0) : value)), 240, 0);
}

export const callsTo = (of, store) => of.calls.filter((call) => call.store === store);
const hashing = (of) => callsTo(of, "hash").reduce((sum, { ms }) => sum + ms, 0);

/** The password hash is as slow as it is meant to be, and the same in every mode: it is told apart. */
export const Costs = ({ of }) => html`<div class="chips">
  ${["SQL", "Redis"].map((store) => html`<${Chip} kind=${callsTo(of, store).length ? "" : "yes"} title=${store === "SQL" ? "SQL statements" : "Redis commands"}>${store} ${callsTo(of, store).length}<//>`)}
  <${Chip} title="the request's size">${requestBytes(of)} B up<//>
  <${Chip} title=${hashing(of) ? "time in the server without the password hash, which is the same in every mode" : "time in the server"}>${(of.ms - hashing(of)).toFixed(1)} ms<//>
  ${hashing(of) > 0 && html`<${Chip} title="the password hash: slow on purpose, and the same in every mode">+ hash ${hashing(of).toFixed(0)} ms<//>`}</div>`;

function Line({ of }) {
  const open = () => update(() => (state.dialog = { kind: "exchange", number: of.number }));
  const who = of.actor === "browser" ? "" : html` <${Chip} kind="no">⚠ ${of.actor}<//>`;
  return html`<button type="button" class="plain message" onClick=${open} title="open this exchange: headers, stores, and why" data-exchange=${of.number}>
    <span class="arrow" aria-label="request">→</span><span class="mono">${of.request.method} ${of.request.path}${who}</span>
    <span class="arrow" aria-hidden="true">→</span><span class="mono dim">${carried(of)}</span>
    <span class="arrow" aria-label="answer">←</span><span class="mono"><${Status} status=${of.response.status} /> ${answered(of)}</span>
  </button><${Costs} of=${of} />`;
}

const Renews = () => html`<label class="carrier" title="on token_expired: refresh, and try once more, as real clients do"><input type="checkbox" id="renews"
  checked=${state.renews} onChange=${() => update(() => (state.renews = !state.renews))} /> client renews by itself</label>`;

export function Wire({ mode }) {
  const numbers = lastStep()?.answers[mode] ?? [];
  const shown = numbers.map(exchange).filter(Boolean);
  return html`<section class="band wire" role="group" aria-label="On the wire"><h3>On the wire ${RENEWING.includes(mode) && html`<${Renews} />`}</h3>
    ${shown.length ? shown.map((of) => html`<${Line} of=${of} key=${of.number} />`)
      : html`<p class="none">${state.steps.length ? "Nothing, in this step." : "Nothing yet."}</p>`}
  </section>`;
}
