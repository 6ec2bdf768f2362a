/* Deep links: what is looked at and how, in the address after #. Never a credential, and never the run's id. */

import { BANDS } from "./presenter.js";
import { ALL, bornCarriers, CARRIERS, DEFAULT, FEWEST, MODES, MOST, show, state } from "./state.js";

const VIEWS = ["steps", "race", "attacks", "servers", "guards", "forge"];

export function readLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  const among = (name, known, otherwise) => (known.includes(link.get(name)) ? link.get(name) : otherwise);
  state.view = among("view", VIEWS, "steps");
  state.person = among("as", ["alice", "bob", "admin"], "alice");
  state.presenter = link.get("presenter") === "1";
  state.band = among("band", Object.keys(BANDS), state.band);
  state.spotlight = Number(among("spotlight", ["1", "2", "3", "4"], "0"));
  state.theme = among("theme", ["light", "dark"], "");
  const columns = ALL.filter((mode) => link.get("columns")?.split(",").includes(mode));
  if (columns.length >= FEWEST && columns.length <= MOST) show(columns);
  readCarriers(link);
  return { link, guide: link.get("guide"), step: link.get("step") };
}

/** The carriers that a link names; they win over those that a guide would choose. */
export function readCarriers(link) {
  for (const mode of ALL) if (CARRIERS[mode].includes(link.get(mode))) state.carriers[mode] = link.get(mode);
}

export function writeLink() {
  const link = new URLSearchParams();
  if (state.view !== "steps") link.set("view", state.view);
  if (state.person !== "alice") link.set("as", state.person);
  if (state.presenter) link.set("presenter", "1");
  if (state.presenter && state.band !== "wire") link.set("band", state.band);
  if (state.spotlight) link.set("spotlight", state.spotlight);
  if (state.theme) link.set("theme", state.theme);
  if (!state.guide && String(MODES) !== String(DEFAULT)) link.set("columns", MODES);
  const born = bornCarriers();
  for (const mode of ALL) if (state.carriers[mode] !== born[mode]) link.set(mode, state.carriers[mode]);
  if (state.guide) {
    link.set("guide", state.guide.guide.name);
    if (state.guide.step) link.set("step", state.guide.step.id);
  }
  const hash = link.toString() ? `#${link}` : "";
  if (hash !== location.hash) history.replaceState(null, "", `${location.pathname}${hash}`);
}
