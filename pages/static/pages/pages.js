// What the server can't know when it draws a page: who is signed in at the other modes, whose cookies never reach this
// path; and a token of one's own, which no link and no form could send. Without it every page works all the same.

import { element, headers, kept, showStandings } from "./standings.js";

const ENDS = ["logout", "logout-all"];

function showAnswer(method, url, response, text) {
  let body = text;
  try {
    body = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    /* an empty body */
  }
  const line = element("p", "", { className: "line" });
  const status = element("strong", `${response.status} ${response.statusText}`, { className: `status ${response.ok ? "ok" : "no"}` });
  line.append(element("span", method, { className: "verb" }), element("code", url), status);
  const shown = [element("h2", "Answer", { id: "answer-title" }), line, element("p", "Authorization: Bearer …", { className: "hint" })];
  if (body) shown.push(element("pre", body, { tabIndex: 0, ariaLabel: "Body of the answer" }));
  document.getElementById("answer").replaceChildren(...shown);
}

async function call(prefix, method, url, body) {
  const options = { method, headers: headers(prefix), signal: AbortSignal.timeout(10000) };
  if (body) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options);
  showAnswer(method, url, response, await response.text());
  if (response.ok && ENDS.some((name) => url.split("?")[0] === `${prefix}/${name}`)) {
    sessionStorage.removeItem(`bearer:${prefix}`); // who signs out is done with the token, whatever it is still worth
    for (const form of document.querySelectorAll("#bearer form")) form.forget.hidden = true;
  }
  showStandings();
}

// With a token of one's own, this page's forms are sent by script, since only script can set the header.
function sendByScript(prefix) {
  for (const form of document.querySelectorAll("form[data-method]")) {
    if (form.dataset.url === `${prefix}/login`) continue;
    form.addEventListener("submit", (event) => {
      if (!kept(prefix)) return;
      event.preventDefault();
      const fields = Object.fromEntries(new FormData(form));
      delete fields.csrfmiddlewaretoken;
      delete fields.next;
      if (!fields.refreshToken) delete fields.refreshToken;
      call(prefix, form.dataset.method, form.dataset.url, Object.keys(fields).length ? fields : null);
    });
  }
}

function offerAnsweredToken(prefix, use) {
  const body = document.querySelector("#answer pre");
  const found = body && body.textContent.match(/"accessToken": "([\w.-]+)"/);
  if (!found) return;
  const button = element("button", "Use this access token here", { type: "button", id: "use-token" });
  button.addEventListener("click", () => use(found[1]));
  document.getElementById("answer").append(button);
}

function bearerPanel(panel) {
  const { prefix } = panel.dataset;
  const form = panel.querySelector("form");
  const readable = !document.querySelector("#answer[data-unasked]");
  const again = () => (readable && kept(prefix) ? call(prefix, "GET", location.pathname) : showStandings());
  const use = (token) => {
    sessionStorage.setItem(`bearer:${prefix}`, token);
    form.token.value = "";
    form.forget.hidden = false;
    return again();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.token.value.trim()) use(form.token.value.trim());
  });
  form.forget.addEventListener("click", () => {
    sessionStorage.removeItem(`bearer:${prefix}`);
    location.assign(location.pathname);
  });
  form.forget.hidden = !kept(prefix);
  panel.hidden = false;
  sendByScript(prefix);
  offerAnsweredToken(prefix, use);
  if (kept(prefix) && !location.pathname.includes("/form/")) again();
}

showStandings();
setInterval(showStandings, 60000);
document.querySelectorAll("#bearer").forEach(bearerPanel);
