/* The foreign page: fires one weapon at each mode that its address names, and says at its own origin when it is done.
   A form leads away from here; the lab's middleware leads back, to the same address with the next number. */

const PREFIX = Object.fromEntries(JSON.parse(document.getElementById("modes").textContent).map(({ name, prefix }) => [name, prefix]));
const { victim } = document.body.dataset;
const say = (text) => (document.getElementById("doing").textContent = text);

async function own(path, run, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-Lab-Run": run };
  const response = await fetch(`/lab/foreign/${path}`, { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(20_000) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

function submit(url, enctype, fields) {
  const form = Object.assign(document.createElement("form"), { method: "POST", action: url, enctype });
  for (const [name, value] of fields) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}

/** A text/plain form sends `name=value`: JSON, when the = is put where it does no harm. */
function smuggled(body) {
  const text = JSON.stringify({ ...body, and: "=" });
  const at = text.lastIndexOf("=");
  return [[text.slice(0, at), text.slice(at + 1)]];
}

/** Each resolves to what this page's script hears of it; a form leads away, and resolves to nothing. */
const WEAPONS = {
  logout: (url) => submit(`${url("logout")}`, "application/x-www-form-urlencoded", []),
  login: (url, account) => submit(url("login"), "text/plain", smuggled({ ...account, carrier: "cookie" })),
  profile: async (url) => {
    try {
      const options = { method: "PATCH", credentials: "include", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ displayName: "changed by a foreign page" }) };
      const response = await fetch(url("profile"), { ...options, signal: AbortSignal.timeout(10_000) });
      return `${response.status}`;
    } catch (fault) {
      return fault.name === "TypeError" ? "TypeError" : fault.message;
    }
  },
};

async function fire(link, heard = {}) {
  const [run, id, weapon, modes, number] = ["run", "id", "weapon", "modes", "n"].map((name) => link.get(name) ?? "");
  const [mode] = modes.split(",").slice(Number(number), Number(number) + 1);
  if (!mode) {
    await own("report", run, { id, heard });
    say("Done. Look at the lab; this window can be closed.");
    return window.close();
  }
  say(`Firing at ${victim}${PREFIX[mode]} …`);
  link.set("n", Number(number) + 1);
  const back = decodeURIComponent(link.toString());
  const { ticket, account } = await own("shots", run, { id, mode, weapon, clock: Number(link.get("clock")), back });
  const said = await WEAPONS[weapon]((call) => `${victim}${PREFIX[mode]}/${call}?shot=${ticket}`, account);
  if (said) await fire(link, { ...heard, [mode]: said });
}

document.getElementById("by").textContent = `This page: ${location.origin}`;
const link = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, "", location.pathname);
if (victim && link.has("run")) fire(link).catch((fault) => say(`It went wrong: ${fault.message}`));
