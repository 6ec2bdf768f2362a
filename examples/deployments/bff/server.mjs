// A backend for the frontend, without a dependency. The browser holds one cookie of this server; here stands what opens
// the API: tokens or cookies, as the mode has it, and a bound token's key. A page is drawn from twenty calls at once.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { proof } from "../../client.mjs";

const { PORT = "8000", API = "http://127.0.0.1:8001" } = process.env;
const RENEWS = ["/jwt-refresh", "/jwt-dpop"];
const OVER = ["token_expired", "not_authenticated"];
const COOKIE = "login";
const logins = new Map(); // in this process's memory; several processes share a store, and look at a login's end

/** One login at the API: N calls that meet an expired token renew it once. */
class Login {
  #cookies = new Map();
  #access = null;
  #refresh = null;
  #scheme = "Bearer";
  #keys = null; // at /jwt-dpop: the private one can't be exported, so that a token that leaks from here opens nothing
  #nonce = "";
  #age = 0;
  #flight;

  constructor(prefix, carrier) {
    [this.prefix, this.carrier] = [prefix, carrier];
  }

  async begin(email, password) {
    const p256 = { name: "ECDSA", namedCurve: "P-256" };
    if (this.prefix === "/jwt-dpop") this.#keys = await crypto.subtle.generateKey(p256, false, ["sign"]);
    return this.#keep(await this.#send("POST", "login", { email, password, carrier: this.carrier }));
  }

  /** `more`: headers of the first try alone. */
  async call(method, path, body, more) {
    const age = this.#age;
    const answer = await this.#send(method, path, body, more);
    if (answer.status !== 401 || !RENEWS.includes(this.prefix)) return answer;
    if (!OVER.includes((await answer.clone().json()).code)) return answer;
    if (this.#age === age) await (this.#flight ??= this.#renew().finally(() => (this.#flight = undefined)));
    return this.#age > age ? this.#send(method, path, body) : answer;
  }

  end() {
    return this.#send("POST", "logout", this.#refresh ? { refreshToken: this.#refresh } : undefined);
  }

  async #renew() {
    renewals += 1;
    const ask = () => this.#send("POST", "refresh-token", this.#refresh ? { refreshToken: this.#refresh } : undefined);
    await this.#keep(await ask().catch(ask)); // a lost answer comes again, within the API's window
  }

  async #keep(answer) {
    if (!answer.ok) return answer;
    const { accessToken = null, refreshToken = null, tokenType = "Bearer" } = await answer.clone().json();
    [this.#access, this.#refresh, this.#scheme, this.#age] = [accessToken, refreshToken, tokenType, this.#age + 1];
    return answer;
  }

  async #send(method, path, body, more = {}, again = true) {
    const url = `${API}${this.prefix}/${path}`;
    const headers = { ...more, Origin: API };
    if (body) headers["Content-Type"] = "application/json";
    const token = path === "refresh-token" ? null : this.#access;
    if (token) headers.Authorization = `${this.#scheme} ${token}`;
    if (this.#keys) headers.DPoP = await proof(this.#keys, method, url, Date.now() / 1000, token, this.#nonce);
    if (this.#cookies.size) headers.Cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    for (const [name, value] of this.#cookies) if (name.endsWith("csrftoken")) headers["X-CSRFToken"] = value;
    const sent = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10_000) };
    const answer = await fetch(url, sent);
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (value && value !== '""') this.#cookies.set(name, value);
      else this.#cookies.delete(name);
    }
    this.#nonce = answer.headers.get("DPoP-Nonce") ?? this.#nonce;
    const asked = again && answer.headers.get("WWW-Authenticate")?.includes("use_dpop_nonce");
    return asked ? this.#send(method, path, body, more, false) : answer;
  }
}

let renewals = 0; // for whoever measures
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const html = (body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>BFF</title>${body}</html>`;
const SIGN_IN = html(`<h1>Sign in</h1><form method="post" action="/login">
  <label>E-mail <input name="email" value="alice@example.com"></label>
  <label>Password <input name="password" type="password"></label>
  <label>Mode <select name="way"><option>/jwt-refresh body<option>/jwt-dpop body<option>/opaque body
    <option>/session cookie</select></label>
  <button>Sign in</button></form>`);

async function read(request) {
  let text = "";
  for await (const piece of request) {
    if ((text += piece).length > 65_536) throw Object.assign(new Error("too large"), { status: 413 });
  }
  return text;
}

/** A page of twenty calls, one answer each. */
async function page(login, clock) {
  const answers = await Promise.all(Array.from({ length: 20 }, () => login.call("GET", "profile", undefined, clock)));
  if (answers.some((answer) => answer.status === 401)) return null;
  const row = async (answer) => `<li>${answer.status} ${escaped((await answer.json()).email)}`;
  const rows = await Promise.all(answers.map(row));
  return html(`<h1>Twenty calls</h1><p id="renewals">${renewals} renewals</p><ol>${rows.join("")}</ol>
    <form method="post" action="/logout"><button>Sign out</button></form>`);
}

async function answer(request, response) {
  const id = request.headers.cookie?.match(new RegExp(`(?:^|; )${COOKIE}=([\\w-]{43})(?:;|$)`))?.[1];
  const login = logins.get(id);
  const usual = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  const send = (status, body, headers = {}) => void response.writeHead(status, { ...usual, ...headers }).end(body);
  const unsafe = !["GET", "HEAD"].includes(request.method);
  // Whatever changes something comes from a page of this origin: the browser says so (Fetch Metadata; SameSite=Strict).
  if (unsafe && request.headers["sec-fetch-site"] !== "same-origin") return send(403, "from elsewhere");
  const attributes = "Path=/; HttpOnly; Secure; SameSite=Strict";
  const set = (value, age) => ({ "Set-Cookie": `${COOKIE}=${value}; Max-Age=${age}; ${attributes}` });
  const moved = request.headers["x-lab-clock"]; // the lab's clock, so that expiry can be shown
  const clock = moved && { "X-Lab-Clock": moved };
  const { pathname } = new URL(request.url, API);
  const sent = unsafe ? await read(request) : "";

  if (pathname === "/login" && unsafe) {
    const fields = new URLSearchParams(sent);
    const [prefix, carrier] = (fields.get("way") ?? "/jwt-refresh body").split(" ");
    if (!/^\/[a-z-]+$/.test(prefix)) return send(400, "no such mode");
    const begun = new Login(prefix, carrier);
    const told = await begun.begin(fields.get("email"), fields.get("password"));
    if (!told.ok) return send(told.status, SIGN_IN);
    logins.delete(id); // a new id for each login (session fixation)
    const fresh = randomBytes(32).toString("base64url");
    logins.set(fresh, begun);
    return send(303, "", { Location: "/", ...set(fresh, 43_200) });
  }
  if (!login) return send(pathname === "/" ? 200 : 401, SIGN_IN);
  if (pathname === "/logout" && unsafe) {
    const told = await login.end();
    logins.delete(id);
    return send(303, "", { Location: "/", "X-Told": await told.text(), ...set("", 0) });
  }
  if (pathname === "/") {
    const shown = await page(login, clock);
    if (!shown) logins.delete(id);
    return send(200, shown ?? SIGN_IN);
  }
  if (pathname.startsWith("/api/")) {
    const told = await login.call(request.method, pathname.slice(5), sent ? JSON.parse(sent) : undefined, clock);
    return send(told.status, await told.text(), { "Content-Type": "application/json" });
  }
  return send(404, "");
}

createServer((request, response) =>
  answer(request, response).catch((fault) => {
    response.writeHead(fault.status ?? (fault instanceof SyntaxError ? 400 : 502)).end();
  }),
).listen(Number(PORT), "127.0.0.1");
