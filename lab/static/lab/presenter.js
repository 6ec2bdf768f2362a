/* For a projector: large type, and of the columns one band at a time, or one column whole. */

import { state, update } from "./state.js";
import { Button, html } from "./ui.js";

export const BANDS = { holds: "The client holds", wire: "On the wire", remembers: "The server remembers", thief: "A thief could", "": "All four" };

export const togglePresenter = () => update(() => (state.presenter = !state.presenter));

const choose = (band) => update(() => Object.assign(state, { band, spotlight: 0 }));
export const nextBand = () => state.presenter && choose(Object.keys(BANDS)[(Object.keys(BANDS).indexOf(state.band) + 1) % Object.keys(BANDS).length]);

/** What of the columns is shown, as classes. */
export const shownBand = () => (!state.presenter ? "" : state.spotlight ? " alone" : state.band ? ` only only-${state.band}` : "");

export const Bands = () => state.presenter && html`<div class="bands" role="group" aria-label="what is shown of each column">${Object.entries(BANDS).map(([band, title]) => html`<${Button} on=${state.band === band && !state.spotlight} press=${() => choose(band)}>${title}<//>`)}</div>`;
