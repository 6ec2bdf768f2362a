/* The keyboard. A key does what its button does; nothing happens while one types, or in a dialog. */

import { ACTIONS, perform } from "./actions.js";
import { resetClock } from "./clock.js";
import { spotlight } from "./column.js";
import { nextInGuide, toggleGuide } from "./guidepanel.js";
import { nextBand, togglePresenter } from "./presenter.js";
import { goTo } from "./steps.js";
import { lastStep, MODES, state, update } from "./state.js";
import { stealAll, useAll } from "./thief.js";

export const toggleTheme = () => update(() => {
  const dark = state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  state.theme = dark ? "light" : "dark";
});
export const help = () => update(() => (state.dialog = { kind: "help" }));

const again = () => lastStep()?.name in ACTIONS && perform(state.steps[state.at].name);

const KEYS = {
  ...Object.fromEntries(Object.entries(ACTIONS).map(([name, { key }]) => [key, () => perform(name)])),
  1: () => spotlight(1), 2: () => spotlight(2), 3: () => spotlight(3), 4: () => MODES.length > 3 && spotlight(4), 0: resetClock,
  t: stealAll, u: useAll, r: again, p: togglePresenter, b: nextBand, g: toggleGuide, n: nextInGuide, d: toggleTheme, "?": help,
  ArrowLeft: () => goTo(state.at - 1), ArrowRight: () => goTo(state.at + 1),
};

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || state.dialog || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
    if (!state.keys && event.key.length === 1) return; // WCAG 2.1.4: single characters can be switched off
    const act = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
