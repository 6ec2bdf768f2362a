/* What headers and cookie attributes mean, in one line each, for the place where they stand. */

const HEADERS = {
  authorization: "The credential. A script put it here: a browser adds Basic by itself, never Bearer.",
  cookie: "Added by the browser, without being asked, to every request to the cookie's host and below its Path; from other sites' pages only as SameSite lets it.",
  "set-cookie": "The server asks the browser to keep this.",
  "x-csrftoken": "The CSRF token: a foreign page can't read it, so it can't send it.",
  "www-authenticate": "Which kind of credential would do, and what was wrong with this one (RFC 6750).",
  "cache-control": "no-store: no cache may keep an answer that belongs to somebody.",
  vary: "The answer depends on these request headers, so a cache may not share it.",
  origin: "Which site's page sent this. Script can't forge it.",
  referer: "Which page sent this.",
  "sec-fetch-site": "same-origin, same-site or cross-site: the browser says it, script can't.",
  "sec-fetch-mode": "How the page asked: cors is fetch, navigate is a link.",
  "sec-fetch-dest": "What the answer is for.",
  "user-agent": "The client's own word for itself; kept with the login, believed by nobody.",
  "content-type": "What the body is.",
  "content-length": "The body's size in bytes.",
  host: "Which server is meant; checked against ALLOWED_HOSTS.",
  accept: "What the client wants back.",
  allow: "The methods this path takes.",
  "retry-after": "Come back in so many seconds.",
  "server-timing": "What this cost: your developer tools show it under Timing.",
  "x-lab-run": "Says which page this belongs to, so that the server records it. The lab's own.",
  "x-lab-clock": "This request is judged so many seconds later. The lab's own.",
  refresh: "Leads this window back to the foreign page. The lab's own.",
  "x-lab-actor": "Who really sent this. The lab's own.",
  "x-frame-options": "No page may put this into a frame.",
  "x-content-type-options": "The browser may not guess another type.",
  "referrer-policy": "What the browser tells other sites about where it came from.",
  "cross-origin-opener-policy": "Windows of other sites get no handle on this one.",
};

const ATTRIBUTES = {
  httponly: "no script can read it",
  secure: "sent over HTTPS only, and to localhost",
  samesite: { lax: "other sites' pages don't send it, except by a link to here", strict: "other sites never send it, not even by a link" },
  path: "sent below this path only",
  "max-age": "the browser forgets it after so many seconds; the server doesn't rely on that",
  expires: "the same as a date, for old browsers",
};

export const headerMeaning = (name, value = "") =>
  (name.toLowerCase() === "cache-control" && value !== "no-store" ? "The client wants no stored answer." : HEADERS[name.toLowerCase()]) ?? "";

export function attributeMeaning([name, value]) {
  const found = ATTRIBUTES[name.toLowerCase()];
  return typeof found === "object" ? (found[value.toLowerCase()] ?? "") : (found ?? "");
}

/** Headers that say something about authentication; the rest every browser sends with everything. */
const TELLING = ["authorization", "cookie", "set-cookie", "x-csrftoken", "www-authenticate", "origin", "sec-fetch-site",
  "content-type", "cache-control", "vary", "x-lab-clock", "x-lab-actor", "server-timing", "retry-after"];
export const tells = (name) => TELLING.includes(name.toLowerCase());
