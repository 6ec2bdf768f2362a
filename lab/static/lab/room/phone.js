/* A participant's page: one question, large buttons, and afterwards what was measured. */

import { html, useEffect, useState } from "../vendor/preact-htm.js";
import { ask, poll } from "./api.js";
import { Explained, Measured, Words } from "./parts.js";

export function Phone({ who, leave }) {
  const [room, setRoom] = useState(null);
  const [fault, setFault] = useState("");
  const fresh = (seen) => (setRoom(seen), setFault(""));
  useEffect(() => poll(who, { seen: fresh, lost: () => setFault("The server does not answer; trying again."), over: (why) => leave(why.message) }), []);
  if (!room) return html`<main class="phone"><p role="status">${fault || "Joining…"}</p></main>`;
  const act = (path, body, then) => async () => {
    try {
      await ask(`${who.code}/${path}`, { who, body });
      setRoom({ ...room, you: { ...room.you, ...then } });
      setFault("");
    } catch (error) {
      setFault(error.message);
    }
  };
  return html`<main class="phone"><header><b>${room.you.name}</b> <span class="dim">${room.title} · step ${room.step + 1} of ${room.steps}</span></header>
    ${fault && html`<p class="fault" role="alert">${fault}</p>`}
    <section class="card" aria-live="polite">${room.started ? html`<${Asked} room=${room} act=${act} />` : html`<h1>You are in.</h1><p>Wait for the first question.</p>`}</section>
    <p class="row"><button type="button" aria-pressed=${String(room.you.stuck)} onClick=${act("progress", { stuck: !room.you.stuck }, { stuck: !room.you.stuck })}>${room.you.stuck ? "✓ The trainer sees that you are stuck" : "I am stuck"}</button>
      <a class="button" href=${`/lab#guide=${room.guide}&step=${room.id}`} target="_blank">Try it in the lab</a>
      <button type="button" onClick=${() => leave("")}>Leave</button></p></main>`;
}

function Asked({ room, act }) {
  const { predict, open, revealed, you } = room;
  if (!predict) return html`<p class="dim">${room.part}</p><h1><${Words} text=${room.say} /></h1><p class="dim">Nothing to predict here: watch.</p>${revealed && html`<${Measured} revealed=${revealed} /><${Explained} revealed=${revealed} />`}`;
  const labelled = (value) => predict.choices.find((choice) => choice.value === value)?.label ?? value;
  const sign = (choice) => (revealed ? (String(choice) === revealed.right ? "✓ " : String(choice) === you.choice ? "✕ " : "") : String(choice) === you.choice ? "● " : "");
  return html`<p class="dim"><${Words} text=${room.say} /></p><h1><${Words} text=${predict.question} /> <span class=${predict.mode}>${predict.title}</span></h1>
    <div class="choices">${predict.choices.map(({ value: choice, label }) => html`<button type="button" key=${choice} class=${`choice${revealed && String(choice) === revealed.right ? " right" : ""}`} aria-pressed=${String(String(choice) === you.choice)}
      disabled=${!open} onClick=${act("vote", { question: open, choice }, { choice: String(choice) })}>${sign(choice)}${label}</button>`)}</div>
    ${!open && !revealed && html`<p role="status">The vote is closed; the server is being asked.</p>`}
    ${open && you.choice && html`<p class="dim" role="status">You said ${labelled(you.choice)}. You can change it until the vote is closed.</p>`}
    ${revealed && html`<p><b class=${you.choice === revealed.right ? "yes" : "no"}>${you.choice ? (you.choice === revealed.right ? "✓ You were right." : `✕ You said ${labelled(you.choice)}; it was ${labelled(revealed.right)}.`) : `It was ${labelled(revealed.right)}.`}</b></p><${Measured} revealed=${revealed} /><${Explained} revealed=${revealed} />`}`;
}
