/* This page's clock. It goes with each request as X-Lab-Clock; no other clock moves. */

import { exclusively, tell } from "./actions.js";
import { epoch } from "./format.js";
import { decode } from "./jwt.js";
import { loginOf, seen } from "./moment.js";
import { absorb } from "./record.js";
import { MODES, pageNow, RENEWING, state, TITLES, TRACKED } from "./state.js";

const LONGEST = 31_536_000;

export function jumpBy(seconds, why) {
  state.offset = Math.min(LONGEST, state.offset + Math.ceil(seconds));
  state.jumped = why;
}

/** The token a mode's client holds, from memory, storage or the cookie jar as the server filled it. */
export const held = (mode, name, holds = seen().holds) => holds[mode][name] ?? holds[mode].cookies[name]?.value ?? null;

/** When a token ends, in seconds since the epoch: as it says itself, or else as the server's record of its login does. */
export const endOf = (mode, name) => {
  const token = held(mode, name);
  if (!token) return null;
  return decode(token).claims?.exp ?? epoch(loginOf(mode)?.expiresAt);
};

const NAMES = { jwt: "bare JWT", "jwt-refresh": "access token" };

/** The jumps on offer: { name, until } with the moment each goes past; null where nothing is held to go past. */
export const targets = () => MODES.flatMap((mode) => TRACKED[mode] === "session"
  ? [{ name: `${TITLES[mode].toLowerCase()} idle`, until: seen().holds[mode].login ? epoch(loginOf(mode)?.expiresAt) : null }]
  : [{ name: NAMES[mode] ?? `${TITLES[mode]} access`, until: endOf(mode, "accessToken") },
    ...(RENEWING.includes(mode) ? [{ name: mode === "jwt-refresh" ? "refresh token" : `${TITLES[mode]} refresh`, until: endOf(mode, "refreshToken") }] : [])]);

export const jump = (seconds, why) =>
  exclusively(async () => {
    jumpBy(seconds, why);
    await absorb();
    tell({ mode: null, action: "jump" });
  }, "Moving the clock");

export const jumpPast = ({ name, until }) => jump(until - pageNow() + 1, `past the ${name}`);

export const resetClock = () =>
  exclusively(async () => {
    state.offset = 0;
    state.jumped = null;
    await absorb();
  }, "Moving the clock");
