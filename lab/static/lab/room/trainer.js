/* The trainer's page, which is projected: question and votes at the left, what was measured at the right, the room below. */

import { html, useEffect, useState } from "../vendor/preact-htm.js";
import { ask, poll, TOLD } from "./api.js";
import { Explained, Measured, Words } from "./parts.js";

const guideOf = (name) => TOLD.guides.find((guide) => guide.name === name);

async function download(who, kind, say) {
  try {
    const text = await ask(`${who.code}/record?as=${kind}`, { who });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    link.download = `room-${who.code}.${kind}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (fault) {
    say(fault.message);
  }
}

export function Trainer({ who, leave }) {
  const [room, setRoom] = useState(null);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState("");
  useEffect(() => poll(who, { seen: (seen) => setRoom(seen), lost: (error) => setFault(error.message), over: (why) => leave(why.message) }), []);
  const act = (name, body = {}) => async () => {
    if (busy) return;
    setBusy(name === "reveal" ? "The server is being asked…" : "…");
    try {
      const after = await ask(`${who.code}/act`, { who, body: { act: name, ...body } });
      if (after.closed) return leave("The room is closed.");
      setRoom(after);
      setFault("");
    } catch (error) {
      setFault(error.message);
    } finally {
      setBusy("");
    }
  };
  if (!room) return html`<main><p role="status">${fault || "Opening…"}</p></main>`;
  return html`<${Bar} room=${room} act=${act} busy=${busy} />
    ${(fault || busy.length > 1) && html`<p class=${fault ? "fault" : "dim"} role="status">${fault || busy}</p>`}
    <main class="stage">${room.started ? html`<${Question} room=${room} />` : html`<section class="card"><h1>${room.title}</h1><p>Scan the code, or open the address and type it in. Choose any name. Then predict: the server answers afterwards.</p></section>`}
      <${Side} room=${room} who=${who} say=${setFault} /></main><${Strip} room=${room} act=${act} />`;
}

function Bar({ room, act, busy }) {
  const at = room.started ? room.step : -1;
  const steps = guideOf(room.guide).steps;
  const next = at + 1 < steps.length ? { guide: room.guide, step: at + 1 } : following(room.guide);
  const asks = room.started && room.predict;
  const chosen = (event) => {
    const [guide, step] = event.target.value.split(" ");
    act("show", { guide, step: Number(step) })();
  };
  return html`<header class="bar"><b>${room.title}</b> <span class="dim">${room.started ? `step ${room.step + 1} of ${room.steps} · ${room.part}` : "before the first step"}</span>
    <div class="row"><label class="hidden" for="jump">Go to a step</label><select id="jump" value=${`${room.guide} ${room.step}`} onChange=${chosen}>${TOLD.guides.map((guide) => html`<optgroup label=${guide.title}>${guide.steps.map((step, n) => html`<option value=${`${guide.name} ${n}`}>${step.asks ? "? " : "– "}step ${n + 1}: ${step.part.replace(/^\d+\. /, "")}</option>`)}</optgroup>`)}</select>
      ${asks && html`<button type="button" aria-pressed=${String(Boolean(room.votes))} onClick=${act("votes")}>Show votes</button><button type="button" onClick=${act("again")}>Vote again</button>`}
      ${room.started && html`<button type="button" class=${room.revealed ? "" : "main"} aria-disabled=${String(Boolean(busy))} onClick=${act("reveal")}>${asks ? "Reveal" : "Do it"}</button>`}
      ${next && html`<button type="button" class=${room.revealed || !room.started ? "main" : ""} onClick=${act("show", next)}>${room.started ? "Next" : "Begin"}</button>`}
      <button type="button" aria-pressed=${String(room.follow)} onClick=${act("follow")} title="The participants’ labs go where you go">Follow me ${room.follow ? "✓" : ""}</button>
      <button type="button" aria-pressed=${String(room.locked)} onClick=${act("lock")} title="Nobody else joins, and nobody’s lab runs ahead">Lock ${room.locked ? "✓" : ""}</button></div></header>`;
}

const following = (name) => {
  const next = TOLD.guides[TOLD.guides.findIndex((guide) => guide.name === name) + 1];
  return next && { guide: next.name, step: 0 };
};

function Question({ room }) {
  const { predict, revealed, votes, earlier } = room;
  return html`<section class="card question" aria-live="polite"><p class="dim"><${Words} text=${room.say} /></p>
    ${predict ? html`<h1><${Words} text=${predict.question} /> <span class=${predict.mode}>${predict.title}</span></h1>
      <div class="votes">${predict.choices.map(({ value, label }) => html`<${Votes} key=${value} choice=${value} label=${label} votes=${votes} earlier=${earlier} total=${room.voted} right=${revealed?.right === value} />`)}</div>
      <p class="dim">${room.voted} of ${room.people.length} have voted${room.turn > 1 ? `, for the ${room.turn === 2 ? "second" : `${room.turn}th`} time` : ""}${room.open ? "" : "; closed"}${votes ? "" : " · the votes are hidden"}</p>`
      : html`<h1>${room.part}</h1>`}</section>`;
}

function Votes({ choice, label, votes, earlier, total, right }) {
  const number = votes?.[choice] ?? 0;
  const width = { width: `${votes && total ? Math.round((100 * number) / total) : 0}%` };
  const before = earlier ? ` (before: ${earlier[choice] ?? 0})` : "";
  return html`<div class=${`vote${right ? " right" : ""}`}><span>${label}${right ? " ✓" : ""}</span><div class="track"><i style=${width}></i></div><b>${votes ? number : "·"}<small>${votes ? before : ""}</small></b></div>`;
}

function Side({ room, who, say }) {
  const { revealed } = room;
  const link = `${TOLD.origin || location.origin}/room?code=${room.code}`;
  return html`<section class=${`card side${revealed ? " small" : ""}`}>${revealed ? html`<h2>Measured just now</h2><${Measured} revealed=${revealed} /><${Explained} revealed=${revealed} /><a href=${`/lab#presenter=1&guide=${room.guide}&step=${room.id}`} target="_blank">Why, in the lab</a>` : null}
    <div class="join"><img src=${`/room/${room.code}/qr.svg`} alt=${`QR code: ${link}`} width="160" height="160" /><p>join: <b>${link.replace(/^https?:\/\//, "").replace(/\?.*/, "")}</b><br />code <b class="code">${room.code}</b></p></div>
    ${!TOLD.origin && html`<p class="dim">Phones can’t reach ${location.host}: start the demo with <code>--lan</code>.</p>`}
    <p class="row"><button type="button" onClick=${() => download(who, "csv", say)}>CSV</button><button type="button" onClick=${() => download(who, "md", say)}>Markdown</button></p></section>`;
}

/** Somebody needs help: they said so, or another step is on the screen and theirs hasn't moved for two minutes. */
const minutes = (since) => Math.floor((Date.now() / 1000 - since) / 60);

function Strip({ room, act }) {
  const [sure, setSure] = useState(false);
  return html`<footer aria-label="The room">${room.people.length ? room.people.map((one) => {
    const at = one.guide ? `${one.guide === room.guide ? "" : `${one.guide} `}${one.step + 1}` : "";
    const kind = one.stuck ? "stuck" : one.voted || (one.guide === room.guide && one.step > room.step) ? "done" : "";
    return html`<span class=${`person ${kind}`} key=${one.who}>${one.name}${at && ` ${at}`}${one.solved ? ` · ${one.solved} solved` : ""}${kind === "done" ? " ✓" : ""}${one.stuck ? ` · stuck ${minutes(one.stuck)} min` : ""}
      <button type="button" class="out" aria-label=${`Remove ${one.name}`} title="Remove from the room" onClick=${act("remove", { who: one.who })}>×</button></span>`;
  }) : html`<span class="dim">Nobody has joined yet.</span>`}
    <span class="end"><label><input type="checkbox" checked=${sure} onChange=${() => setSure(!sure)} /> sure</label> <button type="button" disabled=${!sure} onClick=${act("close")}>Close the room</button></span></footer>`;
}
