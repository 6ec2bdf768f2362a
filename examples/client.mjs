// One client for every mode and carrier, from a page, without a dependency: import it. What no code here ever sees:
// the cookies sessionId and refreshToken, which are HttpOnly, and a bound token's private key, which can't be exported.

/** What the tabs of one login share. No secret of it is stored: it is told from tab to tab, and gone with the last one.
 * @typedef {{age: number, access: string | null, refresh: string | null, scheme: string, until: number,
 *   csrf: string | null, keys: CryptoKeyPair | null}} State `age` counts sign-ins, renewals and sign-outs; `until` is
 *   when the access token ends by this machine's clock, whatever the server's says. */

const RENEWS = ["/jwt-refresh", "/jwt-dpop"];
const HEADER_ONLY = ["/opaque", "/jwt-dpop"];
const OVER = ["token_expired", "token_revoked", "not_authenticated"]; // what a renewal may help against
const CURABLE = ["csrf_failed", "use_dpop_nonce", "invalid_dpop_proof"]; // by what the refusal itself has told
const EARLY = 5_000; // milliseconds before its end that a token is renewed, so that it doesn't end on its way
/** @type {State} */
const NOBODY = { age: 0, access: null, refresh: null, scheme: "Bearer", until: Infinity, csrf: null, keys: null };
const ES256 = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const wait = (/** @type {number} */ milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** One login, in however many tabs. N calls that meet an expired token renew it once: whoever has the lock renews, and
 * tells the others. The event "signed-out" comes in every tab, whichever of them signed out or was refused renewal. */
export class Client extends EventTarget {
  /** @type {State} */
  #state = NOBODY;
  #skew = 0; // milliseconds by which the server's clock is ahead of ours, where it lets us know
  #nonce = "";
  #name;
  #channel;

  /** @param {{prefix: string, carrier?: string, base?: string}} options `carrier`: cookie, body or split, as the mode
   *   has it; `base`: the API's origin, where it isn't the page's own; it has to name ours in CORS_ALLOWED_ORIGINS. */
  constructor({ prefix, carrier = HEADER_ONLY.includes(prefix) ? "body" : "cookie", base = location.origin }) {
    super();
    this.prefix = prefix;
    this.carrier = carrier;
    this.base = base;
    this.#name = `authdemo:${base}${prefix}`;
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.onmessage = ({ data }) => {
      if (data !== "ask") this.#adopt(data);
      else if (this.#state.age === Math.abs(this.#stored())) this.#channel.postMessage(this.#state);
    };
  }

  /** @param {string} email @param {string} password @returns {Promise<any>} who it is, and for how long */
  login(email, password) {
    return this.#alone(async () => {
      if (this.prefix === "/jwt-dpop" && !this.#state.keys)
        this.#state = { ...this.#state, keys: await crypto.subtle.generateKey(ES256, false, ["sign"]) };
      const answer = await this.#send("POST", "login", { email, password, carrier: this.carrier });
      if (!answer.ok) throw await fault(answer);
      return this.#share(await answer.json());
    });
  }

  /** One call; renewed first, or once and tried again, where its token has run out.
   * @param {string} method @param {string} path @param {object} [body] @returns {Promise<any>} the answer, or null */
  async call(method, path, body) {
    await this.#catchUp();
    if (this.#renewable && Date.now() > this.#state.until - EARLY) await this.#renewed(this.#state.age);
    const age = this.#state.age;
    let answer = await this.#send(method, path, body);
    if (answer.status === 401 && this.#renewable) {
      const { code } = await answer.clone().json();
      if (OVER.includes(code) && (await this.#renewed(age))) answer = await this.#send(method, path, body);
    }
    if (!answer.ok) throw await fault(answer);
    return answer.status === 204 ? null : answer.json();
  }

  /** Ends the login, in all tabs. @returns {Promise<any>} what was revoked; until when an access token still works */
  logout() {
    return this.#alone(async () => {
      await this.#catchUp();
      const { refresh } = this.#state;
      const answer = await this.#send("POST", "logout", refresh ? { refreshToken: refresh } : undefined);
      if (!answer.ok) throw await fault(answer);
      this.#tell(NOBODY);
      return answer.json();
    });
  }

  /** Whether there may be something to renew with: a cookie can't be seen. */
  get #renewable() {
    return RENEWS.includes(this.prefix) && (this.carrier !== "body" || this.#state.refresh !== null);
  }

  /** @template T @param {() => Promise<T>} act in one tab at a time */
  #alone = async (act) => await navigator.locks.request(this.#name, act);

  /** @param {number} age as the call began @returns {Promise<boolean>} whether there is a new token since */
  #renewed(age) {
    return this.#alone(async () => {
      await this.#catchUp();
      if (this.#state.age > age) return this.carrier === "cookie" || this.#state.access !== null;
      const { refresh } = this.#state;
      const body = refresh ? { refreshToken: refresh } : undefined;
      const ask = () => this.#send("POST", "refresh-token", body);
      // A lost answer may have been a rotation: within the server's window, the same token gets the same answer again.
      const answer = await ask().catch(ask).catch(() => wait(500).then(ask));
      if (answer.ok) this.#share(await answer.json());
      else if (answer.status > 401) throw await fault(answer); // it may succeed later: nobody is signed out
      else if (this.#stored() >= 0) this.#tell(NOBODY);
      return answer.ok;
    });
  }

  /** The count, stored; negative where somebody has signed out. */
  #stored = () => Number(localStorage.getItem(this.#name));

  /** Hears what another tab did meanwhile, if any did: the count is stored, what it has is told by whoever has it. */
  async #catchUp() {
    const latest = Math.abs(this.#stored());
    if (latest <= this.#state.age) return;
    if (this.carrier !== "cookie") {
      this.#channel.postMessage("ask");
      await Promise.race([wait(100), new Promise((done) => this.addEventListener("told", done, { once: true }))]);
    }
    this.#state = { ...this.#state, age: Math.max(latest, this.#state.age) };
  }

  /** @param {any} answer a login's or a renewal's */
  #share(answer) {
    const { accessToken: access = null, refreshToken: refresh = null, tokenType: scheme = "Bearer" } = answer;
    this.#tell({ ...this.#state, access, refresh, scheme, until: Date.now() + answer.expiresIn * 1000 });
    return answer;
  }

  /** @param {State} state told to every tab, and adopted here */
  #tell(state) {
    const next = { ...state, age: Math.max(Math.abs(this.#stored()), this.#state.age) + 1 };
    localStorage.setItem(this.#name, String(state === NOBODY ? -next.age : next.age));
    this.#channel.postMessage(next);
    this.#adopt(next);
  }

  /** @param {State} state */
  #adopt(state) {
    if (state.age < this.#state.age) return;
    const out = state.until === Infinity && state.age > this.#state.age;
    this.#state = state;
    for (const said of out ? ["told", "signed-out"] : ["told"]) this.dispatchEvent(new Event(said));
  }

  /** @param {string} method @param {string} path @param {object} [body] @returns {Promise<Response>} */
  async #send(method, path, body, again = 2) {
    const { access, scheme, keys } = this.#state;
    const url = `${this.base}${this.prefix}/${path}`;
    const token = ["login", "refresh-token"].includes(path) ? null : access;
    /** @type {Record<string, string>} */
    const headers = body ? { "Content-Type": "application/json" } : {};
    if (token) headers.Authorization = `${scheme} ${token}`;
    if (keys) headers.DPoP = await proof(keys, method, url, (Date.now() + this.#skew) / 1000, token, this.#nonce);
    const rides = this.carrier !== "body" && path !== "login" && !["GET", "HEAD"].includes(method);
    if (rides) headers["X-CSRFToken"] = await this.#csrf();
    const sent = { method, headers, body: body && JSON.stringify(body), signal: AbortSignal.timeout(10_000) };
    const answer = await fetch(url, { ...sent, credentials: "include" });
    this.#hear(answer);
    const { code } = answer.ok ? {} : await answer.clone().json().catch(() => ({}));
    if (!again || !CURABLE.includes(code)) return answer;
    if (code === "csrf_failed") this.#state = { ...this.#state, csrf: null }; // another tab's sign-in made a new one
    return this.#send(method, path, body, again - 1);
  }

  /** @param {Response} answer its headers, where this origin may read them */
  #hear({ headers }) {
    this.#nonce = headers.get("DPoP-Nonce") ?? this.#nonce;
    if (headers.has("Date")) this.#skew = Date.parse(headers.get("Date") ?? "") - Date.now();
    if (headers.has("X-CSRFToken")) this.#state = { ...this.#state, csrf: headers.get("X-CSRFToken") };
  }

  /** The cookie's value; from another origin, whose cookies we can't read, what the mode's overview has in a header. */
  async #csrf() {
    const own = this.base === location.origin && document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1];
    if (!own && !this.#state.csrf) this.#hear(await fetch(`${this.base}${this.prefix}`, { credentials: "include" }));
    return own || this.#state.csrf || "";
  }
}

const utf8 = (/** @type {string} */ text) => new TextEncoder().encode(text);
const base64url = (/** @type {ArrayBuffer | Uint8Array} */ bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/[+/=]/g, (c) => ({ "+": "-", "/": "_" })[c] ?? "");

/** A DPoP proof (RFC 9449 §4.2): this key asks for this, now, with this token. @param {CryptoKeyPair} keys
 * @param {string} htm @param {string} htu @param {number} now @param {string | null} token @param {string} nonce */
export async function proof({ privateKey, publicKey }, htm, htu, now, token, nonce) {
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const ath = token ? base64url(await crypto.subtle.digest("SHA-256", utf8(token))) : undefined;
  const claims = { jti: crypto.randomUUID(), htm, htu, iat: Math.floor(now), ath, nonce: nonce || undefined };
  const parts = [{ typ: "dpop+jwt", alg: "ES256", jwk: { kty, crv, x, y } }, claims];
  const signed = parts.map((part) => base64url(utf8(JSON.stringify(part)))).join(".");
  const signature = await crypto.subtle.sign(ES256, privateKey, utf8(signed));
  return `${signed}.${base64url(signature)}`;
}

/** @param {Response} answer @returns {Promise<Error & {status: number, code: string}>} */
async function fault(answer) {
  const body = await answer.json().catch(() => ({ code: "error" }));
  return Object.assign(new Error(`${answer.status} ${body.code}`), { status: answer.status, ...body });
}
