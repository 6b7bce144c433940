"""Whether a customer says yes or no.

Flows in: one message and a language. Flows out: ``Understood(True | False)``; both at once is ``Ambiguous``; doubt ("not sure",
"yes and no") and anything else is ``NotUnderstood``. The rule: the whole message is a known phrase; else each clause is read
for the longest known phrases; the first clause that speaks decides, unless another one opens with the contrary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, TypeAlias

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of
from .languages.english import ENGLISH
from .phrases import longest_phrases, words_in

SHORT_CLAUSE_WORDS_MAX = 5
"""In a clause this short a yes or no counts wherever it stands ("I said yes already"); in a longer one only at its start."""

PHRASE_WORDS_MAX = 6
"""The longest phrase looked for."""

_Verdict: TypeAlias = Literal["yes", "no", "doubt", "filler"]
_CLAUSE = re.compile(r"[.,;:!?…\n،؛؟।]+")


def understand_yes_no(text: str, language: str = "en") -> Answer:
    """``True``, ``False``, or why neither; English "yes" and "no" as a whole message count in every language."""
    key = fold(text, language)
    verdict = _phrases(language).get(key) or _english().get(key)
    if verdict is not None and verdict != "filler":
        return _answer(verdict, key, exact=True)
    return _from_clauses([fold(clause, language) for clause in _CLAUSE.split(text)], language)


def _from_clauses(clauses: list[str], language: str) -> Answer:
    """Read every clause; one polarity is an answer, two are not."""
    found: dict[_Verdict, str] = {}
    for clause in clauses:
        words = words_in(clause)
        for phrase, verdict in _spoken(words, language, decided=bool(found)):
            found.setdefault(verdict, phrase)
    if "doubt" in found:
        return NotUnderstood(f"'{found['doubt']}' is neither yes nor no")
    match [*found.items()]:
        case []:
            return NotUnderstood("neither yes nor no in the message")
        case [(verdict, phrase)]:
            return _answer(verdict, phrase, exact=False)
        case both:
            return Ambiguous(("yes", "no"), " and ".join(f"'{phrase}'" for _, phrase in both))


def _spoken(words: list[str], language: str, *, decided: bool) -> list[tuple[str, _Verdict]]:
    """The phrases of a clause that count: those at its start, and all of a short or opening clause that has one there."""
    found = list(longest_phrases(words, _phrases(language), PHRASE_WORDS_MAX))
    lead = 0
    while found and found[0][0] == lead and found[0][2] == "filler":
        lead = found.pop(0)[1]
    hits = [(" ".join(words[start:end]), verdict, start) for start, end, verdict in found if verdict != "filler"]
    opens = bool(hits) and hits[0][2] == lead
    if decided:
        hits = hits[:1] if opens else []
    elif not opens and len(words) - lead > SHORT_CLAUSE_WORDS_MAX:
        hits = [hit for hit in hits if hit[1] == "doubt"]
    return [(phrase, verdict) for phrase, verdict, _ in hits]


def _answer(verdict: _Verdict, phrase: str, *, exact: bool) -> Answer:
    if verdict == "doubt":
        return NotUnderstood(f"'{phrase}' is neither yes nor no")
    return Understood(verdict == "yes", f"'{phrase}' says {verdict}", exact)


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def _phrases(language: str) -> Mapping[str, _Verdict]:
    """Folded phrase → what it says; doubt beats a plain word, a plain word beats a filler."""
    words = words_of(language)
    table: dict[str, _Verdict] = {}
    rows: tuple[tuple[tuple[str, ...], _Verdict], ...] = (
        (words.fillers, "filler"),
        (words.yes, "yes"),
        (words.no, "no"),
        (words.unsure, "doubt"),
    )
    for phrases, verdict in rows:
        table |= dict.fromkeys((_joined(phrase, language) for phrase in phrases), verdict)
    return table


@lru_cache(maxsize=1)
def _english() -> Mapping[str, _Verdict]:
    return _phrases(ENGLISH.code)


def _joined(phrase: str, language: str) -> str:
    """The phrase as the tokens of a message would be joined."""
    return " ".join(words_in(fold(phrase, language)))
