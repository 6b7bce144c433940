"""Laws of the machine, over any sequence of events: it never raises, never hangs a customer, and replays to the byte."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from flow_notations import events
from flow_notations.effects import Fetch, Offer
from flow_notations.machine import Phase, encode, step
from tests.flow_notations.machine.playing import DAY, MINUTE, Play, bound

EVERYTHING = """
flow everything

anywhere says "menu"                          -> ask
anywhere hears "human"                        -> people
anywhere offers ask "Main menu"               -> ask
anywhere closing 30m                          -> closing
anywhere undelivered                          -> hello
anywhere on failed, window_closed, invalid    -> hello
anywhere on timeout                           -> pause

send hello
  | Hello.
  on failed, window_closed -> bye
  when visits(hello) > 3 -> bye
  -> ask

collect ask as topic: choice
  | What?
  * track  "Track"
  * refund "Refund" -> people
  * call   "Ask inside" -> inside
  * later  "Later" -> later
  * back   "Back" -> back
  keep open
  retry 1
    | Tap one.
  remind 5m
    | Still there?
  timeout 10m
  -> story

collect story as story: text
  | Tell me of it: {topic}.
  gather 1 to 3 quiet 20s until "done"
  private
  -> lookup

http lookup as found
  get shop "/{topic}"
  gives n number?
  on 404 -> people
  when found.n is known -> pause
  -> hello

wait pause
  for 30m
  on message -> ask
  -> ask

call inside as who
  flow inner
  on gone -> return
  -> set_it

set set_it
  contact.first_name = who.name
  -> ask

schedule later
  flow inner
  at now() + 1d
  -> bye

handoff people as case
  queue support
  | A colleague comes.
  timeout 5m
  on released -> ask
  on ended    -> bye
  on no_agent -> hello

send closing
  | I close soon.
  -> return

end bye
"""
INNER = """
flow inner

anywhere says "out" -> gone
anywhere on failed, window_closed, invalid, timeout -> gone

collect name as name: text
  | Name?
  * none "Nobody" -> gone
  -> done

end done
  give name = name

end gone
"""
PROGRAM = bound(EVERYTHING, INNER)["everything"]
MOST_EVENTS = 25
TEXTS = [
    "hi",
    "menu",
    "track",
    "refund",
    "ask inside",
    "later",
    "back",
    "human",
    "done",
    "out",
    "stop",
    "Ana",
    "2",
    "",
    "x" * 200,
    "👍",
]
OPTIONS = ["track", "refund", "call", "later", "back", "none", "ask", "+more", "nonsense"]

EVENT = some.one_of(
    some.tuples(some.just("hear"), some.sampled_from(TEXTS), some.sampled_from(["text", "image", "reaction"])),
    some.tuples(some.just("tap"), some.sampled_from(OPTIONS), some.integers(0, 9)),
    some.tuples(some.just("accept"), some.just(0), some.just(0)),
    some.tuples(
        some.just("refuse"), some.sampled_from(["window_closed", "refused", "undelivered"]), some.integers(0, 9)
    ),
    some.tuples(some.just("wait"), some.sampled_from([1_000, MINUTE, 20 * MINUTE, DAY]), some.booleans()),
    some.tuples(
        some.just("fetch"), some.sampled_from([200, 404, 500, None]), some.sampled_from([{"n": 1}, {}, "text"])
    ),
    some.tuples(some.just("release"), some.sampled_from(["released", "ended", "no_agent"]), some.just(0)),
    some.tuples(
        some.just("strange"),
        some.sampled_from(["Taken", "Closing", "Progressed", "Began", "Fired", "Ended"]),
        some.just(0),
    ),
)


def happen(play: Play, what: tuple[str, Any, Any]) -> None:
    """One thing."""
    match what:
        case ("hear", text, kind):
            play.hear(text, kind=kind, accept=False)
        case ("tap", option, which):
            of = play.sends[which % len(play.sends)].ref if play.sends else "i1/9/9"
            play.tap(option, of=of, accept=False)
        case ("accept", _, _):
            play.accept()
        case ("refuse", reason, which):
            ref = play.sends[which % len(play.sends)].ref if play.sends else "i1/9/9"
            play.do(events.Unsent, ref=ref, reason=reason)
        case ("wait", milliseconds, accept):
            play.wait(milliseconds, accept=accept)
        case ("fetch", status, body) if play.asked_for(Fetch):
            play.fetched(status, body)
        case ("release", outcome, _) if play.asked_for(Offer):
            play.released(outcome)
        case ("strange", name, _):
            kind = getattr(events, name)
            more: dict[str, dict[str, Any]] = {
                "Taken": {"by": "Eva"}, "Closing": {"what": "interaction", "closes_at": 1}, "Progressed": {"ref": "r", "status": "read"},
                "Began": {"interaction": "i2"}, "Fired": {"timer": "77.timeout"}, "Ended": {"reason": "expired"},
            }  # fmt: skip
            play.do(kind, **more[name])
        case _:
            pass


def assert_someone_is_next(play: Play) -> None:
    """It has ended, people hold it, it listens with a timeout, or it waits with a deadline or for a send that is owed an answer."""
    now = play.now
    timers = {name for name in now.timers if name.startswith(f"{now.wait}.")}
    match now.phase:
        case Phase.ENDED:
            assert not now.timers
        case Phase.LISTENING:
            assert f"{now.wait}.timeout" in timers
        case Phase.WAITING:
            owed = now.memory.get("ref") in {send.ref for send in play.sends}
            assert timers or owed, (now.node, now.timers)
        case phase:
            assert phase is Phase.HELD


@settings(
    max_examples=120, deadline=None, derandomize=False, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
@given(first=some.sampled_from([None, *TEXTS]), happenings=some.lists(EVENT, max_size=MOST_EVENTS))
def test_whatever_happens_somebody_is_next(first: str | None, happenings: list[tuple[str, Any, Any]]) -> None:
    """Any customer, any world: no error, always a way on; stored between all turns, and replayed to the byte."""
    play = Play(PROGRAM).begin(first, accept=False)
    assert_someone_is_next(play)
    for what in happenings:
        happen(play, what)
        assert_someone_is_next(play)

    state = None
    for event, taken in zip(play.events, play.steps, strict=True):
        again = step(PROGRAM, state, event)
        state = again.state
        assert (encode(taken.state), taken.effects, taken.explanation) == (
            encode(state),
            again.effects,
            again.explanation,
        )
