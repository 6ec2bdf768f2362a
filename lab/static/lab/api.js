/* Every request of this page. The browser is the real client: its own fetch, its own cookies. */

import { json } from "./format.js";
import { proof } from "./proofs.js";
import { BOUND, PREFIX, state } from "./state.js";

const TIME_OUT = 20_000;
const LAB_TIME_OUT = 60_000; // a second server has to start

const options = (method, headers, body, patience = TIME_OUT) => ({
  method,
  headers: { Accept: "application/json", "X-Lab-Run": state.run, ...headers },
  body: body === undefined ? undefined : JSON.stringify(body),
  cache: "no-store",
  signal: AbortSignal.timeout(patience),
});

/** A call of the page's own. Throws the server's sentence when it refuses. */
export async function lab(path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const response = await fetch(`/lab/${path}`, options(body === undefined ? "GET" : "POST", headers, body, LAB_TIME_OUT));
  const answer = json(await response.text());
  if (!response.ok) throw new Error(answer?.detail ?? `The server answered ${response.status}.`);
  return answer;
}

/** A call of the contract. Resolves to { status, code, body, number }; `number` is the recorded exchange's. */
export async function call(mode, method, path, { body, headers = {} } = {}) {
  const more = { ...headers };
  if (body !== undefined) more["Content-Type"] = "application/json";
  if (state.offset) more["X-Lab-Clock"] = `+${state.offset}`;
  const where = `${PREFIX[mode]}/${path}`;
  if (BOUND.includes(mode)) more.DPoP = await proof(method, where, more.Authorization?.split(" ")[1]);
  const response = await fetch(where, options(method, more, body));
  const answer = json(await response.text());
  const number = Number(response.headers.get("X-Lab-Exchange")) || null;
  return { status: response.status, code: answer?.code ?? "", body: answer, number };
}

/** A cookie that script may read: of ours, csrftoken alone. */
export const readableCookie = (name) =>
  document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
