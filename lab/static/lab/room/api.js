/* The room's calls, and what this browser keeps of a room: the trainer's key, or a participant's token. */

export const TOLD = JSON.parse(document.getElementById("told")?.textContent ?? "null");
const TIME_OUT = 20_000;
const KEPT = { trainer: "room.trainer", participant: "room.participant" };

/** { code, secret, name? } of this browser in this role, or null. */
export const kept = (role) => JSON.parse(localStorage.getItem(KEPT[role]) ?? "null");
export const keep = (role, value) => (value ? localStorage.setItem(KEPT[role], JSON.stringify(value)) : localStorage.removeItem(KEPT[role]));

/** One call. Throws an Error with `status` and the server's sentence when it refuses. */
export async function ask(path, { who, body } = {}) {
  const headers = { Accept: "application/json" };
  if (who) headers["X-Lab-Room"] = `${who.code}.${who.secret}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const options = { method: body === undefined ? "GET" : "POST", headers, cache: "no-store", signal: AbortSignal.timeout(TIME_OUT) };
  const response = await fetch(`/room/${path}`, { ...options, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await response.text();
  const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? JSON.parse(text) : text;
  if (!response.ok) {
    const field = Object.values(answer?.fields ?? {})[0]?.[0];
    throw Object.assign(new Error(field ?? answer?.detail ?? `The server answered ${response.status}.`), { status: response.status });
  }
  return answer;
}

/** Ask for the room once a second, one question at a time, and tell what came; a room that is over ends it. */
export function poll(who, { seen, lost, over }, pause = 1000) {
  let stopped = false;
  const again = async () => {
    try {
      seen(await ask(`${who.code}/state`, { who }));
    } catch (fault) {
      if ([403, 404].includes(fault.status)) return over(fault);
      lost(fault);
    }
    if (!stopped) setTimeout(again, pause);
  };
  again();
  return () => (stopped = true);
}
