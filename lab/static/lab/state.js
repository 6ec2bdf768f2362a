/* The page's state, and the one way to change it: `update(() => state.x = …)` draws everything anew. */

/** What the server's list says of each mode: { name, title, prefix, carriers, renews, tracked, shown }. */
const LIST = JSON.parse(document.getElementById("modes").textContent);
const byName = (pick) => Object.fromEntries(LIST.map((mode) => [mode.name, pick(mode)]));

export const ALL = LIST.map((mode) => mode.name);
/** The modes that have a column now: the slides' three at first. The same array always; `show` changes what is in it. */
export const MODES = LIST.filter((mode) => mode.shown).map((mode) => mode.name);
export const show = (names) => MODES.splice(0, MODES.length, ...ALL.filter((mode) => names.includes(mode)));
export const [FEWEST, MOST] = [2, 4]; // columns, unless a project has fewer modes
export const DEFAULT = [...MODES];
export const TITLES = byName((mode) => mode.title);
export const PREFIX = byName((mode) => mode.prefix);
export const RENEWING = LIST.filter((mode) => mode.renews).map((mode) => mode.name);
export const BOUND = LIST.filter((mode) => mode.bound).map((mode) => mode.name); // each request needs a proof of its own
export const TRACKED = byName((mode) => mode.tracked); // "session", "family", or "" where the server keeps nothing

/** The contract's carriers as a page keeps them: what came in the body, in memory or in localStorage. */
const KEEPERS = { body: ["memory", "localStorage"] };
export const CARRIERS = byName((mode) => mode.carriers.flatMap((carrier) => KEEPERS[carrier] ?? [carrier]));
export const keeper = (carrier) => KEEPERS[carrier]?.[0] ?? carrier;

const eachMode = (make) => Object.fromEntries(ALL.map((mode) => [mode, make(mode)]));
export const bornCarriers = () => eachMode((mode) => CARRIERS[mode][0]);

/** What a column's client holds: `as` is who is signed in, `login` the login's public id, `of` whose that is. */
const nothing = () => ({ accessToken: null, refreshToken: null, carrier: null, cookies: {}, as: null, login: null, of: null });

/** What a page begins with, and goes back to at its reset. */
export const fresh = () => ({
  exchanges: [], // as the server recorded them, by number
  truth: {}, // name -> what the server holds now about that person
  steps: [], // [{ label, name, clock, answers: { mode: [exchange number] }, truth, holds, loot, now }]
  at: -1, // the step that is looked at
  offset: 0, // this page's clock, in seconds ahead of the server's
  jumped: null, // what the last jump was for
  holds: eachMode(nothing),
  loot: eachMode(() => null),
  refreshTokens: {}, // login id -> generation -> token: what has been seen, for a replay
  csrf: {}, // weapon -> what it did last
  xss: {}, // payload -> what it did last
  forge: null, // { challenge, sign, secret, header, claims, token, made, answer, crack, refused }
  guards: {}, // { guards, away, settings, now } as the server has them; chosen, guess, fired
  locks: [], // which locks against CSRF were taken away for this run
  race: {},
  twenty: {}, // client -> [{ renewals, rotations, ended, failed }], one for each time that its token ran out
  servers: {},
});

export const state = {
  ...fresh(),
  run: null,
  people: [],
  password: "",
  switches: {},
  person: "alice",
  acts: eachMode(() => true),
  carriers: bornCarriers(),
  view: "steps",
  presenter: false,
  band: "wire", // in the presenter's layout: the one band that is shown; "" is all
  spotlight: 0, // the number of a column; 0 is none
  theme: "",
  dialog: null,
  keys: localStorage.getItem("lab.keys") !== "off", // whether single keys act
  busy: "", // what the page waits for, in words
  fault: "",
  skew: 0, // the server's clock minus this machine's, in ms
  room: null, // { code, name, guide, step, locked } of the room that this browser has joined
  guide: null,
  guideShown: false,
  renews: false, // whether the refresh client renews by itself, as real ones do
  reveal: false,
};

/** Whether the trainer of the room holds the class at an earlier step than this page's guide has reached. */
export const isHeld = () => Boolean(state.room?.locked && state.guide?.guide.name === state.room.guide && state.guide.index > state.room.step);

let draw = () => {};
export const onDraw = (redraw) => (draw = redraw);

export function update(change) {
  change?.(state);
  draw();
}

/** This page's time in seconds since the epoch: the server's, and what this page's clock is ahead. */
export const pageNow = () => (Date.now() + state.skew) / 1000 + state.offset;

export const emailOf = (name) => state.people.find((person) => person.name === name)?.email ?? "";
export const nameOf = (email) => state.people.find((person) => person.email === email)?.name ?? null;
export const acting = () => MODES.filter((mode) => state.acts[mode]);
export const lastStep = () => state.steps[state.at] ?? null;
export const exchange = (number) => state.exchanges.findLast((kept) => kept.number === number) ?? null;
