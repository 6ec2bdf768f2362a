// One client for every mode and carrier, from a page, without a dependency: import it. What no code here ever sees: the
// cookies sessionId and refreshToken. They are HttpOnly.

const SAFE = ["GET", "HEAD"];
const RENEWABLE = ["token_expired", "not_authenticated"];
const csrfCookie = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1];

/**
 * One login. N calls that meet an expired token renew it once, in however many tabs: whoever has the lock renews, and
 * tells the others.
 */
export class Client {
  #access = null;
  #refresh = null;
  #csrf = null;
  #age = 0; // counts renewals: a call that began before the last one need not ask for another
  #channel;

  /**
   * @param {{prefix: string, carrier?: "cookie"|"body"|"split", base?: string}} options `base`: the API's origin, where
   *   it is another than the page's; it has to name ours in CORS_ALLOWED_ORIGINS.
   */
  constructor({ prefix, carrier = "cookie", base = location.origin }) {
    Object.assign(this, { prefix, carrier, base });
    this.#channel = new BroadcastChannel(`authdemo:${base}${prefix}`);
    this.#channel.onmessage = ({ data }) => this.#keep(data);
  }

  /** @param {string} email @param {string} password @returns {Promise<any>} */
  async login(email, password) {
    const answer = await this.#send("POST", "login", { email, password, carrier: this.carrier });
    if (!answer.ok) throw await fault(answer);
    return this.#share(await answer.json());
  }

  /** One call; renewed once, and tried again, where its token has run out. @returns {Promise<any>} */
  async call(method, path, body) {
    const age = this.#age;
    let answer = await this.#send(method, path, body);
    if (answer.status === 401 && this.prefix === "/jwt-refresh") {
      const { code } = await answer.clone().json();
      if (RENEWABLE.includes(code) && (await this.#renewed(age))) answer = await this.#send(method, path, body);
    }
    if (!answer.ok) throw await fault(answer);
    return answer.status === 204 ? null : answer.json();
  }

  /** Ends the login, and says so to every tab. */
  async logout() {
    const body = this.#refresh ? { refreshToken: this.#refresh } : undefined;
    const answer = await this.#send("POST", "logout", body);
    if (!answer.ok) throw await fault(answer);
    const said = { accessToken: null, refreshToken: null, age: this.#age + 1 };
    this.#keep(said);
    this.#channel.postMessage(said);
    return answer.json();
  }

  async #renewed(age) {
    return navigator.locks.request(`authdemo:${this.base}${this.prefix}`, async () => {
      // What another tab has just told is heard first: a message takes a moment, and a renewal comes every few minutes.
      if (this.#age === age) await new Promise((done) => setTimeout(done, 100));
      if (this.#age > age) return this.carrier === "cookie" || this.#access !== null;
      const body = this.#refresh ? { refreshToken: this.#refresh } : undefined;
      let answer;
      for (let attempt = 0; !answer && attempt < 3; attempt++) {
        answer = await this.#send("POST", "refresh-token", body).catch(() => null); // a lost answer can be had again
      }
      if (!answer?.ok) return false;
      this.#share(await answer.json());
      return true;
    });
  }

  #share(answer) {
    const told = { accessToken: answer.accessToken, refreshToken: answer.refreshToken, age: this.#age + 1 };
    this.#keep(told);
    this.#channel.postMessage(told);
    return answer;
  }

  #keep({ accessToken = null, refreshToken = null, age }) {
    [this.#access, this.#refresh, this.#age] = [accessToken, refreshToken, Math.max(age, this.#age + 1)];
  }

  async #send(method, path, body) {
    const headers = { ...(body && { "Content-Type": "application/json" }) };
    if (this.#access && path !== "refresh-token" && path !== "login") headers.Authorization = `Bearer ${this.#access}`;
    if (!SAFE.includes(method)) headers["X-CSRFToken"] = this.#csrf ?? csrfCookie() ?? "";
    const options = { method, headers, credentials: "include", signal: AbortSignal.timeout(10_000) };
    const answer = await fetch(`${this.base}${this.prefix}/${path}`, { ...options, body: body && JSON.stringify(body) });
    this.#csrf = answer.headers.get("X-CSRFToken") ?? this.#csrf; // from another origin, whose cookies we can't read
    return answer;
  }
}

async function fault(answer) {
  const body = await answer.json().catch(() => ({ code: "error" }));
  return Object.assign(new Error(`${answer.status} ${body.code}`), { status: answer.status, ...body });
}
