// Swagger UI over our schema. Unsafe calls carry the CSRF token as the cookie has it at that moment: a login renews it.

const csrfToken = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ?? "";
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", dress);
dress();
const place = document.getElementById("swagger-ui");

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [window.SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  displayRequestDuration: true,
  requestInterceptor(request) {
    const ours = new URL(request.url, location.href).origin === location.origin;
    if (ours && !["GET", "HEAD", undefined].includes(request.method)) request.headers["X-CSRFToken"] = csrfToken();
    return request;
  },
});
