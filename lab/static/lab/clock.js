/* This page's clock. It goes with each request as X-Lab-Clock; no other clock moves. */

import { exclusively, tell } from "./actions.js";
import { epoch } from "./format.js";
import { decode } from "./jwt.js";
import { absorb } from "./record.js";
import { pageNow, state } from "./state.js";

const LONGEST = 31_536_000;

export function jumpBy(seconds, why) {
  state.offset = Math.min(LONGEST, state.offset + Math.ceil(seconds));
  state.jumped = why;
}

const exp = (token) => (token ? (decode(token).claims?.exp ?? null) : null);

/** The token a mode's client holds, from memory, storage or the cookie jar as the server filled it. */
export const held = (mode, name) => state.holds[mode][name] ?? state.holds[mode].cookies[name]?.value ?? null;

/** The jumps on offer: { label, until } with the moment each goes past; null where nothing is held to go past. */
export const targets = () => [
  { name: "access token", until: exp(held("jwt-refresh", "accessToken")) },
  { name: "session idle", until: epoch(state.holds.session.cookies.sessionId ? state.truth?.sessions[0]?.expiresAt : null) },
  { name: "bare JWT", until: exp(held("jwt", "accessToken")) },
  { name: "refresh token", until: exp(held("jwt-refresh", "refreshToken")) },
];

export const jump = (seconds, why) =>
  exclusively(async () => {
    jumpBy(seconds, why);
    await absorb();
    tell({ mode: null, action: "jump" });
  });

export const jumpPast = ({ name, until }) => jump(until - pageNow() + 1, `past the ${name}`);

export const resetClock = () =>
  exclusively(async () => {
    state.offset = 0;
    state.jumped = null;
    await absorb();
  });
