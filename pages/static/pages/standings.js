// Who is signed in at each mode, whose cookies never reach the path of another: asked by script, shown in the tabs.

import { login, send } from "./bound.js";

/** A token of one's own, kept in this tab alone. */
export const kept = (prefix) => sessionStorage.getItem(`bearer:${prefix}`);
export const headers = (prefix) => ({ Accept: "application/json", ...(kept(prefix) && { Authorization: `Bearer ${kept(prefix)}` }) });
const clock = (iso) => new Date(iso).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

function left(iso) {
  const minutes = Math.round((new Date(iso) - Date.now()) / 60000);
  return minutes < 90 ? `${minutes} min` : minutes < 2880 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}

export function element(name, text, properties = {}) {
  return Object.assign(document.createElement(name), { textContent: text, ...properties });
}

async function showStanding(place) {
  const { prefix, bound } = place.dataset;
  try {
    const proven = bound !== undefined && (await login(prefix))?.accessToken;
    const plain = () => fetch(prefix, { headers: headers(prefix), signal: AbortSignal.timeout(10000) });
    const at = await (await (proven ? send(prefix, "GET", prefix) : plain())).json();
    if (at.signedIn) {
      const who = element("span", at.signedIn.email + (kept(prefix) ? " (own token)" : ""), { className: "who" });
      const until = element("time", `until ${clock(at.expiresAt)}, ${left(at.expiresAt)}`, { dateTime: at.expiresAt });
      place.replaceChildren(who, " ", until, at.renewableUntil ? `; refresh ${left(at.renewableUntil)}` : "");
    } else if (at.renewableUntil) {
      place.textContent = `access token gone; can be refreshed for ${left(at.renewableUntil)}`;
    } else {
      place.textContent = at.code === "not_authenticated" || !at.code ? "not signed in" : `not signed in (${at.code})`;
    }
    place.title = place.textContent;
  } catch {
    place.textContent = "no answer";
  }
}

/** In each mode's tab, who is signed in and until when. */
export const showStandings = () => document.querySelectorAll("[data-prefix].standing").forEach(showStanding);
