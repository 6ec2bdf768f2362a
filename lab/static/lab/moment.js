/* What the columns show: the page as it is now, or, after ←, as it was when an earlier step had ended. */

import { pageNow, state, TRACKED } from "./state.js";

export const looksBack = () => state.at >= 0 && state.at < state.steps.length - 1;

/** { truth, holds, loot, now, clock }: of the step looked at, or of this moment. */
export const seen = () =>
  looksBack() ? state.steps[state.at] : { truth: state.truth, holds: state.holds, loot: state.loot, now: pageNow(), clock: state.offset };

/** Whose column this is: whoever is signed in here, or was last; else whoever is chosen. */
export const whose = (mode, holds = seen().holds) => holds[mode].as ?? holds[mode].of ?? state.person;
export const everybody = () => [...new Set([state.person, ...Object.keys(state.holds).map((mode) => whose(mode, state.holds))])];

export const truthOf = (mode) => seen().truth[whose(mode)] ?? null;
/** The same, as it was before the step looked at; null where nothing is known of it. */
export const truthBefore = (mode) => state.steps[state.at - 1]?.truth[whose(mode)] ?? null;

export const loginsOf = (mode, truth) => truth?.logins[mode] ?? [];
/** The login that this page's column holds, or held last: by its id, never by being the newest. */
export const loginOf = (mode, truth = truthOf(mode)) => loginsOf(mode, truth).find((login) => login.id === seen().holds[mode].login) ?? null;

const live = (login) => !login.revokedAt && login.entry?.there !== false && Date.parse(login.expiresAt) / 1000 > seen().now;
/** The account's other logins that are good: another tab's, another device's, another page's. */
export const othersOf = (mode, truth = truthOf(mode)) => (TRACKED[mode] ? loginsOf(mode, truth).filter((login) => login.id !== seen().holds[mode].login && live(login)) : []);
