/* The bar on top: who, what to do, and this page's clock. */

import { ACTIONS, operate, perform } from "./actions.js";
import { jump, jumpPast, resetClock, targets } from "./clock.js";
import { clockText } from "./format.js";
import { toggleGuide } from "./guidepanel.js";
import { help, toggleTheme } from "./keys.js";
import { Bands, togglePresenter } from "./presenter.js";
import { resetPage } from "./room.js";
import { ALL, FEWEST, MODES, MOST, pageNow, show, state, TITLES, update } from "./state.js";
import { stealAll, useAll } from "./thief.js";
import { absorb } from "./record.js";
import { Button, html, useEffect, useRef, useSeconds, useState } from "./ui.js";

const VIEWS = { steps: "Lock-step", race: "Revocation race", attacks: "CSRF & XSS", servers: "Two servers", guards: "Guards off", forge: "Forge" };

/** Choose who acts next. Whoever is signed in in a column stays; one that is empty is the new person's. */
const choose = (name) => update(() => {
  state.person = name;
  for (const holds of Object.values(state.holds)) if (!holds.as) Object.assign(holds, { login: null, of: null });
  absorb().then(() => update());
});

/** A menu closes by Escape, by a press elsewhere, and by what was chosen in it; the focus goes back to where it opened. */
function Menu({ title, children }) {
  const menu = useRef(null);
  useEffect(() => {
    const shut = (back) => {
      if (!menu.current?.open) return;
      menu.current.open = false;
      if (back) menu.current.querySelector("summary").focus();
    };
    const pressed = (event) => menu.current?.contains(event.target) || shut(false);
    const keyed = (event) => event.key === "Escape" && shut(true);
    const chosen = (event) => event.target.closest("button:not([aria-disabled=true])") && shut(true);
    document.addEventListener("pointerdown", pressed);
    document.addEventListener("keydown", keyed);
    menu.current.addEventListener("click", chosen);
    return () => {
      document.removeEventListener("pointerdown", pressed);
      document.removeEventListener("keydown", keyed);
    };
  }, []);
  return html`<details class="menu" name="menus" ref=${menu}><summary>${title}</summary><div>${children}</div></details>`;
}

function Operator() {
  const account = state.truth[state.person]?.account;
  const active = account?.active ?? true;
  const admin = account?.role === "admin";
  return html`<${Menu} title="Operator"><p class="dim"><small>What an operator does to ${state.person}, past every mode:</small></p>
    <${Button} press=${() => operate(active ? "deactivate" : "activate", active ? "Deactivate" : "Activate")}>${active ? "Deactivate" : "Activate"} ${state.person}<//>
    <${Button} press=${() => operate(admin ? "demote" : "promote", admin ? "Make user" : "Make admin")}>Make ${state.person} ${admin ? "a user" : "an admin"}<//>
    <p class="dim"><small>What somebody does who guesses:</small></p><${Button} id="do-wrong-password" title=${ACTIONS["wrong-password"].title} disabled=${Boolean(state.busy)} shortcut="w" press=${() => perform("wrong-password")}>${ACTIONS["wrong-password"].label}<//><//>`;
}

function Reset() {
  const [sure, setSure] = useState(false);
  return html`<${Menu} title="Reset"><${Button} id="reset-page" press=${() => resetPage("page")}>This page's logins and accounts<//>
    <label><input type="checkbox" checked=${sure} onChange=${() => setSure(!sure)} /> for everybody in the room</label>
    <${Button} disabled=${!sure} press=${() => (setSure(false), resetPage("everything"))}>Everything<//><//>`;
}

/** Which modes have a column: two to four. A guide names its own. */
function Columns() {
  const has = (mode) => MODES.includes(mode);
  const toggle = (mode) => update(() => (show(has(mode) ? MODES.filter((other) => other !== mode) : [...MODES, mode]), (state.spotlight = 0)));
  const stuck = (mode) => Boolean(state.guide) || (has(mode) ? MODES.length <= FEWEST : MODES.length >= MOST);
  return html`<${Menu} title="Columns">${ALL.map((mode) => html`<label><input type="checkbox" id=${`show-${mode}`} checked=${has(mode)} disabled=${stuck(mode)} onChange=${() => toggle(mode)} /> ${TITLES[mode]}</label>`)}
    <p class="dim"><small>${state.guide ? "The guide has chosen them." : "Two to four, side by side."}</small></p><//>`;
}

function Clock() {
  useSeconds();
  const now = pageNow();
  const title = state.offset ? `This page's clock is ${clockText(state.offset)} ahead: each of its requests says so in X-Lab-Clock. The server's own clock, and everybody else's, stand where they were.`
    : "This page's clock is the server's. Jump, and only this page's requests are judged later.";
  return html`<div class="clock" role="group" aria-label="This page's clock" title=${title}>
    <span>clock <strong>${clockText(state.offset)}</strong>${state.jumped && html` <small>${state.jumped}</small>`}</span>
    <${Button} press=${() => jump(60, "+1 min")}>+1 min<//>
    ${targets().map((target) => html`<${Button} key=${target.name} disabled=${!target.until || target.until <= now} press=${() => jumpPast(target)}
      title=${`jump to one second after the end of the ${target.name}`}>past ${target.name}<//>`)}
    <${Button} disabled=${!state.offset} shortcut="0" press=${resetClock}>now<//></div>`;
}

export const Header = () => html`<header class="bar-top">
  <div class="line"><h1>The lab</h1>
    <nav class="tabs" aria-label="views">${Object.entries(VIEWS).map(([name, title]) => html`<${Button} on=${state.view === name} press=${() => update(() => (state.view = name))}>${title}<//>`)}</nav>
    <nav class="tools" aria-label="page">${state.room && html`<a class="button" href="/room" title="The room you have joined">Room ${state.room.code}: ${state.room.name}</a>`}<${Button} on=${Boolean(state.guide)} shortcut="g" press=${toggleGuide}>Guide<//><a class="button" href="/lab/source" target="_blank">Source</a>
      <${Columns} /><${Button} press=${() => update(() => (state.dialog = { kind: "take" }))}>Take home<//><${Reset} />
      <${Button} on=${state.presenter} shortcut="p" press=${togglePresenter}>Presenter<//><${Button} press=${toggleTheme} title="dark or light (d)" kind="icon"><span aria-hidden="true">◐</span><span class="hidden">dark or light</span><//><${Button} press=${help} kind="icon" title="keys (?)">?<//></nav></div>
  ${state.view === "steps" || state.view === "attacks" ? html`<div class="line actions">
    <div class="people" role="group" aria-label="as whom">${state.people.filter((person) => person.active || person.name !== "mallory").map(({ name }) => html`<${Button} on=${state.person === name} press=${() => choose(name)}>${name}<//>`)}</div>
    <nav aria-label="do, in every acting column">${Object.entries(ACTIONS).filter(([, action]) => !action.aside).map(([name, { label, key, title }]) => html`<${Button} id=${`do-${name}`} title=${title} disabled=${Boolean(state.busy)} shortcut=${key} press=${() => perform(name)}>${label}<//>`)}
      <${Button} id="do-steal" title="Copy every column's credential, as malware on this machine would" disabled=${Boolean(state.busy)} shortcut="t" press=${stealAll}>Steal<//><${Button} id="do-use" title="The thief presents what was stolen, from another address" disabled=${Boolean(state.busy)} shortcut="u" press=${useAll}>Thief: /me<//><${Operator} /></nav></div>` : null}
  ${state.view === "steps" && html`<${Clock} /><${Bands} />`}
  <p class="busy" role="status">${state.busy && html`<span>${state.busy} …</span>`}</p>
  ${state.fault && html`<p class="fault" role="alert">✕ ${state.fault}</p>`}
</header>`;
