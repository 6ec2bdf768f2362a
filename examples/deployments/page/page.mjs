import { Client } from "./client.mjs";

const REFRESH = ["/jwt-refresh body", "/jwt-refresh cookie", "/jwt-refresh split"];
const WAYS = ["/session cookie", "/jwt body", "/jwt cookie", ...REFRESH, "/opaque body", "/jwt-dpop body"];
const twenty = () => Promise.all(Array.from({ length: 20 }, () => client.call("GET", "me")));
const { base } = await (await fetch("api.json")).json();
const show = (id, text) => (document.getElementById(id).textContent = text);
const way = document.getElementById("way");
let client;

/** A client of its own for what is chosen: what the page keeps of another mode stays there. */
function choose() {
  const [prefix, carrier] = way.value.split(" ");
  client = new Client({ prefix, carrier, base: base ?? location.origin });
}

const ACTS = {
  login: async () => (await client.login("alice@example.com", "open-sesame")).user.email,
  me: async () => (await client.call("GET", "me")).email,
  edit: async () => (await client.call("PATCH", "profile", { displayName: "Alice" })).displayName,
  twenty: async () => `${(await twenty()).length} answers`,
  logout: async () => JSON.stringify(await client.logout()),
};

document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const line = document.createElement("li");
  document.getElementById("said").append(line);
  const act = event.submitter.value;
  const [text, refused] = await ACTS[act]().then((said) => [said, false], (fault) => [fault.message, true]);
  line.textContent = `${way.value}: ${act}: ${text}`;
  line.classList.toggle("refused", refused);
});
way.append(...WAYS.map((name) => new Option(name)));
way.addEventListener("change", choose);
choose();
show("here", location.origin);
show("there", base ?? "here too");
