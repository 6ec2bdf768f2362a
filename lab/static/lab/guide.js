/* A guide being played. It draws nothing and sends nothing: the page tells it what really happened (`saw`) and shows
   what it says. A step ends when each mode that it speaks of has answered as it says; where it asks for a prediction,
   what happened before that was given does not count.

     const run = new GuideRun(guide, { at: "expired" });
     run.step             the step to do now: { id, part, slide, say, do, predict?, expect, … }; null at the end
     run.needsPrediction  ask run.step.predict.question, offer run.step.predict.choices, then run.predict(choice)
     run.modes            the modes that still have to answer (none where the action asks no mode)
     run.saw(event)       { mode, action, status, code, as?, clock? } -> "advanced", "counted", "unexpected", "early", "other"
     run.off              the last event that was not as it should be, with `expected`; null when all is well
     run.hint()           the next hint, or null; run.hints has those shown so far
     run.last             the step that has just ended: { step, prediction, right, seen, skipped }; show reveal, explain
     run.score            { right, asked }; run.done, run.index, run.total
     run.startedLate      it began in the middle, and what the earlier steps do has not been done:
     run.catchUp(act)     does it, by act({ action, modes, as?, … }), without counting what happens meanwhile
*/

/** Text between backticks is code: [["Call ", false], ["me", true], …]. */
export const spans = (text) => text.split("`").map((piece, n) => [piece, n % 2 === 1]).filter(([piece]) => piece);

/** What a step asks to be done, and the modes that have to act in it. */
export const actOf = (step) => ({ ...step.do, modes: Object.keys(step.expect) });

/** The choice that what was answered makes right; never written down, always read off (lab/guides/predictions.py). */
export function rightOf({ predict, expect }) {
  const { kind = "status", mode, field, choices } = predict;
  if (kind === "long") return expect[mode].body[field];
  if (kind === "wins") return expect[mode].status < 400 ? "thief" : expect[mode].code === "refresh_reused" ? "nobody" : "owner";
  if (kind !== "who") return expect[mode].status;
  const within = Object.keys(expect).filter((name) => expect[name].status < 400);
  return choices.find((choice) => (choice === "nobody" ? !within.length : choice.split("+").sort().join() === within.sort().join()));
}

export class GuideRun {
  #deaf = false;

  constructor(guide, { at = null } = {}) {
    this.guide = guide;
    this.total = guide.steps.length;
    this.restart(at);
  }

  /** From the beginning, or from the step of this id; one that there isn't means the beginning. */
  restart(at = null) {
    const found = this.guide.steps.findIndex((step) => step.id === at);
    this.results = [];
    this.caughtUp = false;
    this.#enter(Math.max(found, 0));
  }

  /** How far it is, as JSON, and from that again: for a reload. */
  get progress() {
    const { index, prediction, seen, hints, caughtUp } = this;
    return { name: this.guide.name, index, prediction, seen, hints, caughtUp, results: this.results.map(({ step, ...rest }) => ({ id: step.id, ...rest })) };
  }

  static from(guide, { index, prediction, seen, hints, caughtUp, results }) {
    const run = new GuideRun(guide);
    Object.assign(run, { index, prediction, seen, hints, caughtUp });
    run.results = results.map(({ id, ...rest }) => ({ step: guide.steps.find((step) => step.id === id), ...rest }));
    return run;
  }

  #enter(index) {
    this.index = index;
    this.prediction = null;
    this.seen = {};
    this.off = null;
    this.hints = [];
  }

  get step() {
    return this.guide.steps[this.index] ?? null;
  }

  get done() {
    return this.index >= this.total;
  }

  get last() {
    return this.results.at(-1) ?? null;
  }

  get score() {
    const asked = this.results.filter((result) => result.prediction !== null && !result.skipped);
    return { right: asked.filter((result) => result.right).length, asked: asked.length };
  }

  get needsPrediction() {
    return Boolean(this.step?.predict) && this.prediction === null;
  }

  get modes() {
    return this.done ? [] : Object.keys(this.step.expect).filter((mode) => !(mode in this.seen));
  }

  get startedLate() {
    return !this.done && this.index > 0 && !this.results.length && !this.caughtUp;
  }

  async catchUp(act) {
    this.#deaf = true;
    try {
      for (const step of this.guide.steps.slice(0, this.index)) await act(actOf(step));
      this.caughtUp = true;
    } finally {
      this.#deaf = false;
    }
  }

  /** The learner's guess, one of the choices. The first one counts. */
  predict(choice) {
    if (this.needsPrediction && this.step.predict.choices.includes(choice)) this.prediction = choice;
    return this.prediction;
  }

  hint() {
    const next = this.step?.hints[this.hints.length] ?? null;
    if (next !== null) this.hints.push(next);
    return next;
  }

  /** Go on without having seen it: for a room that has no time, or a server that is set up otherwise. */
  skip() {
    if (!this.done) this.#end(true);
  }

  saw(event) {
    const { step } = this;
    if (this.#deaf || !step || event.action !== step.do.action || (step.do.as && event.as && event.as !== step.do.as)) return "other";
    const asked = Object.keys(step.expect);
    if (asked.length && !asked.includes(event.mode)) return "other";
    if (this.needsPrediction) return "early";
    if (!asked.length) return this.#end(false);
    const expected = step.expect[event.mode];
    if (event.status !== expected.status || (expected.code && event.code !== expected.code)) {
      this.off = { ...event, expected };
      delete this.seen[event.mode];
      return "unexpected";
    }
    if (this.off?.mode === event.mode) this.off = null;
    this.seen[event.mode] = event;
    return this.modes.length ? "counted" : this.#end(false);
  }

  #end(skipped) {
    const { step, prediction, seen } = this;
    const answer = step.predict ? rightOf(step) : null;
    this.results.push({ step, prediction, right: !skipped && prediction !== null && prediction === answer, seen, skipped });
    this.#enter(this.index + 1);
    return "advanced";
  }
}
