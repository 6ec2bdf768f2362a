/* What a reload must not lose, kept with the run on the server: steps, clock, loot, and how far the guide is. Tokens in
   this page's memory are lost, as they should be. */

import { lab } from "./api.js";
import { ALL, state } from "./state.js";

let count = 0; // steps the server has

const page = () => ({
  offset: state.offset, jumped: state.jumped, loot: state.loot, locks: state.locks, race: state.race, servers: state.servers,
  guide: state.guide && { ...state.guide.progress, shown: state.guideShown, reveal: state.reveal },
});

export async function save() {
  const steps = state.steps.slice(count);
  await lab("page", { page: page(), steps });
  count = state.steps.length;
}

/** Take up where the page was; returns how far its guide was, or null. */
export async function load() {
  const { page: saved, steps } = await lab("page");
  count = steps.length;
  Object.assign(state, { steps, at: steps.length - 1 });
  if (!saved) return null;
  const { guide, ...rest } = saved;
  Object.assign(state, rest, { loot: { ...Object.fromEntries(ALL.map((mode) => [mode, null])), ...saved.loot } });
  return guide;
}

export const forgetSaved = () => (count = 0);

/** The server keeps a run for twelve hours after it last heard of it; a page that is open says so every ten minutes. */
export const beat = () => setInterval(() => state.run && lab("heartbeat", {}).catch(() => {}), 600_000);
