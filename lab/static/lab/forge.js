/* The forge: alice's own token, rewritten, signed as a forger would, and sent. Challenges are solved by the server's answer. */

import { exclusively, perform } from "./actions.js";
import { call, lab } from "./api.js";
import { json } from "./format.js";
import { change } from "./guards.js";
import { decode } from "./jwt.js";
import { absorb } from "./record.js";
import { state, update } from "./state.js";
import { Button, html, Status } from "./ui.js";

const MODE = "jwt";
const SOLVED = "lab.keys.challenges"; // kept over a reset, as lines that were found are
const solved = () => JSON.parse(localStorage.getItem(SOLVED) ?? "[]");

const SIGNS = {
  kept: "keep the old signature",
  none: "alg: none, no signature",
  own: "sign with my own key, and bring it along",
  public: "HS256, with the server's public key as the secret",
  secret: "HS256, with a secret that I know",
};

/** `setup` is what the server is made to do without; `sign` the way in. */
const CHALLENGES = [
  { name: "guarded", title: "Try it at a server as it is", tells: "Write role: admin into your token, in each of the ways, and send it. Nothing should work; solved when three ways were refused.", away: [], settings: {} },
  { name: "kept", title: "Nobody looks at the signature", tells: "This server parses tokens and forgets to verify them.", away: ["signature"], settings: {} },
  { name: "none", title: "The token chooses the algorithm", tells: "This server reads alg from the token. One of its values needs no key at all.", away: ["algorithm"], settings: {} },
  { name: "own", title: "The token brings its key", tells: "This server takes the key from the header jwk, if there is one.", away: ["own-keys"], settings: {} },
  { name: "public", title: "HS or RS?", tells: "This server signs with RS256 and reads alg from the token. Its public key is at /.well-known/jwks.json, for everybody.", away: ["algorithm"], settings: { JWT_ALGORITHM: "RS256" } },
  { name: "secret", title: "A secret out of somebody's head", tells: "Every guard stands. But somebody made the key up. Crack it, then sign.", weak: true },
];

const form = () => (state.forge ??= { challenge: "guarded", sign: "kept", secret: "", header: "", claims: "", token: "", made: "", refused: [] });

async function take() {
  await perform("login", [MODE]);
  const token = state.holds[MODE].accessToken;
  if (!token) return;
  const { header, claims } = decode(token);
  update(() => Object.assign(form(), { token, made: "", answer: null, header: JSON.stringify(header, null, 1), claims: JSON.stringify(claims, null, 1) }));
}

async function setUp(challenge) {
  state.carriers[MODE] = "memory"; // where a page can take its token from
  update(() => Object.assign(form(), { challenge: challenge.name, crack: null, answer: null, made: "", refused: [] }));
  if (challenge.weak) {
    await change({ away: [], settings: {} }, "Putting the guards back");
    await exclusively(() => lab("forge/weak-key", {}), "Making a weak key");
    await exclusively(async () => Object.assign(state, await lab("participants", {})), "Reading the settings");
  } else await change({ away: challenge.away, settings: challenge.settings }, "Setting it up");
  await take();
}

const crack = () => exclusively(async () => {
  form().crack = await lab("forge/crack", { token: form().token });
  if (form().crack.secret) Object.assign(form(), { secret: form().crack.secret, sign: "secret" });
}, "Trying every common password");

const send = () => exclusively(async () => {
  const f = form();
  const [header, claims] = [json(f.header), json(f.claims)];
  if (!header || !claims) throw new Error("Header and claims are JSON objects; one of them is not.");
  f.made = (await lab("forge", { sign: f.sign, header, claims, token: f.token, secret: f.secret })).token;
  f.answer = await call(MODE, "GET", "report", { headers: { Authorization: `Bearer ${f.made}` } });
  await absorb();
  judge(f, claims);
}, "Sending the forged token");

/** A challenge is solved when the server gives alice, who is no admin, the report; the first one, when it refuses. */
function judge(f, claims) {
  if (claims.role !== "admin") return;
  if (f.answer.status === 401) f.refused = [...new Set([...f.refused, f.sign])];
  const won = f.challenge === "guarded" ? f.refused.length >= 3 : f.answer.status === 200 && f.sign === f.challenge;
  if (won) localStorage.setItem(SOLVED, JSON.stringify([...new Set([...solved(), f.challenge])]));
}

const set = (name) => (event) => update(() => (form()[name] = event.target.value));

export function Forge() {
  const f = form();
  const challenge = CHALLENGES.find(({ name }) => name === f.challenge);
  const score = solved();
  const ready = Boolean(f.token);
  return html`<section class="card view" id="forge"><div class="row"><h2>Forge <small class="dim">${score.length} of ${CHALLENGES.length} solved</small></h2></div>
    <p class="dim">alice is no admin. Her own JSON Web Token says so: <code>role: user</code>. Rewrite it, sign it as a forger would, and see whether <code>GET /jwt/report</code> believes it.</p>
    <div class="guards"><ol class="list" aria-label="Challenges">${CHALLENGES.map((one) => html`<li key=${one.name}><${Button} on=${one === challenge} press=${() => setUp(one)}>${score.includes(one.name) ? "✓ " : ""}${one.title}<//></li>`)}</ol>
      <div class="chosen"><h3>${challenge.title}</h3><p>${challenge.tells}</p>
        ${!ready ? html`<div class="row start"><${Button} id="forge-take" kind="main" press=${() => setUp(challenge)}>Set it up, and sign alice in<//></div>` : html`
        <div class="two"><label>Header <textarea id="forge-header" rows="6" spellcheck=${false} value=${f.header} onInput=${set("header")}></textarea></label>
          <label>Claims <textarea id="forge-claims" rows="12" spellcheck=${false} value=${f.claims} onInput=${set("claims")}></textarea></label></div>
        <div class="row start"><label>Sign: <select id="forge-sign" value=${f.sign} onChange=${set("sign")}>${Object.entries(SIGNS).map(([name, title]) => html`<option value=${name}>${title}</option>`)}</select></label>
          ${f.sign === "secret" && html`<label>secret <input id="forge-secret" value=${f.secret} onInput=${set("secret")} autocomplete="off" /></label>`}
          <${Button} press=${crack}>Crack the secret<//><${Button} id="forge-send" kind="main" press=${send}>Send it<//></div>
        ${f.crack && html`<p role="status">${f.crack.secret ? html`<b class="no">⚠ The secret is <code>${f.crack.secret}</code></b>` : html`<b class="yes">✓ None of them.</b>`} <span class="dim">${f.crack.tried} words in ${Math.round(f.crack.seconds * 1000)} ms</span></p>`}
        ${f.answer && html`<p id="forge-answer" role="status"><${Status} status=${f.answer.status} /> <code>${f.answer.code}</code> ${f.answer.status === 200 ? html`<b class="no">⚠ It was believed: alice reads the admins’ report.</b>` : html`<b class="yes">✓ It was not believed.</b>`}
           <button type="button" class="plain link" onClick=${() => update(() => (state.dialog = { kind: "exchange", number: f.answer.number }))}>Why?</button>${score.includes(f.challenge) ? " Solved." : ""}</p>`}`}</div></div></section>`;
}
