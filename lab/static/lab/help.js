/* The keys, and what this page is. */

import { ACTIONS } from "./actions.js";
import { state, update } from "./state.js";
import { Dialog, html, Key } from "./ui.js";

const KEYS = [["1 2 3", "spotlight a column"], ...Object.values(ACTIONS).map(({ key, label }) => [key, label]), ["t", "Steal from every column"], ["u", "The thief uses what was stolen"],
  ["r", "do the last action again"], ["← →", "look at an earlier or later step"], ["p", "presenter layout: large type"], ["b", "presenter: the next band of each column"], ["g", "show or hide the guide"], ["n", "in a guide: do it, or go on"], ["d", "dark or light"], ["0", "this page's clock back to now"], ["?", "this help"], ["Esc", "close"]];

const switchKeys = () => update(() => {
  state.keys = !state.keys;
  if (state.keys) localStorage.removeItem("lab.keys");
  else localStorage.setItem("lab.keys", "off");
});

export const HelpDialog = () => html`<${Dialog} title="Keys" close=${() => update(() => (state.dialog = null))}>
  <label><input type="checkbox" id="single-keys" checked=${state.keys} onChange=${switchKeys} /> single keys act</label>
  <table class="keys"><tbody>${KEYS.map(([key, what]) => html`<tr><th scope="row"><${Key}>${key}<//></th><td>${what}</td></tr>`)}</tbody></table>
  <p class="dim">Each action runs in every column that acts. The browser is the real client: open its developer tools and look. The server records what it saw, for twelve hours after the page was closed, because
    this page's requests carry its run's id.</p><//>`;
