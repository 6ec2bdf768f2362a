/* Two servers: the same credential at a second server process, alone and with the stores shared. Who notices? */

import { exclusively, note, tell } from "./actions.js";
import { lab } from "./api.js";
import { change } from "./guards.js";
import { MODES, state, TITLES } from "./state.js";
import { Button, html } from "./ui.js";

export const ask = (stores) =>
  exclusively(async () => {
    const found = await lab("servers", { stores });
    state.servers[stores] = Object.fromEntries(found.map((row) => [row.mode, row]));
    await note(`Second server, ${stores === "shared" ? "stores shared" : "alone"}`, "second-server");
    for (const row of found) if (stores === "shared") tell({ mode: row.mode, action: "second-server", ...row.there });
  });

const KINDS = {
  alone: ["Without shared stores", "The second process has the same keys and nothing else: sessions in its own memory, a database of its own."],
  shared: ["With shared stores", "The second process reads the same database and the same Redis."],
};
const WHY = {
  alone: { session: "It never heard of this session.", jwt: "The key is all it needs.", "jwt-refresh": "The access token needs only the key; its family is in the other server's database." },
  shared: { session: "It finds the session in the shared store.", jwt: "The key is all it needs, as before.", "jwt-refresh": "The family is in the shared database." },
};

const Answer = ({ what, of }) => of && html`<p><span class="dim">${what}</span> <b class=${of.status < 400 ? "yes" : "no"}>${of.status < 400 ? "✓" : "✕"} ${of.status}${of.code && ` ${of.code}`}</b></p>`;

function Kind({ stores }) {
  const [title, note] = KINDS[stores];
  const found = state.servers[stores];
  return html`<tr data-stores=${stores}><th scope="row"><b>${title}</b><small>${note}</small><${Button} disabled=${Boolean(state.busy)} press=${() => ask(stores)}>${found ? "Again" : "Start it and ask"}<//></th>
    ${MODES.map((mode) => html`<td>${found ? html`<${Answer} what="me, here" of=${found[mode].here} /><${Answer} what="me, there" of=${found[mode].there} />
      <${Answer} what="refresh-token, there" of=${found[mode].refresh} /><small>${WHY[stores][mode]}</small>` : html`<p class="dim">not asked yet</p>`}</td>`)}</tr>`;
}

const askService = () => exclusively(async () => {
  state.servers.service = await lab("service", {});
}, "Asking the other service");

const signMany = (store) => exclusively(async () => {
  (state.servers.memory ??= []).push(await lab("memory", { store }));
}, "Signing in fifty times");

const Known = ({ of }) => html`<b class=${of.sub ? "yes" : "no"}>${of.sub ? `✓ account ${of.sub}, role ${of.role}` : "✕ nobody"}</b><small>${of.why}</small>`;

/** The slides' microservices: who can tell who is asking, without asking anybody? */
function Service() {
  const found = state.servers.service;
  const of = (mode) => found?.modes.find((row) => row.mode === mode);
  return html`<h2>Another service, with the public keys alone</h2>
    <p class="dim">As microservices are: it fetches <code>/.well-known/jwks.json</code> and has no store, no secret, and nobody to ask. An HMAC key (HS256) has no public half, so nothing is published of it.</p>
    <div class="row start"><${Button} id="ask-service" kind="main" press=${askService}>Show it all three credentials<//>
      ${found && !found.keys && html`<${Button} id="sign-es256" press=${() => change({ settings: { ...state.guards.settings, JWT_ALGORITHM: "ES256" } }, "Changing the algorithm").then(askService)}>Sign with ES256, for this page, and ask again<//>`}</div>
    ${found && html`<table class="grid" id="service"><thead><tr><th>${found.keys} public key${found.keys === 1 ? "" : "s"}</th>${MODES.map((mode) => html`<th class=${`name ${mode}`}>${TITLES[mode]}</th>`)}</tr></thead>
      <tbody>${["before", "after"].map((when) => html`<tr><th scope="row"><b>${when === "before" ? "Signed in" : "After signing out"}</b></th>${MODES.map((mode) => html`<td>${of(mode) && html`<${Known} of=${of(mode)[when]} />`}</td>`)}</tr>`)}</tbody></table>`}`;
}

const mebibytes = (bytes) => (bytes === null ? "–" : `${(bytes / 1048576).toFixed(1)} MiB`);

function Memory() {
  const rows = state.servers.memory ?? [];
  return html`<h2>Sessions in the server's own memory</h2>
    <p class="dim">The slides call it a memory leak: fifty browsers sign in and never come back. Each press does it for real; counted is the process that answers, one of several, each with a memory of its own.</p>
    <div class="row start"><${Button} id="fill-memory" press=${() => signMany("memory")}>50 sign-ins, sessions in memory<//><${Button} id="fill-redis" press=${() => signMany("redis")}>50 sign-ins, sessions in Redis<//></div>
    ${rows.length > 0 && html`<table class="grid" id="memory"><thead><tr><th>sessions in</th><th>process</th><th>sessions in its memory</th><th>its size</th></tr></thead>
      <tbody>${rows.map(({ store, before, after }) => html`<tr><th scope="row">${store}</th><td>${after.pid}</td><td>${before.sessions} → <b>${after.sessions}</b></td><td>${mebibytes(before.bytes)} → ${mebibytes(after.bytes)}</td></tr>`)}</tbody></table>
      <p class="dim">Restart the process, and all of them are signed out; ask another process, and it never heard of them. Redis forgets each by its TTL.</p>`}`;
}

export const Servers = () => html`<section class="card view" id="servers"><h2>The same credential at a second server</h2>
  <p class="dim">Alice signs in here, in all three modes; then the same credentials are presented to another server process on this machine, over its own port.
    It starts when first asked, which takes a few seconds, and ends when nobody has asked for two minutes.</p>
  <table class="grid"><thead><tr><td></td>${MODES.map((mode) => html`<th class=${`name ${mode}`}>${TITLES[mode]}</th>`)}</tr></thead>
    <tbody><${Kind} stores="alone" /><${Kind} stores="shared" /></tbody></table>
  <${Service} /><${Memory} /></section>`;
