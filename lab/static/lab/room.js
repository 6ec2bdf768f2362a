/* For the room: a page has a run of its own, accounts of its own, and a reset that is one click. */

import { exclusively } from "./actions.js";
import { lab } from "./api.js";
import { restore, signOut } from "./clients.js";
import { absorb } from "./record.js";
import { fresh, MODES, state } from "./state.js";

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
const newRun = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => ALPHABET[byte % 36]).join("");

/** The run outlives a reload, so that a page keeps its accounts; a private window has its own. */
export async function begin() {
  state.run = localStorage.getItem("lab.run") ?? newRun();
  localStorage.setItem("lab.run", state.run);
  Object.assign(state, await lab("participants", {}));
  MODES.slice(1).forEach(restore);
  await absorb();
  for (const mode of MODES) {
    const held = state.holds[mode];
    const login = state.exchanges.findLast((of) => of.mode === mode && of.request.path.endsWith("/login") && of.response.status === 200);
    const kept = held.accessToken || Object.keys(held.cookies).length;
    if (login && kept) held.as = JSON.parse(login.request.body).email.split("+")[0];
    if (login && kept && !held.carrier) held.carrier = held.cookies.accessToken ? "cookie" : held.cookies.refreshToken ? "split" : "cookie";
  }
}

export const resetPage = (scope) =>
  exclusively(async () => {
    await Promise.allSettled(MODES.filter((mode) => state.holds[mode].as).map((mode) => signOut(mode))); // the browser's cookies go too
    await lab("reset", { scope });
    for (const key of Object.keys(localStorage)) if (key.startsWith("lab.")) localStorage.removeItem(key);
    Object.assign(state, fresh(), { race: {}, attacks: null, servers: {}, guide: null, reveal: false, run: newRun() });
    localStorage.setItem("lab.run", state.run);
    Object.assign(state, await lab("participants", {}));
    await absorb();
  });
