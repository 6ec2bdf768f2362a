/* A token family as a chain of generations: used, live, revoked. Each token that was seen can be replayed by a thief. */

import { attack } from "./thief.js";
import { duration } from "./format.js";
import { looksBack, seen } from "./moment.js";
import { state } from "./state.js";
import { html, useSeconds } from "./ui.js";

const RADIUS = 16;
const STEP = 58;
const FIRST = 26; // half of the longest word
const SHOWN = 5;

function Generation({ number, at, live, revoked, replay }) {
  const kind = revoked && live ? "revoked" : live ? "live" : "used";
  const word = { live: "live", used: "used", revoked: "revoked" }[kind];
  const press = replay && (() => replay(number));
  const keyed = (event) => ["Enter", " "].includes(event.key) && (event.preventDefault(), press?.());
  return html`<g class=${`generation ${kind}`} transform=${`translate(${at} 20)`} role=${press ? "button" : "img"} tabindex=${press ? 0 : undefined}
    aria-label=${`generation ${number}: ${word}${press ? "; replay this token" : ""}`} onClick=${press} onKeyDown=${press && keyed}>
    <circle r=${RADIUS} /><text y="5">${number}</text>${kind !== "live" && html`<line x1="-11" y1="11" x2="11" y2="-11" />`}
    <text class="word" y="33">${word}</text></g>`;
}

export function Family({ mode, family }) {
  useSeconds();
  const first = Math.max(0, family.generation - SHOWN + 1);
  const numbers = Array.from({ length: family.generation - first + 1 }, (_, n) => first + n);
  const known = state.refreshTokens[family.id] ?? {};
  const replay = (number) => attack(mode, "replay", { refreshToken: known[number], label: `Thief replays token ${number}` });
  const open = state.switches.refreshRetrySeconds - Math.abs(seen().now - family.rotatedAt);
  const parent = family.generation - 1;
  const width = (numbers.length - 1) * STEP + 2 * FIRST;
  return html`<div class="family">
    <svg viewBox=${`0 0 ${width} 60`} width=${width} height="60" aria-label="token family">
      ${numbers.slice(1).map((_, n) => html`<line class="link" x1=${FIRST + n * STEP + RADIUS} x2=${FIRST + (n + 1) * STEP - RADIUS} y1="20" y2="20" />`)}
      ${numbers.map((number, n) => html`<${Generation} key=${number} number=${number} at=${FIRST + n * STEP} live=${number === family.generation}
        revoked=${family.revokedAt} replay=${number < family.generation && known[number] && !family.revokedAt && !looksBack() ? replay : null} />`)}
    </svg>
    ${first > 0 && html`<p class="dim"><small>and ${first} older, all used</small></p>`}
    ${family.revokedAt ? html`<p class="no"><b>✕ family revoked</b>: ${family.revokedReason}. It never comes back.</p>`
      : parent >= 0 && html`<p><small>${open > 0
        ? html`Retry window open for ${duration(open)}: token ${parent}, sent again, gets the same successor.`
        : html`Retry window closed: press token ${parent} to replay it, and watch the family die.`}</small></p>`}
  </div>`;
}
