/* A token opened: its three parts, each claim with its meaning and its time, and the server's own verdict on it. */

import { call } from "./api.js";
import { held } from "./clock.js";
import { ago, duration } from "./format.js";
import { changeOne, CLAIMS, decode } from "./jwt.js";
import { absorb } from "./record.js";
import { pageNow, state, TITLES, update } from "./state.js";
import { Button, Dialog, html, Status, Token, useSeconds, useState } from "./ui.js";

const time = (name, value) => {
  if (!["exp", "iat"].includes(name) || !Number.isInteger(value)) return "";
  const past = pageNow() - value;
  return name === "exp" ? (past < 0 ? `in ${duration(-past)}` : `✕ EXPIRED ${duration(past)} ago`) : ago(past);
};

const Part = ({ title, kind, of }) => html`<section class=${`part ${kind}`}><h3>${title}</h3>
  ${of ? html`<table class="claims"><tbody>${Object.entries(of).map(([name, value]) => html`<tr key=${name}><th scope="row" class="mono">${name}</th>
    <td class="mono">${JSON.stringify(value)}</td><td>${time(name, value) && html`<b>${time(name, value)}</b> · `}<small>${CLAIMS[name] ?? ""}</small></td></tr>`)}</tbody></table>`
    : html`<p class="no">✕ not JSON any more</p>`}</section>`;

const SAYS = {
  200: "the signature verifies, and every claim holds.",
  token_expired: "the signature verifies; its time is up.",
  token_revoked: "the signature verifies; its login was ended.",
  invalid_token: "the signature does not verify: not one byte may change.",
};

export function TokenDialog({ mode, name }) {
  useSeconds();
  const genuine = held(mode, name) ?? "";
  const [changed, setChanged] = useState(null);
  const [verdict, setVerdict] = useState(null);
  const token = changed?.token ?? genuine;
  const { header, claims } = decode(token);
  const refresh = name === "refreshToken";

  const ask = async (sent) => {
    const answer = refresh
      ? await call(mode, "POST", "refresh-token", { body: { refreshToken: sent } })
      : await call(mode, "GET", "me", { headers: { Authorization: `Bearer ${sent}` } });
    await absorb();
    update(() => setVerdict(answer));
  };
  const change = (which) => {
    const next = changeOne(genuine, which);
    setChanged({ ...next, part: ["header", "claims", "signature"][which] });
    ask(next.token);
  };
  const restore = () => (setChanged(null), setVerdict(null));

  return html`<${Dialog} wide=${true} title=${`${name} of ${TITLES[mode]}`} close=${() => update(() => (state.dialog = null))}>
    <p class="mono whole"><${Token} token=${token} cut=${false} /></p>
    ${changed && html`<p>⚠ One character of the ${changed.part} changed: <code>${changed.was}</code> is now <code>${changed.is}</code>. <${Button} press=${restore}>Put it back<//></p>`}
    <div class="row"><${Button} press=${() => update(() => Object.assign(state, { dialog: null, view: "forge" }))}>Forge…<//>${!refresh && html`<${Button} press=${() => ask(token)}>Ask the server to verify it<//>`}
      ${["header", "claims", "signature"].map((part, which) => html`<${Button} press=${() => change(which)}>Change one byte of the ${part}<//>`)}</div>
    ${verdict && html`<p class="verdict" id="token-verdict"><${Status} status=${verdict.status} /> ${verdict.code} <span>The server says: ${SAYS[verdict.code] ?? SAYS[verdict.status] ?? ""}</span></p>`}
    <div class="parts"><${Part} title="Header: how it is signed" kind="t-header" of=${header} /><${Part} title="Claims: readable by anybody" kind="t-claims" of=${claims} />
      <section class="part t-signature"><h3>Signature: what only the server's key can make</h3><p class="mono value">${token.split(".")[2]}</p>
        <p class="dim">Over the first two parts. Base64url is no encryption: whoever holds the token can read it.</p></section></div><//>`;
}
