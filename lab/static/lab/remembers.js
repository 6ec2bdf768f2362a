/* The third band: what the server holds now, read from its database and its store; what the last step changed is marked. */

import { ago, browser, day, epoch, short } from "./format.js";
import { Family } from "./family.js";
import { pageNow, state } from "./state.js";
import { html, useSeconds } from "./ui.js";

const Admin = ({ href, what }) => href && html` <a href=${href} target="_blank" title=${`${what} in the admin`} aria-label=${`${what} in the admin, in a new tab`}>↗</a>`;

/** Rows: [label, content, what it stands for: marked as changed when that differs from before the step]. */
const Table = ({ rows, before }) => html`<table class="store mono"><tbody>${rows.filter(Boolean).map(([label, content, value]) => {
  const was = before.find((row) => row && row[0] === label)?.[2];
  const changed = state.before && was !== value;
  return html`<tr key=${label} class=${changed ? "new" : ""}><th scope="row">${changed && html`<span title="changed by the last step" aria-label="changed">●</span> `}${label}</th><td>${content}</td></tr>`;
})}</tbody></table>`;

const account = ({ account }) => ["account", html`${account.role}, ${account.active ? "active" : html`<b class="no">✕ inactive</b>`} · ${account.displayName}<${Admin} href=${account.admin} what="this account" />`,
  `${account.role} ${account.active} ${account.displayName}`];

function sessionRows(truth) {
  if (!truth) return [];
  const [login, ...others] = truth.sessions;
  if (!login) return [account(truth)];
  const { entry } = login;
  const name = entry.key.startsWith("session:") ? `session:${entry.key.slice(8, 15)}…` : short(entry.key, 34, 0);
  return [
    [login.store, html`${name} ${entry.held ? (entry.ttl === null ? "" : `TTL ${entry.ttl} s`) : html`<b class="no">✕ gone</b>`}`, `${entry.key} ${entry.held}`],
    ["used", html`${ago(pageNow() - epoch(login.lastUsedAt))}`, login.lastUsedAt],
    ["row", html`${browser(login.userAgent)} · ${login.ipAddress}<${Admin} href=${login.admin} what="this session" />`, login.id],
    others.length > 0 && ["more", html`${others.length} older login${others.length > 1 ? "s" : ""}`, others.length],
    account(truth),
  ];
}

function familyRows(truth) {
  if (!truth) return [];
  const [family, ...others] = truth.families;
  if (!family) return [];
  return [
    ["row", html`gen ${family.generation} · ${family.revokedAt ? "ended" : `until ${day(family.expiresAt)}`} · ${family.ipAddress}<${Admin} href=${family.admin} what="this token family" />`,
      `${family.id} ${family.generation} ${family.revokedAt}`],
    others.length > 0 && ["more", html`${others.length} older ${others.length > 1 ? "families" : "family"}`, others.length],
  ];
}

function Denylist({ truth }) {
  if (!truth) return null;
  if (truth.denied === null) return html`<p class="dim"><small>No denylist (JWT_DENYLIST=0).</small></p>`;
  if (!truth.denied.length) return html`<p class="dim"><small>The denylist is on, and empty.</small></p>`;
  return truth.denied.map((entry) => html`<p class="mono"><b class="no">✕ denied</b> ${short(entry.key, 16, 4)} TTL ${entry.ttl} s</p>`);
}

export function Remembers({ mode }) {
  useSeconds();
  const { truth, before } = state;
  return html`<section class="band remembers" aria-label="The server remembers"><h3>The server remembers</h3>
    ${mode === "session" && (truth?.sessions.length ? html`<${Table} rows=${sessionRows(truth)} before=${sessionRows(before)} />`
      : html`<p class="none">No session.</p><${Table} rows=${sessionRows(truth)} before=${sessionRows(before)} />`)}
    ${mode === "jwt" && html`<p class="none">Nothing. The signature is the only proof, and time the only way out.</p><${Denylist} truth=${truth} />`}
    ${mode === "jwt-refresh" && (truth?.families.length
      ? html`<${Family} family=${truth.families[0]} /><${Table} rows=${familyRows(truth)} before=${familyRows(before)} />`
      : html`<p class="none">No token family.</p>`)}
    ${mode === "jwt-refresh" && truth?.denied?.length > 0 && html`<${Denylist} truth=${truth} />`}
  </section>`;
}
