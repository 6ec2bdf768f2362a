// ofetch (Nuxt's $fetch): its own retry sends a refused call again, after a hook has renewed, once for all.
import { ofetch } from "ofetch";

/** @param {string} baseURL the API with its prefix: "https://api.example.com/jwt-refresh" */
export function api(baseURL) {
  let tokens = { accessToken: "", refreshToken: "" };
  /** @type {Promise<void> | undefined} */
  let flight;
  const plain = ofetch.create({ baseURL, timeout: 10_000, retry: 0 });
  const renew = async () => {
    const body = { refreshToken: tokens.refreshToken };
    tokens = await plain("/refresh-token", { method: "POST", body });
  };
  const bearer = () => `Bearer ${tokens.accessToken}`;

  const http = ofetch.create({
    baseURL,
    timeout: 10_000,
    retry: 1,
    retryStatusCodes: [401],
    onRequest: ({ options }) => void options.headers.set("Authorization", bearer()),
    onResponseError: async ({ options, response }) => {
      if (response._data?.code !== "token_expired") options.retry = 0;
      else if (options.headers.get("Authorization") === bearer()) // else somebody renewed meanwhile
        await (flight ??= renew().finally(() => (flight = undefined)));
    },
  });

  return {
    login: async (/** @type {object} */ body) => void (tokens = await plain("/login", { method: "POST", body })),
    get: (/** @type {string} */ path) => http(path, { baseURL: `${baseURL}/` }),
  };
}
