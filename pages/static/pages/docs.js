// Swagger UI over our schema. Unsafe calls carry the CSRF token as the cookie has it at that moment: a login renews it.
// Where tokens are bound to this browser's key, each call carries them and a proof of its own.

import { credentials, note } from "./bound.js";

const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? "";
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();
const place = document.getElementById("swagger-ui");

/** The prefix of a call whose tokens are bound. */
function boundTo(url) {
  const { origin, pathname } = new URL(url, location.href);
  return place.dataset.bound.split(" ").find((prefix) => prefix && origin === location.origin && pathname.startsWith(`${prefix}/`));
}

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  async requestInterceptor(request) {
    const ours = new URL(request.url, location.href).origin === location.origin;
    if (ours && !["GET", "HEAD", undefined].includes(request.method)) request.headers["X-CSRFToken"] = csrfToken();
    const prefix = boundTo(request.url);
    if (prefix) Object.assign(request.headers, await credentials(prefix, request.method ?? "GET", request.url));
    return request;
  },
  async responseInterceptor(response) {
    const prefix = response.ok && boundTo(response.url);
    if (prefix) await note(prefix, response.url, response.body);
    return response;
  },
});
