/* The third band: what the server holds of this column's login, read from its database and its store; what the last step
   changed is marked. The account's other logins stand below, as what they are. */

import { ago, browser, day, duration, epoch, short } from "./format.js";
import { Family } from "./family.js";
import { loginOf, othersOf, seen, truthBefore, truthOf } from "./moment.js";
import { state, TRACKED } from "./state.js";
import { html, useSeconds } from "./ui.js";

const Admin = ({ href, what }) => href && html` <a href=${href} target="_blank" title=${`${what} in the admin`} aria-label=${`${what} in the admin, in a new tab`}>↗</a>`;

/** Rows: [label, content, what it stands for: marked as changed when that differs from before the step]. */
const Table = ({ rows, before }) => html`<table class="store mono"><tbody>${rows.filter(Boolean).map(([label, content, value]) => {
  const was = before?.find((row) => row && row[0] === label)?.[2];
  const changed = before && was !== value;
  return html`<tr key=${label} class=${changed ? "new" : ""}><th scope="row">${changed && html`<span title="changed by the last step" aria-label="changed">●</span> `}${label}</th><td>${content}</td></tr>`;
})}</tbody></table>`;

const accountRow = ({ account }) => ["account", html`${account.role}, ${account.active ? "active" : html`<b class="no">✕ inactive</b>`} · ${account.displayName}<${Admin} href=${account.admin} what="this account" />`,
  `${account.role} ${account.active} ${account.displayName}`];

/** Until when the store keeps an entry. Redis sweeps by its own clock, which no jump moves, so both are told apart. */
function kept({ entry, expiresAt }) {
  if (!entry.there) return html`<b class="no">✕ gone</b>`;
  const { now, clock } = seen();
  if (epoch(expiresAt) <= now) return html`<b class="no">✕ over</b>${entry.sweptAt && clock ? `; swept by Redis's own clock, in ${duration(entry.sweptAt - (now - clock))}` : "; not yet swept"}`;
  return entry.sweptAt ? `TTL ${Math.max(0, Math.floor(entry.sweptAt - now))} s` : "";
}

function sessionRows(mode, truth) {
  if (!truth) return null;
  const login = loginOf(mode, truth);
  if (!login) return [accountRow(truth)];
  const { entry } = login;
  const name = entry.key.startsWith("session:") ? `session:${entry.key.slice(8, 15)}…` : short(entry.key, 34, 0);
  return [
    [login.store, html`${name} ${kept(login)}`, `${entry.key} ${entry.there}`],
    ["used", html`${ago(seen().now - epoch(login.lastUsedAt))}`, login.lastUsedAt],
    ["row", html`${browser(login.userAgent)} · ${login.ipAddress}<${Admin} href=${login.admin} what="this session" />`, login.id],
    accountRow(truth),
  ];
}

function familyRows(mode, truth) {
  const family = loginOf(mode, truth);
  if (!family) return null;
  return [["row", html`gen ${family.generation} · ${family.revokedAt ? "ended" : `until ${day(family.expiresAt)}`} · ${family.ipAddress}<${Admin} href=${family.admin} what="this token family" />`,
    `${family.id} ${family.generation} ${family.revokedAt}`]];
}

const LOOKED_UP = {
  none: "nothing (JWT_REVOCATION=none)",
  denylist: "the denylist",
  "not-before": "the account's moment",
  both: "the denylist and the account's moment",
  lookup: "the account's row",
};

// What a self-contained token is judged by beside itself: as far as the dial, JWT_REVOCATION, says.
function Lists({ truth }) {
  if (!truth) return null;
  const dial = html`<p class="dim"><small>Looked up beside the signature: ${LOOKED_UP[state.switches.revocation]}.</small></p>`;
  return html`${dial}${truth.denied?.map((entry) => html`<p class="mono"><b class="no">✕ denied</b> ${short(entry.key, 16, 4)} TTL ${entry.ttl} s</p>`)}
    ${truth.notBefore && html`<p class="mono"><b class="no">✕ refused</b> tokens of ${ago(seen().now - epoch(truth.notBefore))} and older</p>`}`;
}

function Others({ mode, truth }) {
  const others = othersOf(mode, truth);
  return others.length > 0 && html`<p class="dim others"><small>Also signed in: ${others.slice(0, 3).map((login, n) => html`${n > 0 && ", "}${browser(login.userAgent)}, since ${ago(seen().now - epoch(login.createdAt))}<${Admin} href=${login.admin} what="this other login" />`)}${others.length > 3 && ` and ${others.length - 3} more`}.</small></p>`;
}

export function Remembers({ mode }) {
  useSeconds();
  const [truth, before] = [truthOf(mode), truthBefore(mode)];
  const login = loginOf(mode, truth);
  const gone = seen().holds[mode].login && !login;
  const rows = TRACKED[mode] === "session" ? sessionRows : familyRows;
  return html`<section class="band remembers" role="group" aria-label="The server remembers"><h3>The server remembers</h3>
    ${TRACKED[mode] === "session" && html`${!login && html`<p class="none">${gone ? html`<b class="no">✕ gone</b>: this login's session was removed.` : "No session."}</p>`}<${Table} rows=${rows(mode, truth) ?? []} before=${rows(mode, before)} />`}
    ${TRACKED[mode] === "" && html`<p class="none">Nothing. The signature is the only proof, and time the only way out.</p>`}
    ${TRACKED[mode] === "family" && (login ? html`<${Family} mode=${mode} family=${login} /><${Table} rows=${familyRows(mode, truth)} before=${before && (familyRows(mode, before) ?? [])} />` : html`<p class="none">No token family.</p>`)}
    <${Others} mode=${mode} truth=${truth} />
    ${TRACKED[mode] !== "session" && html`<${Lists} truth=${truth} />`}
  </section>`;
}
