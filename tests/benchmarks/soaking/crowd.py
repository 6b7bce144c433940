"""Hundreds of customers: who writes what, and when. They see their phones and nothing else; all of it hangs on the seed.

A customer has one thing in mind at a time: to answer what the phone shows, or to come back some time later.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Final

from .scene import NUMBERS

if TYPE_CHECKING:
    from channel_adapter.emulator import Cloud
    from channel_adapter.emulator.world import Message

    from .account import Account

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE

WORDS: Final = (
    "hello", "hi", "AB-1234", "ST-4321", "AB12345678", "yes", "no", "7", "seven", "0", "42", "done", "agent", "menu",
    "track", "what?", "Blue 💙", "I do not know", "size", "stock", "thanks", "two", "3", "word " * 40,
)  # fmt: skip
FITTING: Final = (
    ("order number", ("AB-1234", "ab-777 1", "ST-4321")),
    ("ten letters", ("AB12345678", "ab 1234 5678")),
    ("1 to 60", ("7", "sixty", "12", "61")),
    ("0 (never)", ("0", "10", "eight")),
    ("*done* ends", ("one thing", "and another", "done")),
    ("yes or a no", ("yes", "no", "Yeah I do")),
)
"""What the question says, and answers that suit it."""


@dataclass(slots=True)
class Person:
    """One customer at one number. ``due``: when they act next; older entries of the queue are stale."""

    number: str
    phone: str
    chance: random.Random
    due: int = 0
    answers: bool = False
    latest: list[str] = field(default_factory=list)


class Crowd:
    """Everybody, and a queue of who acts next."""

    def __init__(self, clouds: dict[str, Cloud], account: Account, seed: int, *, each: int, now: int) -> None:
        """``each``: customers of every number."""
        self._clouds, self._account = clouds, account
        self._queue: list[tuple[int, str, str]] = []
        self.people: dict[tuple[str, str], Person] = {}
        for number in NUMBERS:
            for place in range(each):
                phone = f"1555{number}{place:04}"
                clouds[number].customer(phone, "Ada", receipts=place % 3 > 0)
                person = Person(number, phone, random.Random(f"{seed}/{number}/{place}"))
                self.people[number, phone] = person
                self._plan(person, now + person.chance.randrange(10 * MINUTE), answers=False)

    def showed(self, number: str, phone: str, message: Message) -> None:
        """A message of ours is on a phone: most answer it, some soon, some much later, some never."""
        person = self.people[number, phone]
        if person.answers:
            return
        dice = person.chance.random()
        if dice < 0.80:
            self._plan(person, message.at + int(person.chance.expovariate(1 / (25 * SECOND))), answers=True)
        elif dice < 0.88:
            self._plan(person, message.at + person.chance.randrange(10 * MINUTE, 3 * HOUR), answers=True)
        elif dice < 0.89:
            self._plan(person, message.at + person.chance.randrange(20 * HOUR, 40 * HOUR), answers=True)

    def act(self, now: int) -> None:
        """Everybody whose moment has come does what they have in mind."""
        while self._queue and self._queue[0][0] <= now:
            at, number, phone = heappop(self._queue)
            person = self.people[number, phone]
            if person.due == at:
                self._act(person, at)
                self._plan(person, at + MINUTE + int(person.chance.expovariate(1 / HOUR)), answers=False)

    def _plan(self, person: Person, at: int, *, answers: bool) -> None:
        person.due, person.answers = at, answers
        heappush(self._queue, (at, person.number, person.phone))

    def _act(self, person: Person, at: int) -> None:
        dice = person.chance.random()
        for _ in range(1 if dice < 0.93 else person.chance.randrange(2, 5)):
            self._write(person, at)
            at += person.chance.randrange(3 * SECOND)

    def _write(self, person: Person, at: int) -> None:
        cloud = self._clouds[person.number]
        thread = cloud.world.threads.get((person.number, person.phone))
        shown = (
            [each for each in thread.messages[-8:] if each.author == "business" and not each.hidden] if thread else []
        )
        dice, chance = person.chance.random(), person.chance
        menus = [each for each in shown if each.options]
        if menus and menus[-1] is shown[-1] and dice < 0.75:
            identity = self._tap(cloud, person, menus[-1], at)
        elif menus and dice < 0.05:
            identity = self._tap(cloud, person, menus[0], at)
        elif dice > 0.985:
            identity = cloud.sends_media(person.phone, "image", b"x", at=at)
        elif dice > 0.98:
            identity = cloud.sends_location(person.phone, 40.4, -3.7, at=at)
        elif dice > 0.975 and shown:
            cloud.reacts(person.phone, shown[-1].id, "👍", at=at)
            self._account.counts["reactions"] += 1
            return
        else:
            identity = cloud.says(person.phone, _words(chance, shown[-1] if shown else None), at=at)
        self._account.wrote(identity, f"{person.number}/{person.phone}", at)

    def _tap(self, cloud: Cloud, person: Person, menu: Message, at: int) -> str:
        option = person.chance.choice(menu.options)
        return cloud.taps(person.phone, option.id, at=at, message_id=menu.id)


def _words(chance: random.Random, question: Message | None) -> str:
    """Four times of five something that suits the question."""
    if question is not None and question.options and chance.random() < 0.7:
        return chance.choice(question.options).label
    said = str(question.content) if question is not None else ""
    for sign, answers in FITTING:
        if sign in said and chance.random() < 0.8:
            return chance.choice(answers)
    return chance.choice(WORDS)
