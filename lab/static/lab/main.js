/* Puts the page together. */

import { Attacks } from "./attacks.js";
import { Column } from "./column.js";
import { ExchangeDialog } from "./exchange.js";
import { GuidePanel, openGuide, resumeGuide } from "./guidepanel.js";
import { follow } from "./follow.js";
import { Forge } from "./forge.js";
import { Away, Guards } from "./guards.js";
import { Header } from "./header.js";
import { HelpDialog } from "./help.js";
import { listen } from "./keys.js";
import { readCarriers, readLink, writeLink } from "./links.js";
import { shownBand } from "./presenter.js";
import { Race } from "./race.js";
import { begin } from "./room.js";
import { Servers } from "./servers.js";
import { MODES, onDraw, state, update } from "./state.js";
import { Past, Steps } from "./steps.js";
import { TakeDialog } from "./take.js";
import { TokenDialog } from "./token.js";
import { html } from "./ui.js";
import { Twenty } from "./twenty.js";
import { Meanings } from "./words.js";
import { render } from "./vendor/preact-htm.js";

/* The columns are as wide as they are many; the one in the spotlight is wider. */
const tracks = () => MODES.map((_, n) => `minmax(0, ${state.spotlight === n + 1 ? 1.7 : 1}fr)`).join(" ");
const Columns = () => html`<div class=${`columns${shownBand()}`} style=${{ "--tracks": tracks() }}>${MODES.map((mode) => html`<${Column} key=${mode} mode=${mode} />`)}</div>`;
const VIEWS = { steps: () => html`<${Past} /><${Columns} /><${Steps} />`, race: () => html`<${Race} /><${Twenty} />`, attacks: () => html`<${Attacks} /><${Columns} />`, servers: Servers, guards: Guards, forge: Forge };

function Open() {
  const { dialog } = state;
  if (!dialog) return null;
  if (dialog.kind === "exchange") return html`<${ExchangeDialog} key=${dialog.number} number=${dialog.number} />`;
  if (dialog.kind === "token") return html`<${TokenDialog} mode=${dialog.mode} name=${dialog.name} />`;
  return dialog.kind === "take" ? html`<${TakeDialog} />` : html`<${HelpDialog} />`;
}

const App = () => html`<${Header} /><main class=${state.guide && state.guideShown ? "guided" : ""}><${GuidePanel} /><div class="stage"><${Away} /><${VIEWS[state.view]} /></div></main><${Open} /><${Meanings} />`;

const root = document.getElementById("lab");
/** What had the focus is drawn no more: it goes to what took its place, not to the page's beginning. */
function refocus(before, place) {
  if (!before || before.isConnected || document.activeElement !== document.body || !place?.isConnected) return;
  (place.querySelector("button.main") ?? place.querySelector("button"))?.focus();
}

function draw() {
  const before = document.activeElement;
  const place = before?.closest("#guide, article, section, header");
  document.documentElement.dataset.theme = state.theme;
  document.documentElement.classList.toggle("presenter", state.presenter);
  render(html`<${App} />`, root);
  refocus(before, place);
  root.dataset.busy = Boolean(state.busy); // for whoever waits for an action's end
  writeLink();
}

const { link, guide, step } = readLink();
onDraw(draw);
listen();
try {
  root.replaceChildren();
  state.busy = "Making accounts"; // nothing can be done before the page has its accounts
  draw();
  new ResizeObserver(([bar]) => document.documentElement.style.setProperty("--bar", `${bar.borderBoxSize[0].blockSize}px`)).observe(document.querySelector(".bar-top")); // the guide stays below it
  const saved = await begin();
  state.busy = "";
  if (saved && (!guide || guide === saved.name)) await resumeGuide(saved);
  else await openGuide(guide, step);
  readCarriers(link);
} catch (fault) {
  state.fault = fault.message;
}
update(() => (state.busy = ""));
follow();
root.dataset.ready = "true";
