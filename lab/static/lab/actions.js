/* What one can do, in all the acting columns at once: each action is a step, recorded by the server and shown below. */

import { lab } from "./api.js";
import { renew, send, signIn, signOut } from "./clients.js";
import { absorb } from "./record.js";
import { acting, state, update } from "./state.js";

const profileName = () => `${state.person[0].toUpperCase()}${state.person.slice(1)} ${state.steps.length + 1}`;

/** name: { label, key, title, only?, run(mode) } */
export const ACTIONS = {
  login: { label: "Sign in", key: "s", run: (mode) => signIn(mode, state.person) },
  me: { label: "Call /me", key: "m", run: (mode) => send(mode, "GET", "me") },
  profile: { label: "Edit profile", key: "e", run: (mode) => send(mode, "PATCH", "profile", { displayName: profileName() }) },
  report: { label: "Report", key: "a", run: (mode) => send(mode, "GET", "report") },
  logins: { label: "Logins", key: "l", run: (mode) => send(mode, "GET", "logins") },
  refresh: { label: "Refresh", key: "f", only: ["jwt-refresh"], run: (mode) => renew(mode) },
  logout: { label: "Sign out", key: "o", run: (mode) => signOut(mode) },
  "logout-all": { label: "… everywhere", key: "O", run: (mode) => signOut(mode, "logout-all") },
};

const listeners = [];
/** The guide listens to what really happened: { mode, action, status, code, as, clock }. */
export const onEvent = (listener) => listeners.push(listener);
export const tell = (event) => listeners.forEach((listener) => listener({ clock: state.offset, ...event }));

/** Run something that takes a while: one at a time, its failure told in words. */
export async function exclusively(work) {
  if (state.busy) return;
  update(() => Object.assign(state, { busy: true, fault: "" }));
  try {
    await work();
  } catch (fault) {
    state.fault = fault.name === "TimeoutError" ? "The server did not answer in time." : fault.message;
  } finally {
    update(() => (state.busy = false));
  }
}

/** What a client with a refresh token does when its access token is refused: trade it in, and try once more. */
async function attempt(mode, action) {
  const first = await action.run(mode);
  const over = ["token_expired", "not_authenticated"].includes(first.code);
  if (!state.renews || !over || !ACTIONS.refresh.only.includes(mode) || action === ACTIONS.refresh) return [first];
  const renewed = await renew(mode);
  return renewed.status === 200 ? [first, renewed, await action.run(mode)] : [first, renewed];
}

/** One step: the action in every acting column at once, then what the server recorded and holds. */
export const perform = (name, modes = acting()) =>
  exclusively(async () => {
    const action = ACTIONS[name];
    const where = modes.filter((mode) => !action.only || action.only.includes(mode));
    if (!where.length) throw new Error(`${action.label}: JWT + refresh alone can do this, and it is not acting.`);
    const answers = await Promise.all(where.map(async (mode) => [mode, await attempt(mode, action)]));
    const label = name === "login" ? `Sign in as ${state.person}` : action.label;
    await step(label, name, Object.fromEntries(answers));
  });

/** Note a step whose answers are in, ask the server for its side of it, and tell the guide. */
export async function step(label, name, answers) {
  await absorb();
  const numbers = Object.entries(answers).map(([mode, list]) => [mode, list.map((answer) => answer.number).filter(Boolean)]);
  state.steps.push({ label, name, clock: state.offset, answers: Object.fromEntries(numbers) });
  state.at = state.steps.length - 1;
  for (const [mode, list] of Object.entries(answers)) {
    const { status, code } = list.at(-1);
    tell({ mode, action: name, status, code, as: state.person });
  }
}

/** What an operator does, past every mode. */
export const operate = (change, label) =>
  exclusively(async () => {
    await lab("operator", { person: state.person, change });
    await absorb();
    state.steps.push({ label: `${label}: ${state.person}`, name: change, clock: state.offset, answers: {} });
    state.at = state.steps.length - 1;
    if (["promote", "demote"].includes(change)) tell({ mode: null, action: "change-role", as: state.person });
  });
