/* The fourth band: what a thief could do. "Steal" copies the credential as malware would; the attacker then uses it from
   elsewhere, with its own cookie jar. */

import { exclusively, note, step, tell } from "./actions.js";
import { lab } from "./api.js";
import { clockText, duration } from "./format.js";
import { loginOf, looksBack, seen } from "./moment.js";
import { acting, MODES, state, TITLES, TRACKED } from "./state.js";
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
      await note(label, call);
      tell({ mode: null, action: "steal" });
    } else await step(label, EVENTS[call], answers);
  });

const robbed = () => MODES.filter((mode) => state.loot[mode]);
export const stealAll = () => attack(acting().filter((mode) => state.holds[mode].as), "steal");
export const useAll = () => attack(robbed(), "me");

/** What malware took, and what script alone could not have. */
function taken({ tokens, cookies }) {
  const hidden = cookies.filter((name) => name !== "csrftoken");
  const read = tokens.length ? `${tokens.join(" and ")}: XSS could have read ${tokens.length > 1 ? "both" : "it"} too.` : "";
  return `${read} ${hidden.length ? `${hidden.join(" and ")}: HttpOnly, XSS could not have read ${hidden.length > 1 ? "them" : "it"}.` : ""}`.trim();
}

/** Whether the thief has a refresh token that its family's record still lets renew. */
const renewable = (mode, loot) => [...loot.tokens, ...loot.cookies].includes("refreshToken") && !loginOf(mode)?.revokedAt;

/** How long the thief is in, for an owner who notices and for one who is away: as the server's record has it. */
function howLong(mode, loot) {
  const [{ now }, login] = [seen(), loginOf(mode)];
  const latest = login ? duration(Date.parse(login.absoluteExpiresAt) / 1000 - now) : "";
  if (TRACKED[mode] === "session") return `in until you sign out; if you never do, ${latest} at most: each use keeps the session alive`;
  const left = loot.accessExpiresAt - now;
  const more = renewable(mode, loot);
  if (left <= 0) return more ? "the access token has expired; the refresh token may get another" : "the token has expired";
  if (!TRACKED[mode]) return `in for ${duration(left)}, whatever you do`;
  if (!more) return `in for ${duration(left)}, whatever you do; no refresh token to go on with`;
  return `in for ${duration(left)}, whatever you do. Then its refresh token: while you are active, until one of you is second to use it, and both are out; while you are away, up to ${latest}`;
}

function Verdict({ mode }) {
  const loot = seen().loot[mode];
  if (!loot) return html`<p class="dim">${seen().holds[mode].as ? "Nothing stolen yet." : "Nothing to steal."}</p>`;
  if (!loot.tried) return html`<p>⚠ Copied. <small>${taken(loot)}</small></p>`;
  const worked = loot.status < 400;
  return html`<p class="verdict" data-worked=${String(worked)}><b class=${worked ? "no" : "yes"}>${worked ? "⚠ It worked" : "✓ Refused"}: ${loot.status}${loot.code && ` ${loot.code}`}</b>
    ${loot.at !== seen().clock && html` <small>(at ${clockText(loot.at)})</small>`} ${worked ? html`<small>${howLong(mode, loot)}</small>` : html`<small>${loot.code === "token_expired" && renewable(mode, loot) ? "the access token is over; the refresh token may get another" : loot.code === "invalid_dpop_proof" ? "worthless without the key" : "worth nothing any more"}</small>`}</p>`;
}

export function Thief({ mode }) {
  useSeconds();
  const loot = state.loot[mode];
  const refreshes = loot && [...loot.tokens, ...loot.cookies].includes("refreshToken");
  return html`<section class="band thief" role="group" aria-label="A thief could"><h3>A thief could</h3>
    <div class="row"><${Button} disabled=${!state.holds[mode].as || looksBack()} press=${() => attack(mode, "steal")}
        title=${`copy ${TITLES[mode]}'s credential, as malware would`}>Steal<//>
      ${loot && html`<${Button} press=${() => attack(mode, "me")}>Use it<//>`}
      ${refreshes && html`<${Button} press=${() => attack(mode, "refresh-token")}>Refresh with it<//>`}</div>
    <${Verdict} mode=${mode} />
  </section>`;
}
