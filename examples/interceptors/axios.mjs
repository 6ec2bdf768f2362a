// axios, with axios-auth-refresh to catch the 401. `deduplicateRefresh: false`, because by default it lets calls fail that
// are refused while a renewal is under way, and renews again for those that are refused after it: one flight of our own
// is what makes N calls renew once.
import axios from "axios";
import { createAuthRefresh } from "axios-auth-refresh";

/** @param {string} baseURL the API with its prefix: "https://api.example.com/jwt-refresh" */
export function api(baseURL) {
  const http = axios.create({ baseURL, timeout: 10_000 });
  let tokens = { accessToken: "", refreshToken: "" };
  /** @type {Promise<void> | undefined} */
  let flight;
  const renew = async () => {
    const sent = { refreshToken: tokens.refreshToken };
    tokens = (await http.post("refresh-token", sent, /** @type {any} */ ({ skipAuthRefresh: true }))).data;
  };

  http.interceptors.request.use((request) => {
    if (tokens.accessToken) request.headers.set("Authorization", `Bearer ${tokens.accessToken}`);
    return request;
  });
  const refused = async (/** @type {any} */ { response }) => {
    const current = response.config.headers.get("Authorization") === `Bearer ${tokens.accessToken}`;
    if (current) await (flight ??= renew().finally(() => (flight = undefined))); // else somebody renewed meanwhile
  };
  createAuthRefresh(http, refused, {
    deduplicateRefresh: false,
    shouldRefresh: ({ response }) => /** @type {any} */ (response?.data)?.code === "token_expired",
  });

  return {
    login: async (/** @type {object} */ sent) => void (tokens = (await http.post("login", sent)).data),
    get: async (/** @type {string} */ path) => (await http.get(path)).data,
  };
}
