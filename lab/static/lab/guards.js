/* Guards off: find the line, take it away for this page alone, fire the attack, put it back; and this page's own settings. */

import { exclusively, note, tell } from "./actions.js";
import { lab } from "./api.js";
import { absorb } from "./record.js";
import { state, update } from "./state.js";
import { Button, html, Status, useEffect } from "./ui.js";

const FOUND = "lab.keys.guards"; // kept over a reset: what somebody has found out stays found out
const found = () => JSON.parse(localStorage.getItem(FOUND) ?? "[]");

async function load() {
  Object.assign(state.guards, await lab("guards"));
}

/** Ask for a change, and read what this page goes without then. */
export const change = (body, what) => exclusively(async () => {
  const { chosen } = state.guards;
  await lab("guards", body);
  Object.assign(state, await lab("participants", {})); // with the lifetimes that the countdowns run by
  await load();
  state.guards.chosen = chosen;
}, what);

/** What a guide's step turns: this page's revocation dial, from the next request on. */
export const turn = (to) => exclusively(async () => {
  if (!state.guards.settings) await load();
  await lab("guards", { settings: { ...state.guards.settings, JWT_REVOCATION: to } });
  Object.assign(state, await lab("participants", {}));
  await load();
  await note(`Dial: ${to}`, "dial");
  tell({ mode: null, action: "dial" });
}, "Turning the dial");

const toggle = (name) => {
  const { away } = state.guards;
  change({ away: away.includes(name) ? away.filter((one) => one !== name) : [...away, name] }, "Rewriting the function");
};

const fire = (guard) => exclusively(async () => {
  state.guards.fired = { guard, ...(await lab("guards/fire", { guard, clock: state.offset })), away: [...state.guards.away] };
  await absorb();
}, "Attacking");

const guess = (guard, number) => update(() => {
  state.guards.guess = { guard: guard.name, number, right: number === guard.line };
  if (state.guards.guess.right) localStorage.setItem(FOUND, JSON.stringify([...new Set([...found(), guard.name])]));
});

function Source({ guard, solved }) {
  const { guess: last } = state.guards;
  const here = (number) => (solved && number === guard.line ? " here" : last?.guard === guard.name && last.number === number ? " wrong" : "");
  return html`<div class="lines" role="group" aria-label=${`Lines of ${guard.file}`}>${guard.lines.map((text, n) => {
    const number = guard.first + n;
    return html`<button type="button" key=${number} class=${`plain code${here(number)}`} disabled=${!text.trim()} onClick=${() => guess(guard, number)}
      aria-label=${`line ${number}: ${text.trim()}`}><span class="dim">${String(number).padStart(4)}</span> ${text}</button>`;
  })}</div>`;
}

function Fired({ guard }) {
  const { fired } = state.guards;
  if (fired?.guard !== guard.name) return null;
  return html`<div role="status"><p class=${fired.worked ? "no" : "yes"}><b>${fired.worked ? "⚠ The attack worked." : "✓ The attack failed."}</b> ${fired.away.includes(guard.name) ? "The guard was away." : "The guard stood."}</p>
    <table class="headers"><tbody>${fired.steps.map((step) => html`<tr><td>${step.who}</td><td class="mono">${step.asks}</td><td><${Status} status=${step.status} /> <span class="mono">${step.code}</span></td>
      <td>${step.number && html`<button type="button" class="plain link" onClick=${() => update(() => (state.dialog = { kind: "exchange", number: step.number }))}>look</button>`}</td></tr>`)}</tbody></table></div>`;
}

function Chosen({ guard }) {
  const solved = found().includes(guard.name);
  const away = state.guards.away.includes(guard.name);
  const wrong = state.guards.guess?.guard === guard.name && !state.guards.guess.right;
  return html`<section class="chosen" aria-label=${guard.title}><h3>${guard.title}</h3><p>It stops <b>${guard.stops}</b>. <span class="dim">${guard.source}</span></p>
    ${guard.attack && html`<p><span class="dim">The attack:</span> ${guard.attack}</p>`}
    <p><b>1. Find the line</b> in <code>${guard.file}</code> that does it, and click it. ${solved ? html`<span class="yes">✓ Line ${guard.line}.</span>` : wrong ? html`<span class="no" role="status">✕ Not line ${state.guards.guess.number}.</span>` : ""}</p>
    <${Source} guard=${guard} solved=${solved} />
    <div class="row start"><b>2.</b> <${Button} on=${away} press=${() => toggle(guard.name)}>${away ? "Put it back" : "Take it away, for this page"}<//>
      ${guard.attack ? html`<b>3.</b> <${Button} id="fire-guard" kind="main" press=${() => fire(guard.name)}>Fire the attack<//>` : html`<span>Its attack is a race or an outage, which no page makes. <code>make test-guards ARGS=${guard.name}</code> takes the line away, runs it, and names the test that fails.</span>`}</div>
    <${Fired} guard=${guard} /></section>`;
}

const CHOICES = { JWT_REVOCATION: ["none", "denylist", "not-before", "both", "lookup"], JWT_ALGORITHM: ["HS256", "RS256", "ES256", "EdDSA"], SESSION_ENGINE: ["redis", "database", "memory"].map((name) => `sessions_auth.stores.${name}`) };
const WORDS = { JWT_REVOCATION: "revocation dial", JWT_ALGORITHM: "algorithm that signs", SESSION_ENGINE: "session store", REFRESH_RETRY_SECONDS: "retry window, s", SESSION_IDLE_SECONDS: "session idle, s", SESSION_ABSOLUTE_SECONDS: "session at most, s", BARE_TOKEN_SECONDS: "bare JWT, s", ACCESS_TOKEN_SECONDS: "access token, s", REFRESH_TOKEN_SECONDS: "refresh token, s" };

function Switches() {
  const { now, settings } = state.guards;
  const set = (name) => (event) => change({ settings: { ...settings, [name]: name in CHOICES ? event.target.value : Number(event.target.value) } }, "Changing a setting");
  return html`<section class="switches" aria-label="Switches"><div class="row"><h3>Switches, for this page alone</h3><${Button} disabled=${!Object.keys(settings).length} press=${() => change({ settings: {} }, "Putting the settings back")}>As the server has them<//></div>
    <div class="fields">${Object.keys(now).map((name) => html`<label key=${name} class=${name in settings ? "set" : ""}>${WORDS[name]} <code>${name}</code>
      ${name in CHOICES ? html`<select id=${`set-${name}`} value=${now[name]} onChange=${set(name)}>${CHOICES[name].map((each) => html`<option value=${each}>${each.split(".").at(-1)}</option>`)}</select>`
        : html`<input id=${`set-${name}`} type="number" min=${name === "REFRESH_RETRY_SECONDS" ? 0 : 1} max="31536000" value=${now[name]} onChange=${set(name)} />`}</label>`)}</div>
    <p class="dim">They count from the next request on. A token keeps the lifetime and the algorithm it was signed with; a session stays in the store it is in, where another store doesn't know it.</p></section>`;
}

export function Guards() {
  useEffect(() => {
    if (!state.guards.guards && !state.busy && !state.fault) exclusively(load, "Reading the source");
  });
  const { guards, away } = state.guards;
  if (!guards) return html`<section class="card view" id="guards"><p class="none" role="status">Reading the source…</p></section>`;
  const chosen = guards.find((guard) => guard.name === state.guards.chosen) ?? guards[0];
  const score = found();
  return html`<section class="card view" id="guards"><div class="row"><h2>Guards off <small class="dim">${score.length} of ${guards.length} lines found</small></h2><${Button} disabled=${!away.length} press=${() => change({ away: [] }, "Putting all back")}>Put all back<//></div>
    <p class="dim">Each defence is a line. Find it, take it away for this page's own requests, fire the attack that it stops, put it back. Nobody else's requests notice.</p>
    <div class="guards"><ul class="list" aria-label="Guards">${guards.map((guard) => html`<li key=${guard.name}><${Button} on=${guard === chosen} press=${() => update(() => (state.guards.chosen = guard.name))}>${away.includes(guard.name) ? "⚠ " : score.includes(guard.name) ? "✓ " : ""}${guard.title}<//></li>`)}</ul>
      <${Chosen} guard=${chosen} /></div><${Switches} /></section>`;
}

/** What this page goes without, on every view. */
export const Away = () => {
  const { away = [], settings = {} } = state.guards;
  const without = away.map((name) => state.guards.guards?.find((guard) => guard.name === name)?.title ?? name);
  if ("JWT_KEYS" in settings) without.push("a key that nobody can guess");
  const by = Object.entries(settings).filter(([name]) => name !== "JWT_KEYS").map(([name, value]) => `${name}=${String(value).split(".").at(-1)}`);
  const said = [without.length && `without: ${without.join(", ")}`, by.length && `by its own settings: ${by.join(", ")}`].filter(Boolean);
  return said.length ? html`<p class="past card" role="status">⚠ This page goes ${said.join("; ")}. <${Button} press=${() => update(() => (state.view = "guards"))}>Show<//></p>` : null;
};
