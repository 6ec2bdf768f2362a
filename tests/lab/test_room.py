"""The room, as a class uses it and as one attacks it: over HTTP, its store a real Redis."""

import csv
import io
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django_redis import get_redis_connection

from lab.guides import load
from lab.recording.costs import counted
from lab.room import store
from lab.room.measure import answers_to
from lab.trainer.key import forget, make

pytestmark = pytest.mark.django_db
GUIDE = load("jwt")
EXPIRED = next(n for n, step in enumerate(GUIDE["steps"]) if step["id"] == "expired")


class Caller:
    """A page in the room: a trainer's, a participant's, or somebody's with a secret of their own making."""

    def __init__(self, http, code, secret):
        self.http, self.code, self.secret = http, code, secret

    def post(self, path, **body):
        return self.http.post(
            f"/room/{self.code}/{path}", json=body, headers={"X-Lab-Room": f"{self.code}.{self.secret}"}
        )

    def get(self, path):
        return self.http.get(f"/room/{self.code}/{path}", headers={"X-Lab-Room": f"{self.code}.{self.secret}"})

    def state(self):
        return self.get("state").json()

    def act(self, act, **more):
        return self.post("act", act=act, **more)

    def vote(self, choice):
        return self.post("vote", question=self.state()["open"], choice=choice)


@pytest.fixture
def trainer(open_browser):
    http = open_browser()
    opened = http.post("/room/open", json={"guide": "jwt"}).json()
    return Caller(http, opened["code"], opened["key"])


@pytest.fixture
def join(open_browser, trainer):
    def joined(name, address="127.0.0.1"):
        http = open_browser(address)
        answer = http.post(f"/room/{trainer.code}/join", json={"name": name})
        assert answer.status_code == 201, answer.text
        return Caller(http, trainer.code, answer.json()["token"])

    return joined


# -- as a class uses it
def test_a_step_is_predicted_voted_again_and_revealed_against_what_the_server_answers(trainer, join):
    otter, heron = join("otter"), join("heron")
    trainer.act("show", step=EXPIRED)
    otter.vote(200), heron.vote(200)
    trainer.act("again")
    otter.vote(401), heron.vote(200)

    revealed = trainer.act("reveal").json()

    assert (revealed["votes"], revealed["earlier"]) == ({"401": 1, "200": 1}, {"200": 2})
    answers = {answer["mode"]: (answer["status"], answer["code"]) for answer in revealed["revealed"]["answers"]}
    expected = GUIDE["steps"][EXPIRED]["expect"]
    assert answers == {mode: (seen["status"], seen.get("code", "")) for mode, seen in expected.items()}
    assert otter.state()["revealed"]["right"] == "401"


def test_nobody_sees_how_the_votes_stand_before_the_trainer_shows_it(trainer, join):
    otter = join("otter")
    trainer.act("show", step=EXPIRED)
    otter.vote(401)

    before = trainer.state()
    shown = trainer.act("votes").json()

    assert (before["votes"], before["voted"], shown["votes"]) == (None, 1, {"401": 1})
    assert {"votes", "people"} & otter.state().keys() == set()


def test_the_strip_says_where_everybody_is(trainer, join):
    otter = join("otter")
    otter.post("progress", guide="sessions", step=3, solved=2)
    otter.post("progress", stuck=True)

    [seen] = trainer.state()["people"]

    assert (seen["name"], seen["guide"], seen["step"], seen["solved"]) == ("otter", "sessions", 3, 2)
    assert time.time() - seen["stuck"] < 60
    otter.post("progress", stuck=False)
    assert trainer.state()["people"][0]["stuck"] is None


def test_a_lesson_leaves_its_votes_beside_what_was_measured(trainer, join):
    eve = join('=HYPERLINK("//x")'), join("a|b <i>")
    trainer.act("show", step=EXPIRED)
    eve[0].vote(401), eve[1].vote(200)
    trainer.act("reveal")

    table = list(csv.reader(io.StringIO(trainer.get("record?as=csv").text)))
    written = trainer.get("record?as=md").text

    assert [[row[0], *row[5:]] for row in table] == [
        ["name", "vote 1", "measured", "right"],
        ['\'=HYPERLINK("//x")', "401", "401", "yes"],
        ["a|b <i>", "200", "401", "no"],
    ]
    assert "| 401: 1; 200: 1 | 401 | 1 of 2 |" in written
    assert "| a\\|b \\<i\\> | 1 | 0 |" in written


# -- as one attacks it
@pytest.mark.parametrize("name", ["", " ", None, 7, ["x"], "x" * 25, "​", "\0", "‮"])
def test_a_name_that_can_not_be_shown_is_refused(trainer, name):
    answer = trainer.http.post(f"/room/{trainer.code}/join", json={"name": name})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_names_are_one_line_and_nobody_has_another_s(trainer, join):
    join("ot\u202eter\n x"), join("otter x"), join("<img src=x>")

    assert [one["name"] for one in trainer.state()["people"]] == ["otter x", "otter x 2", "<img src=x>"]


@pytest.mark.parametrize("secret", ["the participant's own", "", "x", "0" * 4000])
def test_only_the_key_decides(trainer, join, secret):
    otter = join("otter")
    caller = Caller(otter.http, trainer.code, otter.secret if secret.startswith("the") else secret)

    for act in ("show", "votes", "again", "reveal", "follow", "lock", "remove", "close"):
        assert caller.act(act, step=0, who="x").status_code == 403
    assert caller.get("record?as=csv").status_code == 403
    assert trainer.state()["started"] is False


def test_another_room_s_key_opens_nothing_here(trainer):
    other = trainer.http.post("/room/open", json={}).json()

    assert Caller(trainer.http, trainer.code, other["key"]).act("lock").status_code == 403
    headers = {"X-Lab-Room": f"{other['code']}.{other['key']}"}
    assert trainer.http.post(f"/room/{trainer.code}/act", json={"act": "lock"}, headers=headers).status_code == 403


def test_a_vote_counts_once_in_time_and_from_who_is_there(trainer, join):
    otter, heron = join("otter"), join("heron")
    trainer.act("show", step=EXPIRED)
    question = otter.state()["open"]

    twice = [otter.vote(200).status_code, otter.vote(401).status_code]
    bad = [
        heron.post("vote", question=question, choice=choice).status_code for choice in (418, True, None, [401], 401.0)
    ]
    stranger = Caller(otter.http, trainer.code, "x").post("vote", question=question, choice=401).status_code
    [out] = [one["who"] for one in trainer.state()["people"] if one["name"] == "heron"]
    trainer.act("remove", who=out)
    removed = heron.post("vote", question=question, choice=401).status_code
    revealed = trainer.act("reveal").json()
    late = otter.post("vote", question=question, choice=200).status_code

    assert (twice, bad, stranger, removed, late) == ([200, 200], [400] * 5, 403, 403, 409)
    assert (revealed["votes"], trainer.state()["votes"]) == ({"401": 1}, {"401": 1})


def test_a_room_and_an_address_are_full_some_time_and_a_locked_room_takes_nobody(trainer, monkeypatch):
    from lab.room import store as kept

    monkeypatch.setattr(kept, "MOST_PEOPLE", 5)
    monkeypatch.setattr(kept, "MOST_FROM_ONE", 3)
    joined = [kept.join(trainer.code, f"n{n}", address)[0] for n, address in enumerate("aaaabbb")]

    assert joined == [1, 1, 1, 0, 1, 1, 0]
    trainer.act("lock")
    answer = trainer.http.post(f"/room/{trainer.code}/join", json={"name": "late"})
    assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_thousands_of_joins_end_at_the_limit_and_the_class_goes_on(trainer, join):
    otter = join("otter", "198.51.100.1")
    with ThreadPoolExecutor(4) as pool:
        joined = list(pool.map(lambda n: store.join(trainer.code, f"x{n}", f"192.0.2.{n % 250}")[0], range(2_000)))

    assert joined.count(1) == store.MOST_PEOPLE - 1
    refused = trainer.http.post(f"/room/{trainer.code}/join", json={"name": "one more"})
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "throttled", "60")
    trainer.act("show", step=EXPIRED)
    assert otter.vote(401).status_code == 200


def test_of_thirty_votes_and_a_reveal_at_once_those_count_that_were_told_so(trainer, join):
    people = [join(f"n{n}").secret for n in range(30)]
    trainer.act("show", step=EXPIRED)
    question = trainer.state()["open"]

    def voted(secret):
        return store.vote(trainer.code, question, store.digest(secret), "401")

    with ThreadPoolExecutor(8) as pool:
        heard = [pool.submit(voted, secret) for secret in people[:15]]
        heard.append(pool.submit(lambda: store.decide(trainer.code, open="") or 0))
        heard += [pool.submit(voted, secret) for secret in people[15:]]
    counted = sum(each.result() for each in heard)

    assert len(store.votes(trainer.code, question)) == counted
    assert voted(people[0]) == 0


def test_before_a_class_only_the_trainer_s_key_opens_a_room(open_browser):
    key = make()
    try:
        opened = [
            open_browser("192.0.2.7", **headers).post("/room/open", json={}).status_code
            for headers in ({}, {"X-Lab-Trainer": "x"}, {"X-Lab-Trainer": key})
        ]
    finally:
        forget()

    assert opened == [403, 403, 201]


def test_rooms_are_few(trainer):
    opened = [trainer.http.post("/room/open", json={}).status_code for _ in range(store.MOST_ROOMS)]

    assert opened == [201] * (store.MOST_ROOMS - 1) + [429]
    trainer.act("close")
    assert trainer.http.post("/room/open", json={}).status_code == 201


def test_a_closed_room_leaves_nothing(trainer, join):
    otter = join("otter")
    trainer.act("show", step=EXPIRED)
    otter.vote(401)

    trainer.act("close")

    assert get_redis_connection("default").keys("room*") == []
    assert otter.get("state").status_code == 404


def test_no_secret_is_stored_or_shown(trainer, join):
    otter = join("otter")
    redis = get_redis_connection("default")

    kept = b" ".join(redis.dump(key) for key in redis.keys("room*"))
    shown = otter.get("state").text + trainer.get("state").text

    for secret in (trainer.secret, otter.secret):
        assert secret.encode() not in kept
        assert secret not in shown
    assert all(redis.ttl(key) > 0 for key in redis.keys("room:*"))


@pytest.mark.parametrize("code", ["zzzzz", "*", "abcd", "abcde:people", "a" * 500])
def test_what_is_no_room_is_not_found(trainer, code):
    for path in ("state", "qr.svg" if code != "zzzzz" else "state"):
        assert trainer.http.get(f"/room/{code}/{path}", headers={"X-Lab-Room": f"{code}.x"}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        [],
        7,
        "x",
        {"act": []},
        {"act": "show", "step": "1"},
        {"act": "show", "step": -1},
        {"act": "show", "step": 10**9, "guide": "jwt"},
        {"act": "show", "step": 0, "guide": ["jwt"]},
        {"act": "show", "step": True},
    ],
)
def test_what_is_no_act_is_refused(trainer, body):
    headers = {"X-Lab-Room": f"{trainer.code}.{trainer.secret}"}

    assert trainer.http.post(f"/room/{trainer.code}/act", json=body, headers=headers).status_code == 400


def test_what_a_page_asks_each_second_is_three_commands(trainer, join):
    otter = join("otter")
    trainer.act("show", step=EXPIRED)

    with counted() as costs:
        otter.state()

    assert [call.text.split(" ")[0] for call in costs.calls] == ["HGETALL", "HGET", "HGET"]


@pytest.mark.django_db(transaction=True)
def test_a_step_is_measured_with_the_dial_where_the_guide_has_turned_it():
    """In the room's own run alone: everybody else's requests are judged as ever."""
    guide = load("past")
    [ended] = [n for n, step in enumerate(guide["steps"]) if step["id"] == "ended"]

    assert answers_to(guide, ended) == {
        "session": {"status": 401, "code": "session_expired"},
        "jwt": {"status": 401, "code": "token_revoked"},
        "opaque": {"status": 401, "code": "invalid_token"},
    }
