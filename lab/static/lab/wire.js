/* The second band: the chosen step's exchanges, as the server saw them, in four lines each. The whole opens on a click. */

import { bytes, json, short } from "./format.js";
import { exchange, lastStep, state, update } from "./state.js";
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
  return short(response.body, 44, 0);
}

export const Costs = ({ of }) => html`<div class="chips">
  <${Chip} kind=${of.sql.length ? "" : "yes"} title="SQL statements">SQL ${of.sql.length}<//>
  <${Chip} kind=${of.redis.length ? "" : "yes"} title="Redis commands">Redis ${of.redis.length}<//>
  <${Chip} title="the request's size">${requestBytes(of)} B up<//>
  <${Chip} title="time in the server">${of.ms?.toFixed(1)} ms<//></div>`;

function Line({ of }) {
  const open = () => update(() => (state.dialog = { kind: "exchange", number: of.number }));
  const who = of.actor === "browser" ? "" : html` <${Chip} kind="no">⚠ ${of.actor}<//>`;
  return html`<button type="button" class="plain message" onClick=${open} title="open this exchange" data-exchange=${of.number}>
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
  return html`<section class="band wire" aria-label="On the wire"><h3>On the wire ${mode === "jwt-refresh" && html`<${Renews} />`}</h3>
    ${shown.length ? shown.map((of) => html`<${Line} of=${of} key=${of.number} />`)
      : html`<p class="none">${state.steps.length ? "Nothing, in this step." : "Nothing yet."}</p>`}
  </section>`;
}
