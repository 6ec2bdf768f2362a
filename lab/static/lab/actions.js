/* What one can do, in all the acting columns, one after the other, so that their times can be compared: each action is a
   step, recorded by the server and shown below. */

import { lab } from "./api.js";
import { renew, send, signIn, signOut } from "./clients.js";
import { looksBack, whose } from "./moment.js";
import { absorb } from "./record.js";
import { save } from "./saved.js";
import { acting, RENEWING, state, TITLES, update } from "./state.js";

const newName = (mode) => {
  const name = whose(mode, state.holds);
  return `${name[0].toUpperCase()}${name.slice(1)} ${state.steps.length + 1}`;
};

/** name: { label, key, title, only?, aside?, run(mode) }; what stands `aside` has its button in a menu. */
export const ACTIONS = {
  login: { label: "Sign in", key: "s", title: "POST login: e-mail address and password in, a credential out", run: (mode) => signIn(mode, state.person) },
  "wrong-password": { label: "Sign in with a wrong password", key: "w", aside: true, title: "POST login with a wrong password: what the answer tells, and what it doesn't", run: (mode) => signIn(mode, state.person, "not-the-password") },
  me: { label: "Call /me", key: "m", title: "GET me: who am I, as this mode knows it", run: (mode) => send(mode, "GET", "me") },
  profile: { label: "Edit profile", key: "e", title: "PATCH profile: an unsafe call, the one that CSRF is about", run: (mode) => send(mode, "PATCH", "profile", { displayName: newName(mode) }) },
  report: { label: "Report", key: "a", title: "GET report: for the role admin alone", run: (mode) => send(mode, "GET", "report") },
  logins: { label: "Logins", key: "l", title: "GET logins: where this account is signed in", run: (mode) => send(mode, "GET", "logins") },
  refresh: { label: "Refresh", key: "f", title: "POST refresh-token: a refresh token in, the next pair out", only: RENEWING, run: (mode) => renew(mode) },
  logout: { label: "Sign out", key: "o", title: "POST logout: end this login, as far as this mode can", run: (mode) => signOut(mode) },
  "logout-all": { label: "… everywhere", key: "O", title: "POST logout-all: end every login of this account in this mode", run: (mode) => signOut(mode, "logout-all") },
};

const listeners = [];
/** The guide listens to what really happened: { mode, action, status, code, as, clock, … }. */
export const onEvent = (listener) => listeners.push(listener);
export const tell = (event) => listeners.forEach((listener) => listener({ clock: state.offset, ...event }));

/** Run something that takes a while, and say what it is: one at a time, its failure told in words. */
export async function exclusively(work, what = "Asking the server") {
  if (state.busy) return;
  update(() => Object.assign(state, { busy: what, fault: "" }));
  try {
    await work();
    if (state.run) await save();
  } catch (fault) {
    state.fault = fault.name === "TimeoutError" ? `${what}: the server did not answer in time.` : fault.message;
  } finally {
    update(() => (state.busy = ""));
  }
}

/** What a client with a refresh token does when its access token is refused: trade it in, and try once more. */
async function attempt(mode, action) {
  const first = await action.run(mode);
  const over = ["token_expired", "not_authenticated"].includes(first.code);
  if (!state.renews || !over || !RENEWING.includes(mode) || action === ACTIONS.refresh) return [first];
  const renewed = await renew(mode);
  return renewed.status === 200 ? [first, renewed, await action.run(mode)] : [first, renewed];
}

/** One step: the action in every acting column, then what the server recorded and holds. */
export const perform = (name, modes = acting()) =>
  exclusively(async () => {
    const action = ACTIONS[name];
    const where = modes.filter((mode) => !action.only || action.only.includes(mode));
    if (!where.length) throw new Error(`${action.label}: only ${RENEWING.map((mode) => TITLES[mode]).join(" and ")} can do this, and it is not acting.`);
    const answers = {};
    for (const mode of where) {
      update(() => (state.busy = `${action.label}: ${TITLES[mode]}`));
      answers[mode] = await attempt(mode, action);
    }
    await step(name === "login" ? `Sign in as ${state.person}` : action.label, name, answers);
  }, ACTIONS[name].label);

/** Note a step, with what the page and the server hold now: for ←, and for after a reload. */
export async function note(label, name, answers = {}) {
  await absorb();
  const { truth, holds, loot, offset: clock } = state;
  const now = (Date.now() + state.skew) / 1000 + clock;
  state.steps.push(structuredClone({ label, name, clock, answers, truth, holds, loot, now }));
  state.at = state.steps.length - 1;
}

/** Note a step whose answers are in, and tell the guide. */
export async function step(label, name, answers) {
  const numbers = Object.entries(answers).map(([mode, list]) => [mode, list.map((answer) => answer.number).filter(Boolean)]);
  await note(label, name, Object.fromEntries(numbers));
  for (const [mode, list] of Object.entries(answers)) {
    const { status, code, body } = list.at(-1);
    tell({ mode, action: name, status, code, body, as: state.person });
  }
}

/** What an operator does, past every mode. */
export const operate = (change, label) =>
  exclusively(async () => {
    await lab("operator", { person: state.person, change });
    await note(`${label}: ${state.person}`, change);
    if (["promote", "demote"].includes(change)) tell({ mode: null, action: "change-role", as: state.person });
  }, label);

export const backToNow = () => looksBack() && update(() => (state.at = state.steps.length - 1));
