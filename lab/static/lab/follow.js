/* This page in a room: it tells the trainer where its guide is, goes where the trainer goes, and waits where it is held. */

import { catchUp, openGuide } from "./guidepanel.js";
import { ask, kept, poll } from "./room/api.js";
import { state, update } from "./state.js";

let told = ""; // what the room was told last
let followed = ""; // the step that this page went to last

const whereabouts = ({ guide, index, results, off }) => ({
  guide: guide.name, step: index, stuck: Boolean(off),
  solved: results.filter((result) => !result.skipped && Object.keys(result.seen).length).length,
});

async function tell(who) {
  if (!state.guide) return;
  const news = JSON.stringify(whereabouts(state.guide));
  if (news === told) return;
  told = news;
  await ask(`${who.code}/progress`, { who, body: JSON.parse(news) });
}

/** Go to the trainer's step, by doing what leads there; who is there already, or further, stays. */
async function go(room) {
  const there = `${room.guide} ${room.step}`;
  if (!room.follow || !room.started || there === followed || state.busy) return;
  followed = there;
  const { guide } = state;
  if (guide?.guide.name === room.guide && guide.index >= room.step) return;
  await openGuide(room.guide, room.id);
  await catchUp();
}

export function follow() {
  const who = kept("participant");
  if (!who) return;
  const lost = () => {};
  const seen = async (room) => {
    update(() => (state.room = { code: room.code, name: room.you.name, guide: room.guide, step: room.step, locked: room.locked }));
    await go(room).then(() => tell(who)).catch(lost);
  };
  poll(who, { seen, lost, over: () => update(() => (state.room = null)) }, 2000);
}
