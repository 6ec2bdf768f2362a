/* For the room: a page has a run of its own, accounts of its own, and a reset that is one click. */

import { exclusively } from "./actions.js";
import { lab } from "./api.js";
import { restore } from "./clients.js";
import { json } from "./format.js";
import { absorb, isLogin } from "./record.js";
import { beat, forgetSaved, load } from "./saved.js";
import { ALL, bornCarriers, fresh, nameOf, state } from "./state.js";

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
const newRun = () => Array.from(crypto.getRandomValues(new Uint32Array(32)), (word) => ALPHABET[word % 36]).join("");

/** Who is signed in in this column, after a reload: by its newest login, if anything of it is still held. */
function recall(mode) {
  const holds = state.holds[mode];
  const login = state.exchanges.findLast((of) => of.mode === mode && of.actor === "browser" && isLogin(of));
  if (!login || !(holds.accessToken || Object.keys(holds.cookies).length)) return;
  holds.as = nameOf(json(login.request.body).email);
  holds.carrier ??= holds.cookies.refreshToken && !holds.cookies.accessToken ? "split" : "cookie";
}

/** The run outlives a reload, so that a page keeps its accounts and its steps; a private window has its own. Returns how
    far the page's guide was, or null. */
export async function begin() {
  const known = localStorage.getItem("lab.run") ?? "";
  state.run = known.length === 32 ? known : newRun();
  localStorage.setItem("lab.run", state.run);
  Object.assign(state, await lab("participants", {}));
  ALL.forEach(restore);
  const guide = await load();
  await absorb();
  ALL.forEach(recall);
  await absorb();
  beat();
  return guide;
}

/** Everything of this page as it was born: accounts and their roles, logins, cookies, clock, carriers, steps. */
async function bear(scope) {
  await lab("reset", { scope }); // its answer empties the cookies too, whoever set them
  for (const key of Object.keys(localStorage)) if (/^lab\.(?!run|keys)/.test(key)) localStorage.removeItem(key);
  forgetSaved();
  Object.assign(state, fresh(), { carriers: bornCarriers(), person: "alice", renews: false, reveal: false, run: newRun() });
  Object.keys(state.acts).forEach((mode) => (state.acts[mode] = true));
  localStorage.setItem("lab.run", state.run);
  Object.assign(state, await lab("participants", {}));
  await absorb();
}

export const resetPage = (scope, then = () => (state.guide = null)) =>
  exclusively(async () => {
    await bear(scope);
    await then();
  }, "Making new accounts");
