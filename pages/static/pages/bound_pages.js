/* The pages of a mode whose tokens are bound to this browser's key: script sends each call, with its proof, and the server
   draws the answer as it does for others. */

import { login, note, send } from "./bound.js";
import { thumbprint } from "./proofs.js";
import { showStandings } from "./standings.js";

function isOf(prefix, url) {
  const { origin, pathname } = new URL(url, location.href);
  return origin === location.origin && `${pathname}/`.startsWith(`${prefix}/`);
}

function fieldsOf(form, client) {
  const { next, csrfmiddlewaretoken, ...fields } = Object.fromEntries(new FormData(form));
  if (/\/(logout|refresh-token)$/.test(form.dataset.url)) fields.refreshToken ||= client?.refreshToken;
  return fields;
}

async function draw(text) {
  const page = new DOMParser().parseFromString(text, "text/html"); // which runs no script of it
  document.title = page.title;
  document.body.replaceWith(page.body);
  showStandings();
  const panel = document.getElementById("bound");
  const client = panel && (await login(panel.dataset.prefix));
  if (client) panel.querySelector(".thumbprint").textContent = await thumbprint(client);
}

async function visit(prefix, url) {
  if (!isOf(prefix, url)) return location.assign(url);
  const response = await send(prefix, "GET", url, { accept: "text/html" });
  if (url !== location.href) history.pushState(null, "", url);
  await draw(await response.text());
}

async function submit(prefix, form) {
  const { method, url } = form.dataset;
  const response = await send(prefix, method, url, { body: fieldsOf(form, await login(prefix)), accept: "text/html" });
  const text = await response.text();
  const body = new DOMParser().parseFromString(text, "text/html").querySelector("#answer pre")?.textContent;
  if (response.ok) await note(prefix, url, body ? JSON.parse(body) : {});
  const next = response.ok && new FormData(form).get("next");
  await (next ? visit(prefix, next) : draw(text));
  if (!(await login(prefix))?.accessToken) document.querySelector(".calls form")?.remove(); // nobody is signed in who could sign out
}

async function boundPages({ dataset: { prefix } }) {
  const say = (fault) => {
    const place = document.querySelector("#bound .fault");
    if (place) [place.textContent, place.hidden] = [fault.message, false];
  };
  if (!isSecureContext) return say(new Error("A browser makes keys over HTTPS and on localhost alone."));
  document.addEventListener("submit", (event) => {
    if (!event.target.dataset.method) return;
    event.preventDefault();
    submit(prefix, event.target).catch(say);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || !isOf(prefix, link.href)) return;
    event.preventDefault();
    visit(prefix, link.href).catch(say);
  });
  addEventListener("popstate", () => location.reload());
  if ((await login(prefix))?.accessToken) visit(prefix, location.href).catch(say);
}

document.querySelectorAll("#bound").forEach(boundPages);
