// The interceptor that most people write: each call that is refused renews for itself, with the token it finds.
import axios from "axios";

export function api(baseURL) {
  const http = axios.create({ baseURL, timeout: 10_000 });
  let tokens = { accessToken: "", refreshToken: "" };
  http.interceptors.request.use((request) => {
    if (tokens.accessToken) request.headers.set("Authorization", `Bearer ${tokens.accessToken}`);
    return request;
  });
  http.interceptors.response.use(undefined, async (error) => {
    const { config, response } = error;
    if (response?.status !== 401 || config.again || config.url === "refresh-token") throw error;
    tokens = (await http.post("refresh-token", { refreshToken: tokens.refreshToken })).data;
    return http({ ...config, again: true });
  });
  return {
    login: async (sent) => void (tokens = (await http.post("login", sent)).data),
    get: async (path) => (await http.get(path)).data,
  };
}
