"""The three-question survey: sprints per second, as a ratio to ``json.loads`` of a 1.1 kB document in the same run.

A sprint = from a customer's message to the next wait for the customer, its ``Sent`` events included; four a conversation.
Run: ``python tests/benchmarks/bench_survey.py``. Best of several rounds of CPU time, one thread.
"""

from __future__ import annotations

import json
import time
from functools import partial
from typing import TYPE_CHECKING

from flow_notations import library
from flow_notations.effects import Send
from flow_notations.events import Began, Heard, Message, Sent
from flow_notations.machine import Program, State, decode, encode, step

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 7
CONVERSATIONS = 300
ANSWERS = ("Yeah I do", "I am 34", "Blue")
BAR_IN_PROCESS, BAR_PERSISTED = 0.24, 0.14

FLOW = """
flow survey_bench

anywhere on invalid, timeout, failed, window_closed -> bye

send hello
  | Hello and welcome to our survey.
  -> likes

collect likes as likes: yes_no
  | Do you like colours?
  -> age

collect age as age: integer 1 to 120
  | How old are you?
  -> colour

collect colour as colour: text
  | What is your favourite colour?
  -> thanks

send thanks
  | Thank you: {upper(colour)}, at {age + 1} next year, {plural(age, one: "a year", other: "years")}.
  -> bye

end bye
"""


def conversation(program: Program, reload: Callable[[State], State]) -> int:
    """One survey from the first message to the end; the number of nodes entered."""
    seq = 1
    taken = step(
        program, None, Began(id="0", seq=1, at=0, interaction="i", first=Message(id="m", at=0, kind="text", text="hi"))
    )
    for turn, answer in enumerate((None, *ANSWERS)):
        if answer is not None:
            seq += 1
            at = turn * 60_000
            heard = Heard(id=str(seq), seq=seq, at=at, message=Message(id=str(seq), at=at, kind="text", text=answer))
            taken = step(program, reload(taken.state), heard)
        while sends := [effect for effect in taken.effects if type(effect) is Send]:
            seq += 1
            taken = step(program, taken.state, Sent(id=str(seq), seq=seq, at=turn * 60_000, ref=sends[-1].ref))
    assert taken.state.outcome == "bye", taken.state
    return sum(taken.state.visits.values())


def best(work: Callable[[], object]) -> float:
    """Least CPU seconds of several rounds."""
    spent = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        work()
        spent.append(time.process_time() - begin)
    return min(spent)


def repeat(work: Callable[[], object], times: int) -> None:
    """Do it so often and keep nothing: kept results would make the garbage collector part of the measure."""
    for _ in range(times):
        work()


def main() -> None:
    """Print the figures."""
    found = library.read_text(FLOW)
    program = found.program("survey_bench")
    document = json.dumps(
        {"items": [{"id": number, "name": f"item {number}", "price": 9.99, "tags": ["a", "b"]} for number in range(16)]}
    )
    count = 20_000
    loads = count / best(lambda: repeat(lambda: json.loads(document), count))
    print(f"json.loads of {len(document)} bytes: {loads:,.0f}/s")
    for name, reload, bar in (
        ("in process", lambda state: state, BAR_IN_PROCESS),
        ("state as JSON between turns", lambda state: decode(encode(state)), BAR_PERSISTED),
    ):
        play = partial(conversation, program, reload)
        seconds = best(partial(repeat, play, CONVERSATIONS))
        sprints = 4 * CONVERSATIONS / seconds
        nodes = conversation(program, reload) * CONVERSATIONS / seconds
        print(
            f"{name}: {sprints:,.0f} sprints/s = {sprints / loads:.3f} of json.loads (bar {bar}); {nodes:,.0f} nodes/s (bar 25,000)"
        )


if __name__ == "__main__":
    main()
