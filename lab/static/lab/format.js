/* Times, sizes and strings as people read them. */

export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const days = Math.floor(s / 86400);
  const hours = Math.floor(s / 3600) % 24;
  const minutes = Math.floor(s / 60) % 60;
  if (days) return hours + minutes ? `${days} d ${hours}:${two(minutes)}` : `${days} d`;
  if (hours) return `${hours}:${two(minutes)}:${two(s % 60)}`;
  return `${minutes}:${two(s % 60)}`;
}

/** "15 min", "1 h", "7 d": for lifetimes. Rounds up by at most two seconds, which a measurement may have lost. */
export function lifetime(seconds) {
  const s = Math.round(seconds);
  if (s >= 86400 + 60 && s % 86400 > 60) return `${Math.floor(s / 86400)} d ${Math.round((s % 86400) / 60)} min`;
  for (const [unit, name] of [[86400, "d"], [3600, "h"], [60, "min"]]) {
    const near = Math.round(s / unit);
    if (near && Math.abs(near * unit - s) <= 2) return `${near} ${name}`;
  }
  return s >= 60 ? duration(s) : `${s} s`;
}

export function ago(seconds) {
  return Math.abs(seconds) < 2 ? "just now" : seconds < 0 ? `in ${duration(-seconds)}` : `${duration(seconds)} ago`;
}

export const short = (text, head = 10, tail = 4) =>
  text.length > head + tail + 1 ? `${text.slice(0, head)}…${tail ? text.slice(-tail) : ""}` : text;

export const bytes = (text) => new TextEncoder().encode(text).length;

export const clockText = (seconds) => (seconds ? `+${duration(seconds)}` : "0:00");

export const epoch = (iso) => (iso ? Date.parse(iso) / 1000 : null);

export function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const day = (iso) => new Date(iso).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** A browser by its name, from its User-Agent. */
export function browser(agent) {
  const known = [[/Edg\//, "Edge"], [/Firefox\//, "Firefox"], [/Chrom(e|ium)\//, "Chromium"], [/Safari\//, "Safari"]];
  return known.find(([pattern]) => pattern.test(agent))?.[1] ?? agent.split("/")[0];
}
