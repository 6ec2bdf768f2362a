// ky: a 401 is answered by a renewal, one for all, and the call is sent once more with what it brought.
import ky from "ky";

/** @param {string} baseURL the API with its prefix: "https://api.example.com/jwt-refresh" */
export function api(baseURL) {
  let tokens = { accessToken: "", refreshToken: "" };
  /** @type {Promise<void> | undefined} */
  let flight;
  const plain = ky.create({ prefixUrl: baseURL, timeout: 10_000 });
  const renew = async () => {
    tokens = await plain.post("refresh-token", { json: { refreshToken: tokens.refreshToken }, retry: 0 }).json();
  };
  const bearer = () => `Bearer ${tokens.accessToken}`;

  const http = plain.extend({
    retry: 1,
    hooks: {
      beforeRequest: [(request) => request.headers.set("Authorization", bearer())],
      afterResponse: [
        async (request, options, response, { retryCount }) => {
          if (response.status !== 401 || retryCount > 0) return;
          if ((await response.clone().json()).code !== "token_expired") return;
          if (request.headers.get("Authorization") === bearer()) // else somebody renewed meanwhile
            await (flight ??= renew().finally(() => (flight = undefined)));
          const headers = new Headers(request.headers);
          headers.set("Authorization", bearer());
          return ky.retry({ request: new Request(request, { headers }), delay: 0 });
        },
      ],
    },
  });

  return {
    login: async (/** @type {object} */ sent) => void (tokens = await plain.post("login", { json: sent }).json()),
    get: (/** @type {string} */ path) => http.get(path).json(),
  };
}
