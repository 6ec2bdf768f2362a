/* Exchanges written as commands, code and files. Only the headers that matter go along; Host and the like are the tool's. */

import { json } from "./format.js";
import { exchange, MODES, TITLES } from "./state.js";
import { clockText } from "./format.js";
import { callsTo } from "./wire.js";

const SENT = ["authorization", "cookie", "x-csrftoken", "content-type", "x-lab-clock"];
const sent = ({ request }) => request.headers.filter(([name]) => SENT.includes(name.toLowerCase()));
const url = ({ request }) => `${location.origin}${request.path}`;
export const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const python = (value) => JSON.stringify(value);

export const curl = (of) => [`curl -i -X ${of.request.method} ${quoted(url(of))}`,
  ...sent(of).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
  ...(of.request.body ? [`--data-raw ${quoted(of.request.body)}`] : [])].join(" \\\n  ");

export const WRITERS = {
  curl,
  HTTPie: (of) => [`http ${of.request.method} ${quoted(url(of))}`, ...sent(of).map(([name, value]) => quoted(`${name}:${value}`)),
    ...(of.request.body ? [`--raw ${quoted(of.request.body)}`] : [])].join(" \\\n  "),
  Python: (of) => ["import httpx", "", "response = httpx.request(", `    ${python(of.request.method)},`, `    ${python(url(of))},`,
    `    headers=${python(Object.fromEntries(sent(of)))},`, ...(of.request.body ? [`    content=${python(of.request.body)},`] : []), ")",
    "print(response.status_code, response.text)"].join("\n"),
  "Django test client": (of) => {
    const headers = sent(of).filter(([name]) => name.toLowerCase() !== "content-type");
    const body = of.request.body ? `, data=${python(of.request.body)}, content_type="application/json"` : "";
    return ["from django.test import Client", "", "client = Client(enforce_csrf_checks=True)",
      `response = client.${of.request.method.toLowerCase()}(${python(of.request.path)}${body}, headers=${python(Object.fromEntries(headers))})`,
      "print(response.status_code, response.content)"].join("\n");
  },
};

const HIDDEN = "(redacted)";
const SECRET_FIELDS = ["accessToken", "refreshToken", "password", "currentPassword", "newPassword"];

function bodyRedacted(text) {
  const body = json(text);
  if (body === null || typeof body !== "object") return text;
  for (const name of SECRET_FIELDS) if (body[name]) body[name] = HIDDEN;
  return JSON.stringify(body);
}

function headerRedacted([name, value]) {
  switch (name.toLowerCase()) {
    case "authorization": return [name, `Bearer ${HIDDEN}`];
    case "x-csrftoken": case "x-lab-run": return [name, HIDDEN];
    case "cookie": return [name, value.replace(/=[^;]*/g, `=${HIDDEN}`)];
    case "set-cookie": return [name, value.replace(/=[^;]*/, `=${HIDDEN}`)];
    default: return [name, value];
  }
}

/** The same exchange without anything that would let somebody in. SQL and Redis go too: they may hold what was stored. */
export const redacted = (of) => ({ ...of,
  request: { ...of.request, headers: of.request.headers.map(headerRedacted), body: bodyRedacted(of.request.body) },
  response: { ...of.response, headers: of.response.headers.map(headerRedacted), body: bodyRedacted(of.response.body) },
  calls: of.calls.map((call) => (call.store === "Redis" ? { ...call, text: call.text.split(" ")[0] } : call)) });

const wire = ({ request, response }) => [`${request.method} ${request.path} ${request.protocol}`, ...request.headers.map((pair) => pair.join(": ")), "",
  ...(request.body ? [request.body, ""] : []), `${request.protocol} ${response.status} ${response.reason}`, ...response.headers.map((pair) => pair.join(": ")), "", response.body].join("\n");

export const markdownOf = ({ steps, exchanges }) => ["# Sessions or tokens? What was done", "",
  `| step | ${MODES.map((mode) => TITLES[mode]).join(" | ")} | clock |`, `| --- | ${MODES.map(() => "---").join(" | ")} | --- |`,
  ...steps.map(({ label, answers, clock }) => `| ${label} | ${MODES.map((mode) => (answers[mode] ?? []).map((n) => `${exchange(n)?.response.status ?? "?"} (${n})`).join(", ") || "–").join(" | ")} | ${clockText(clock)} |`),
  "", ...exchanges.flatMap((of) => [`## ${of.number}. ${TITLES[of.mode]}: ${of.request.method} ${of.request.path} → ${of.response.status}`, "",
    `${of.actor}, ${of.at}, SQL ${callsTo(of, "SQL").length}, Redis ${callsTo(of, "Redis").length}, ${of.ms} ms`, "", "```http", wire(of), "```", ""])].join("\n");

const pairs = (headers) => headers.map(([name, value]) => ({ name, value }));

/** HAR 1.2, as browsers and proxies read it. */
export const harOf = ({ exchanges }) => JSON.stringify({ log: { version: "1.2", creator: { name: "authdemo lab", version: "1" },
  entries: exchanges.map((of) => ({ startedDateTime: of.at, time: of.ms ?? 0, cache: {}, timings: { send: 0, wait: of.ms ?? 0, receive: 0 },
    comment: `${TITLES[of.mode]}, ${of.actor}`,
    request: { method: of.request.method, url: url(of), httpVersion: of.request.protocol, cookies: [], headers: pairs(of.request.headers), queryString: [], headersSize: -1,
      bodySize: of.request.body.length, ...(of.request.body ? { postData: { mimeType: "application/json", text: of.request.body } } : {}) },
    response: { status: of.response.status, statusText: of.response.reason, httpVersion: of.request.protocol, cookies: [], headers: pairs(of.response.headers), redirectURL: "", headersSize: -1,
      bodySize: of.response.body.length, content: { size: of.response.body.length, mimeType: "application/json", text: of.response.body } } })) } }, null, 1);
