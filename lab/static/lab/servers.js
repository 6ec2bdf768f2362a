/* Two servers: the same credential at a second server process, alone and with the stores shared. Who notices? */

import { exclusively, note, tell } from "./actions.js";
import { lab } from "./api.js";
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

export const Servers = () => html`<section class="card view" id="servers"><h2>The same credential at a second server</h2>
  <p class="dim">Alice signs in here, in all three modes; then the same credentials are presented to another server process on this machine, over its own port.
    It starts when first asked, which takes a few seconds, and ends when nobody has asked for two minutes.</p>
  <table class="grid"><thead><tr><th></th>${MODES.map((mode) => html`<th class=${`name ${mode}`}>${TITLES[mode]}</th>`)}</tr></thead>
    <tbody><${Kind} stores="alone" /><${Kind} stores="shared" /></tbody></table></section>`;
