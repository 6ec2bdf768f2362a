/* The guide at the left: one step at a time, a prediction before anything is sent, then what really happened. */

import { ACTIONS, onEvent, operate, perform } from "./actions.js";
import { fire } from "./csrf.js";
import { jumpBy } from "./clock.js";
import { lifetime } from "./format.js";
import { turn } from "./guards.js";
import { actOf, GuideRun } from "./guide.js";
import { ask } from "./servers.js";
import { resetPage } from "./room.js";
import { acting, DEFAULT, isHeld, keeper, show, state, TITLES, update } from "./state.js";
import { attack, stealAll } from "./thief.js";
import { Button, html } from "./ui.js";
import { Words } from "./words.js";

const NAMES = { sessions: "Sessions", jwt: "JWT", refresh: "Refresh", past: "Past the slides" };

let told = null; // what the last event meant: shown when it was not what the step asks for
onEvent((event) => {
  if (!state.guide || event.action === "jump") return;
  told = state.guide.saw(event);
  if (told === "advanced") state.reveal = true; // until Next: first look at what happened
});

async function fetchGuide(name) {
  const response = await fetch(`/lab/guides/${name}.json`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`The guide ${name} did not come.`);
  return response.json();
}

const choose = (mode, carrier) => (state.carriers[mode] = keeper(carrier));

/** Start a guide. It owns its state: whatever page it is started from, accounts, roles, logins, clock and carriers are
    made anew first. */
export async function openGuide(name, at = null) {
  if (!Object.hasOwn(NAMES, name ?? "")) return;
  await resetPage("page", async () => {
    const guide = await fetchGuide(name);
    show(guide.columns ?? DEFAULT);
    Object.assign(state, { guide: new GuideRun(guide, { at }), guideShown: true, view: "steps" });
    told = null;
    for (const [mode, carrier] of Object.entries(guide.carriers)) choose(mode, carrier);
  });
}

/** After a reload: go on where the guide was. */
export async function resumeGuide(saved) {
  const guide = await fetchGuide(saved.name);
  show(guide.columns ?? DEFAULT);
  state.guide = GuideRun.from(guide, saved);
  Object.assign(state, { guideShown: saved.shown, reveal: saved.reveal });
}

export const toggleGuide = () => (state.guide ? update(() => (state.guideShown = !state.guideShown)) : openGuide("sessions"));

/** Do what a step says: its jump, its carriers, its person, then the act itself in the modes it speaks of. */
async function doAct({ action, modes, as, to, jump, carriers }) {
  update(() => {
    if (jump) jumpBy(jump, "as the guide says");
    if (as) state.person = as;
    for (const [mode, carrier] of Object.entries(carriers ?? {})) choose(mode, carrier);
  });
  if (action in ACTIONS) return perform(action, modes.length ? modes : acting());
  if (action === "steal") return stealAll();
  if (action === "replay") return attack(modes, "me");
  if (action === "replay-refresh") return attack(modes, "refresh-token");
  if (action === "tamper") return attack(modes, "tamper");
  if (action === "csrf") return fire("logout", { modes, without: ["samesite"] });
  if (action === "second-server") return ask("shared");
  if (action === "dial") return turn(to);
  if (action === "change-role") return operate(to === "admin" ? "promote" : "demote", to === "admin" ? "Make admin" : "Make user");
}

const doStep = () => doAct(actOf(state.guide.step));

/** For a link into the middle: what the steps before it do, one after the other, until one fails. */
export async function catchUp() {
  try {
    await state.guide.catchUp(async (act) => {
      await doAct(act);
      if (state.fault) throw new Error(state.fault);
    });
  } catch (fault) {
    state.fault = fault.message;
  }
  update();
}

const WINNERS = { owner: "the owner", thief: "the thief" };

function said({ kind }, choice) {
  if (kind === "long") return lifetime(choice);
  if (kind === "wins") return WINNERS[choice] ?? choice;
  return kind === "who" && choice !== "nobody" ? choice.split("+").map((mode) => TITLES[mode]).join(" and ") : String(choice);
}

function Prediction({ guide }) {
  const { predict } = guide.step;
  const guess = (status) => update(() => guide.predict(status));
  return html`<div class="ask"><p><b>Before you press:</b> <${Words} text=${predict.question} /> <span class=${`name ${predict.mode ?? ""}`}>${TITLES[predict.mode] ?? ""}</span></p>
    <div class="row">${predict.choices.map((status) => html`<${Button} on=${guide.prediction === status} disabled=${guide.prediction !== null} press=${() => guess(status)}>${said(predict, status)}<//>`)}</div></div>`;
}

function Last({ last }) {
  if (!last) return null;
  const judged = last.prediction === null ? "" : last.right ? "✓ You were right. " : `✕ You said ${said(last.step.predict, last.prediction)}. `;
  return html`<div class="last"><p><b class=${last.right ? "yes" : last.prediction === null ? "" : "no"}>${judged}</b><${Words} text=${last.step.reveal} /></p><p class="dim"><${Words} text=${last.step.explain} /></p></div>`;
}

function Now({ guide }) {
  const { step, hints } = guide;
  if (isHeld()) return html`<p class="say" role="status">The trainer holds the room at step ${state.room.step + 1}. Yours is done.</p>`;
  return html`${guide.startedLate && html`<p class="dim">This step builds on those before it. <${Button} id="catch-up" disabled=${Boolean(state.busy)} press=${catchUp}>Do them now<//></p>`}
    <p class="slide"><b>${step.part}</b> “<${Words} text=${step.slide} plain />”</p><p class="say"><b>${guide.index + 1}.</b> <${Words} text=${step.say} /></p>
    ${step.predict && html`<${Prediction} guide=${guide} />`}
    <div class="row"><${Button} id="do-step" kind="main" shortcut="n" disabled=${Boolean(state.busy) || guide.needsPrediction} press=${doStep}>Do it<//>
      <${Button} disabled=${hints.length >= step.hints.length} press=${() => update(() => guide.hint())}>Hint ${hints.length}/${step.hints.length}<//>
      <${Button} press=${() => update(() => guide.skip())}>Skip<//></div>
    ${hints.map((text) => html`<p class="hint"><${Words} text=${text} /></p>`)}
    ${guide.off && html`<p class="no" role="status">✕ ${TITLES[guide.off.mode]} answered ${guide.off.status} ${guide.off.code}; this step expects ${guide.off.expected.status}. Is an earlier step missing?</p>`}
    ${told === "early" && guide.needsPrediction && html`<p class="no">Predict first; then do it again.</p>`}`;
}

function goOn() {
  update(() => (state.reveal = false));
  document.getElementById("guide").scrollTop = 0;
}

/** What Enter would do in a book: turn the page, or do what stands on it. */
export function nextInGuide() {
  const { guide } = state;
  if (!guide || !state.guideShown || state.busy || (isHeld() && !state.reveal)) return;
  if (state.reveal && !guide.done) goOn();
  else if (!guide.done && !guide.needsPrediction) doStep();
}

/** Where it ends: how the predictions went, what to take along, and what comes next. */
function End({ guide }) {
  const missed = guide.results.filter((result) => result.prediction !== null && !result.skipped && !result.right);
  const names = Object.keys(NAMES);
  const next = names[names.indexOf(guide.guide.name) + 1];
  return html`<div class="end" id="guide-end"><p class="say"><b>✓ Done.</b> ${guide.score.right} of ${guide.score.asked} predictions were right.</p><p><${Words} text=${guide.guide.about} /></p>
    ${missed.length > 0 && html`<p><b>Look again at</b></p><ul>${missed.map(({ step, prediction }) => html`<li><${Words} text=${step.predict.question} plain /> You said ${said(step.predict, prediction)}. <span class="dim"><${Words} text=${step.reveal} plain /></span></li>`)}</ul>`}
    <p><b>In your own words</b></p>${guide.guide.questions.map(({ ask: asked, answer }) => html`<details><summary><${Words} text=${asked} plain /></summary><p><${Words} text=${answer} /></p></details>`)}
    <div class="row">${next ? html`<${Button} id="next-guide" kind="main" press=${() => openGuide(next)}>Next guide: ${NAMES[next]}<//>` : html`<a class="button" href="/compare">The comparison</a><a class="button" href="/choose">Which one for you?</a>`}</div></div>`;
}

export function GuidePanel() {
  const { guide } = state;
  if (!guide || !state.guideShown) return null;
  return html`<aside class="guide card" id="guide" aria-label="Guide"><div class="row">${Object.entries(NAMES).map(([name, title]) => html`<${Button} on=${guide.guide.name === name} press=${() => openGuide(name)}>${title}<//>`)}</div>
    <h2>${guide.guide.title}</h2>${guide.index === 0 && !state.reveal && html`<p class="about"><${Words} text=${guide.guide.about} /></p>`}<progress value=${guide.index} max=${guide.total} aria-label="steps done"></progress>
    <p class="dim"><small>step ${Math.min(guide.index + (state.reveal ? 0 : 1), guide.total)} of ${guide.total} · ${guide.score.right} of ${guide.score.asked} predicted</small></p>
    <div role="status" id="revealed">${(state.reveal || guide.done) && html`<${Last} last=${guide.last} />`}</div>
    ${guide.done ? html`<${End} guide=${guide} />` : state.reveal ? html`<div class="row"><${Button} id="next-step" kind="main" shortcut="n" press=${goOn}>Next<//></div>`
      : html`<${Now} guide=${guide} />`}
    <p class="dim"><small>Starting a guide makes new accounts, signs everybody out, and sets clock, carriers and roles back.</small></p><p class="links"><a href=${`/lab/handout/${guide.guide.name}`} target="_blank">Handout</a> · <a href=${`/lab/handout/${guide.guide.name}?key=1`} target="_blank">Answer key</a> · <button type="button" class="plain link" onClick=${() => openGuide(guide.guide.name)}>From the beginning</button></p></aside>`;
}

