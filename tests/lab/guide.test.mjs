// Run by test_guide_engine.py; or by hand: node --test tests/lab/guide.test.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(`../../lab/${path}`, import.meta.url), "utf8");
const load = (name) => JSON.parse(read(`guides/${name}.json`));
// As a data: URL it is a module to every Node; a .js file is one only to some.
const { actOf, GuideRun, rightOf, spans } = await import(`data:text/javascript,${encodeURIComponent(read("static/lab/guide.js"))}`);
const MODES = ["session", "jwt", "jwt-refresh"];

/** What the page would report, had each mode answered as the step says. */
const eventsOf = (step) => {
  const { action, as } = step.do;
  const answers = Object.entries(step.expect);
  return answers.length ? answers.map(([mode, answer]) => ({ mode, action, as, ...answer })) : [{ mode: null, action, as }];
};

for (const name of ["sessions", "jwt", "refresh"]) {
  test(`${name}: whoever does each step as it says gets to the end`, () => {
    const guide = load(name);
    const run = new GuideRun(guide);

    for (const step of guide.steps) {
      assert.equal(run.step.id, step.id);
      if (run.needsPrediction) run.predict(rightOf(step));
      const said = eventsOf(step).map((event) => run.saw(event));
      assert.equal(said.pop(), "advanced");
      assert.ok(said.every((word) => word === "counted"));
      assert.equal(run.last.step.id, step.id);
    }

    const asked = guide.steps.filter((step) => step.predict).length;
    assert.deepEqual([run.done, run.step, run.score], [true, null, { right: asked, asked }]);
  });
}

const refused = (mode) => ({ mode, action: "me", status: 401, code: "not_authenticated" });

test("what happens before the prediction does not count", () => {
  const run = new GuideRun(load("sessions"));

  assert.equal(run.needsPrediction, true);
  assert.deepEqual(MODES.map((mode) => run.saw(refused(mode))), ["early", "early", "early"]);
  assert.equal(run.index, 0);
});

test("a prediction is one of the choices, and the first one counts", () => {
  const run = new GuideRun(load("sessions"));

  assert.equal(run.predict(418), null);
  assert.equal(run.predict(403), 403);
  assert.equal(run.predict(401), 403);
  MODES.forEach((mode) => run.saw(refused(mode)));
  assert.deepEqual([run.last.prediction, run.last.right, run.score], [403, false, { right: 0, asked: 1 }]);
});

test("columns that act alone are counted one by one, in any order", () => {
  const run = new GuideRun(load("sessions"));
  run.predict(401);

  assert.deepEqual(run.modes, MODES);
  assert.equal(run.saw(refused("jwt")), "counted");
  assert.equal(run.saw(refused("jwt")), "counted");
  assert.deepEqual(run.modes, ["session", "jwt-refresh"]);
  assert.equal(run.saw(refused("session")), "counted");
  assert.equal(run.saw(refused("jwt-refresh")), "advanced");
});

test("another answer than expected is told, and put right by the next one", () => {
  const run = new GuideRun(load("sessions"));
  run.predict(401);

  assert.equal(run.saw({ mode: "jwt", action: "me", status: 200 }), "unexpected");
  assert.equal(run.off.expected.code, "not_authenticated");
  assert.equal(run.saw({ mode: "jwt", action: "me", status: 401, code: "token_expired" }), "unexpected");
  assert.equal(run.off.code, "token_expired");
  assert.equal(run.saw(refused("jwt")), "counted");
  assert.equal(run.off, null);
});

test("other actions, other people and other modes are none of a step's business", () => {
  const run = new GuideRun(load("sessions"), { at: "new-id" });
  run.predict(200);

  assert.equal(run.saw({ mode: "session", action: "me", status: 200 }), "other");
  assert.equal(run.saw({ mode: "session", action: "login", as: "bob", status: 200 }), "other");
  assert.equal(run.saw({ mode: "jwt", action: "login", as: "alice", status: 200 }), "other");
  assert.equal(run.saw({ mode: "session", action: "login", as: "alice", status: 200 }), "advanced");
});

test("an action that asks no mode ends its step by happening", () => {
  const run = new GuideRun(load("jwt"), { at: "stolen" });

  assert.equal(run.saw({ action: "steal" }), "advanced");
  assert.equal(run.step.id, "signed-out");
});

test("hints come one at a time, and end", () => {
  const run = new GuideRun(load("sessions"));
  const hints = run.step.hints;

  assert.deepEqual([run.hint(), run.hint(), run.hint()], [...hints, null]);
  assert.deepEqual(run.hints, hints);
});

test("a link into the middle starts there; one into nowhere starts at the beginning", () => {
  const guide = load("refresh");

  assert.equal(new GuideRun(guide, { at: "reused" }).step.id, "reused");
  assert.equal(new GuideRun(guide, { at: "nowhere" }).index, 0);
  assert.equal(new GuideRun(guide).startedLate, false);
});

test("whoever starts in the middle can catch up, and nothing of that counts", async () => {
  const run = new GuideRun(load("refresh"), { at: "again" });
  const done = [];

  assert.equal(run.startedLate, true);
  await run.catchUp(async (act) => {
    done.push(act);
    assert.equal(run.saw({ mode: "session", action: "login", as: "alice", status: 200 }), "other");
  });
  assert.deepEqual([run.startedLate, run.step.id, run.modes], [false, "again", MODES]);
  assert.deepEqual(done, run.guide.steps.slice(0, 9).map(actOf));
  assert.deepEqual(done[0], { action: "login", as: "alice", modes: MODES });
  assert.equal(run.saw({ mode: "session", action: "login", as: "alice", status: 200 }), "counted");
});

test("catching up that fails leaves the guide listening, and offers it again", async () => {
  const run = new GuideRun(load("refresh"), { at: "again" });

  await assert.rejects(run.catchUp(() => Promise.reject(new Error("the server is gone"))));
  assert.equal(run.startedLate, true);
  assert.equal(run.saw({ mode: "jwt", action: "login", as: "alice", status: 200 }), "counted");
});

test("a skipped step is no right answer, and the end is the end", () => {
  const guide = load("sessions");
  const run = new GuideRun(guide, { at: guide.steps.at(-1).id });

  run.predict("nobody");
  run.skip();
  run.skip();
  assert.deepEqual([run.last.prediction, run.last.right, run.score], ["nobody", false, { right: 0, asked: 0 }]);
  assert.deepEqual([run.done, run.last.skipped, run.modes, run.hint(), run.saw({ action: "me" })], [true, true, [], null, "other"]);
  run.restart();
  assert.deepEqual([run.index, run.last, run.score.asked], [0, null, 0]);
});

test("text between backticks is code", () => {
  assert.deepEqual(spans("Call `me` now"), [["Call ", false], ["me", true], [" now", false]]);
  assert.deepEqual(spans("`me`"), [["me", true]]);
});
