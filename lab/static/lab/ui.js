/* Small things that every panel uses. A state is always told by a sign and a word, never by colour alone. */

import { html, useEffect, useRef, useState } from "./vendor/preact-htm.js";

export { html, useEffect, useRef, useState };

/** Draws anew every second, for countdowns. */
export function useSeconds() {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), 1000);
    return () => clearInterval(timer);
  }, []);
}

export const Chip = ({ kind = "", title, children }) => html`<span class=${`chip ${kind}`} title=${title}>${children}</span>`;

export const Status = ({ status }) =>
  html`<span class=${`status ${status < 400 ? "yes" : "no"}`}>${status < 400 ? "✓" : "✕"} ${status}</span>`;

export const Key = ({ children }) => html`<kbd aria-hidden="true">${children}</kbd>`;

/** Not `disabled`, which would drop the focus: a button that can't be pressed now says so, and keeps its place. */
export const Button = ({ on, title, disabled, press, shortcut, kind = "", id, children }) => html`<button
  type="button" id=${id} class=${`${kind}${on ? " on" : ""}`} aria-pressed=${on === undefined ? undefined : String(on)}
  aria-keyshortcuts=${shortcut} title=${title} aria-disabled=${disabled ? "true" : undefined} onClick=${disabled ? undefined : press}>${children}${shortcut && html`<${Key}>${shortcut}<//>`}</button>`;

/** A token in its three parts: told apart by colour, and by the dots between them. */
export const Token = ({ token, cut = true }) => {
  const [header, claims, signature] = token.split(".");
  const shown = (text, length) => (cut && text.length > length ? `${text.slice(0, length)}…` : text);
  return html`<span class="token"><i class="t-header">${shown(header, 10)}</i>.<i class="t-claims">${shown(claims ?? "", 14)}</i>.<i
    class="t-signature">${shown(signature ?? "", 6)}</i></span>`;
};

export const Bar = ({ share, label }) => html`<div class="bar" role="img" aria-label=${label}>
  <i style=${{ width: `${Math.round(Math.max(0, Math.min(1, share)) * 100)}%` }}></i></div>`;

/** A modal dialog; Escape and the button close it. */
export function Dialog({ title, close, wide, children }) {
  const open = (node) => node && !node.open && node.showModal();
  return html`<dialog ref=${open} class=${wide ? "wide" : ""} aria-label=${title} onClose=${close}
    onClick=${(event) => event.target.nodeName === "DIALOG" && close()}>
    <header><h2>${title}</h2><button type="button" onClick=${close} aria-label="Close">Close <${Key}>Esc<//></button></header>
    <div class="inside">${children}</div>
  </dialog>`;
}
