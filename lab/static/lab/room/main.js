/* One page, three faces: the door (open a room, or join one), the trainer's, a participant's. */

import { html, render, useState } from "../vendor/preact-htm.js";
import { ask, keep, kept, TOLD } from "./api.js";
import { Phone } from "./phone.js";
import { Trainer } from "./trainer.js";

const asked = new URLSearchParams(location.search).get("code") ?? "";

function Door({ enter, said }) {
  const [code, setCode] = useState(asked);
  const [name, setName] = useState("");
  const [guide, setGuide] = useState(TOLD.guides[0].name);
  const [fault, setFault] = useState(said);
  const attempt = (work) => async (event) => {
    event.preventDefault();
    try {
      await work();
    } catch (error) {
      setFault(error.message);
    }
  };
  const join = attempt(async () => {
    const room = code.trim().toLowerCase();
    const { token, name: mine } = await ask(`${encodeURIComponent(room)}/join`, { body: { name } });
    keep("participant", { code: room, secret: token, name: mine });
    enter("participant");
  });
  const open = attempt(async () => {
    const { code: fresh, key } = await ask("open", { body: { guide } });
    keep("trainer", { code: fresh, secret: key });
    enter("trainer");
  });
  return html`<main class="door">${fault && html`<p class="fault" role="alert">${fault}</p>`}
    <form class="card" onSubmit=${join}><h1>Join the room</h1>
      <label for="code">The room’s code</label><input id="code" value=${code} onInput=${(e) => setCode(e.target.value)} required maxlength="5" autocomplete="off" autocapitalize="none" spellcheck=${false} />
      <label for="name">Your name, as the room will see it</label><input id="name" value=${name} onInput=${(e) => setName(e.target.value)} required maxlength="24" autocomplete="nickname" />
      <button class="main" type="submit">Join</button></form>
    ${!asked && html`<form class="card" onSubmit=${open}><h2>Open a room, as the trainer</h2>
      <label for="guide">Begin with</label><select id="guide" value=${guide} onChange=${(e) => setGuide(e.target.value)}>${TOLD.guides.map((each) => html`<option value=${each.name}>${each.title}</option>`)}</select>
      <button class="main" type="submit">Open a room</button>
      <p class="dim">The room’s key stays in this browser: whoever has it decides what the room sees. It ends twelve hours after the last act.</p></form>`}</main>`;
}

function App() {
  const role = () => (kept("participant") && (!asked || kept("participant").code === asked) ? "participant" : kept("trainer") && !asked ? "trainer" : null);
  const [face, enter] = useState(role());
  const [said, say] = useState("");
  const leave = (name, why = "") => {
    keep(name, null);
    say(why);
    enter(null);
  };
  if (face === "trainer") return html`<${Trainer} who=${kept("trainer")} leave=${(why) => leave("trainer", why)} />`;
  if (face === "participant") return html`<${Phone} who=${kept("participant")} leave=${(why) => leave("participant", why)} />`;
  return html`<${Door} enter=${enter} said=${said} />`;
}

const root = document.getElementById("room");
root.replaceChildren();
render(html`<${App} />`, root);
root.dataset.ready = "true";
