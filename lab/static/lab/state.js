/* The page's state, and the one way to change it: `update(() => state.x = …)` draws everything anew. */

export const MODES = ["session", "jwt", "jwt-refresh"];
export const TITLES = { session: "Session", jwt: "JWT", "jwt-refresh": "JWT + refresh" };
export const PREFIX = { session: "/session", jwt: "/jwt", "jwt-refresh": "/jwt-refresh" };
export const CARRIERS = {
  session: ["cookie"],
  jwt: ["memory", "localStorage", "cookie"],
  "jwt-refresh": ["memory", "localStorage", "cookie", "split"],
};

const eachMode = (make) => Object.fromEntries(MODES.map((mode) => [mode, make(mode)]));

/** What a page begins with, and goes back to at its reset. */
export const fresh = () => ({
  exchanges: [], // as the server recorded them, by number
  truth: null, // what the server holds now about the person chosen
  before: null, // and what it held before the last step
  steps: [], // [{ label, clock, answers: { mode: [exchange number] } }]
  at: -1, // the step that is looked at
  offset: 0, // this page's clock, in seconds ahead of the server's
  jumped: null, // what the last jump was for
  holds: eachMode(() => ({ accessToken: null, refreshToken: null, carrier: null, cookies: {}, as: null })),
  loot: eachMode(() => null),
  refreshTokens: {}, // login id -> generation -> token: what has been seen, for a replay
});

export const state = {
  ...fresh(),
  run: null,
  people: [],
  password: "",
  switches: {},
  person: "alice",
  acts: eachMode(() => true),
  carriers: { session: "cookie", jwt: "memory", "jwt-refresh": "memory" },
  view: "steps",
  presenter: false,
  spotlight: 0, // 1 to 3; 0 is none
  theme: "",
  dialog: null,
  busy: false,
  fault: "",
  skew: 0, // the server's clock minus this machine's, in ms
  race: {},
  attacks: null,
  servers: {},
  guide: null,
  renews: false, // whether the refresh client renews by itself, as real ones do
  reveal: false,
};

let draw = () => {};
export const onDraw = (redraw) => (draw = redraw);

export function update(change) {
  change?.(state);
  draw();
}

/** This page's time in seconds since the epoch: the server's, and what this page's clock is ahead. */
export const pageNow = () => (Date.now() + state.skew) / 1000 + state.offset;

export const emailOf = (name) => state.people.find((person) => person.name === name)?.email ?? "";
export const acting = () => MODES.filter((mode) => state.acts[mode]);
export const lastStep = () => state.steps[state.at] ?? null;
export const exchange = (number) => state.exchanges.findLast((kept) => kept.number === number) ?? null;
