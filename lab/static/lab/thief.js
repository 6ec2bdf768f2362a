/* The fourth band: what a thief could do. "Steal" copies the credential as malware would; the attacker then uses it from
   elsewhere, with its own cookie jar. */

import { exclusively, step, tell } from "./actions.js";
import { lab } from "./api.js";
import { clockText, duration } from "./format.js";
import { acting, MODES, pageNow, state, TITLES } from "./state.js";
import { absorb } from "./record.js";
import { Button, html, useSeconds } from "./ui.js";

const LABELS = { steal: "Steal", me: "Thief calls /me", "refresh-token": "Thief refreshes", replay: "Thief replays an old token", tamper: "One byte changed" };
const EVENTS = { me: "replay", "refresh-token": "replay-refresh", replay: "replay-refresh", tamper: "tamper" };

/** One act of the attacker against one mode, or the same against several. */
export const attack = (modes, call, { refreshToken, label = LABELS[call] } = {}) =>
  exclusively(async () => {
    const answers = {};
    for (const mode of [modes].flat()) {
      const answer = await lab("thief", { mode, call, refreshToken, clock: state.offset });
      if (call === "steal") state.loot[mode] = { ...answer, tried: null };
      else if (["me", "refresh-token"].includes(call)) Object.assign(state.loot[mode], answer, { tried: call, at: state.offset });
      answers[mode] = [answer];
    }
    if (call === "steal") {
      await absorb();
      state.steps.push({ label, name: call, clock: state.offset, answers: {} });
      state.at = state.steps.length - 1;
      tell({ mode: null, action: "steal" });
    } else await step(label, EVENTS[call], answers);
  });

const robbed = () => MODES.filter((mode) => state.loot[mode]);
export const stealAll = () => attack(acting().filter((mode) => state.holds[mode].as), "steal");
export const useAll = () => attack(robbed(), "me");

/** What malware took, and what script alone could not have. */
function taken(mode) {
  const { tokens, cookies } = state.loot[mode];
  const hidden = cookies.filter((name) => name !== "csrftoken");
  const read = tokens.length ? `${tokens.join(" and ")}: XSS could have read ${tokens.length > 1 ? "both" : "it"} too.` : "";
  return `${read} ${hidden.length ? `${hidden.join(" and ")}: HttpOnly, XSS could not have read ${hidden.length > 1 ? "them" : "it"}.` : ""}`.trim();
}

const renewable = (mode) => [...state.loot[mode].tokens, ...state.loot[mode].cookies].includes("refreshToken") && !state.truth?.families[0]?.revokedAt;

function howLong(mode) {
  const loot = state.loot[mode];
  if (mode === "session") return "in until you sign out; each use keeps the session alive";
  const left = loot.accessExpiresAt - pageNow();
  const more = renewable(mode);
  if (left <= 0) return more ? "the access token has expired; the refresh token may get another" : "the token has expired";
  if (mode === "jwt") return `in for ${duration(left)}, whatever you do`;
  return `in for ${duration(left)}, whatever you do; ${more ? "then as long as its refresh token is good" : "its refresh token is worth nothing any more"}`;
}

function Verdict({ mode }) {
  const loot = state.loot[mode];
  if (!loot) return html`<p class="dim">${state.holds[mode].as ? "Nothing stolen yet." : "Nothing to steal."}</p>`;
  if (!loot.tried) return html`<p>⚠ Copied. <small>${taken(mode)}</small></p>`;
  const worked = loot.status < 400;
  return html`<p class="verdict" data-worked=${String(worked)}><b class=${worked ? "no" : "yes"}>${worked ? "⚠ It worked" : "✓ Refused"}: ${loot.status}${loot.code && ` ${loot.code}`}</b>
    ${loot.at !== state.offset && html` <small>(at ${clockText(loot.at)})</small>`} ${worked ? html`<small>${howLong(mode)}</small>` : html`<small>${loot.code === "token_expired" && renewable(mode) ? "the access token is over; the refresh token may get another" : "worth nothing any more"}</small>`}</p>`;
}

export function Thief({ mode }) {
  useSeconds();
  const loot = state.loot[mode];
  const refreshes = loot && [...loot.tokens, ...loot.cookies].includes("refreshToken");
  return html`<section class="band thief" aria-label="A thief could"><h3>A thief could</h3>
    <div class="row"><${Button} disabled=${!state.holds[mode].as} press=${() => attack(mode, "steal")}
        title=${`copy ${TITLES[mode]}'s credential, as malware would`}>Steal<//>
      ${loot && html`<${Button} press=${() => attack(mode, "me")}>Use it<//>`}
      ${refreshes && html`<${Button} press=${() => attack(mode, "refresh-token")}>Refresh with it<//>`}</div>
    <${Verdict} mode=${mode} />
  </section>`;
}
