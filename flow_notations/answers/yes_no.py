"""Whether a customer says yes or no.

Flows in: one message and a language. Flows out: ``Understood(True | False)``; both at once is ``Ambiguous``; doubt ("not sure",
"yes and no") and anything else is ``NotUnderstood``. The rule: the whole message is a known phrase; else each clause is read
for the longest known phrases; the first clause that speaks decides, unless another one opens with the contrary.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, assert_never

from .answer import Ambiguous, Answer, NotUnderstood, Understood
from .fold import fold
from .languages import LANGUAGES_KEPT_MAX, words_of
from .phrases import longest_phrases, words_in

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT_CLAUSE_WORDS_MAX = 5
"""In a clause this short a yes or no counts wherever it stands ("I said yes already"); in a longer one only at its start."""

PHRASE_WORDS_MAX = 6
"""The longest phrase looked for."""

_Verdict: TypeAlias = Literal["yes", "no", "doubt"]
_Kind: TypeAlias = Literal["yes", "no", "doubt", "yes alone", "not", "filler"]
_CLAUSE = re.compile(r"[.,;:!?…\n،؛؟।]+")


def understand_yes_no(text: str, language: str = "en") -> Answer:
    """``True``, ``False``, or why neither; English "yes" and "no" as a whole message count in every language."""
    key = fold(text, language)
    kind = _phrases(language).get(key) or _phrases("en").get(key)
    verdict = _counted(kind, covered=True, short=True) if kind else None
    if verdict is not None:
        return _answer(verdict, key, exact=True)
    clauses = _CLAUSE.split(text)
    return _from_clauses([fold(clause, language) for clause in clauses] if len(clauses) > 1 else [key], language)


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
    covered = sum(end - start for start, end, _ in found) == len(words)
    lead, hits = 0, []
    for start, end, kind in found:
        verdict = _counted(kind, covered=covered, short=len(words) - lead <= SHORT_CLAUSE_WORDS_MAX)
        if verdict is not None:
            hits.append((" ".join(words[start:end]), verdict, start))
        elif kind == "filler" and not hits and start == lead:
            lead = end
    opens = bool(hits) and hits[0][2] == lead
    if decided:
        hits = hits[:1] if opens else []
    elif not opens and len(words) - lead > SHORT_CLAUSE_WORDS_MAX:
        hits = [hit for hit in hits if hit[1] == "doubt"]
    return [(phrase, verdict) for phrase, verdict, _ in hits]


def _counted(kind: _Kind, *, covered: bool, short: bool) -> _Verdict | None:
    """What a phrase says here: ``covered`` when known phrases make up the clause, ``short`` when it has few words."""
    match kind:
        case "filler":
            return None
        case "yes alone":
            return "yes" if covered else None
        case "not":
            return "no" if short else None
        case "yes" | "no" | "doubt":
            return kind
    assert_never(kind)


def _answer(verdict: _Verdict, phrase: str, *, exact: bool) -> Answer:
    if verdict == "doubt":
        return NotUnderstood(f"'{phrase}' is neither yes nor no")
    return Understood(verdict == "yes", f"'{phrase}' says {verdict}", exact)


@lru_cache(maxsize=LANGUAGES_KEPT_MAX)
def _phrases(language: str) -> Mapping[str, _Kind]:
    """Folded phrase → what it says; doubt beats a plain word, a plain word beats a filler."""
    words = words_of(language)
    table: dict[str, _Kind] = {}
    rows: tuple[tuple[tuple[str, ...], _Kind], ...] = (
        (words.fillers, "filler"),
        (words.yes_alone, "yes alone"),
        (words.yes, "yes"),
        (words.not_words, "not"),
        (words.no, "no"),
        (words.unsure, "doubt"),
    )
    for phrases, kind in rows:
        table |= dict.fromkeys((_joined(phrase, language) for phrase in phrases), kind)
    return table


def _joined(phrase: str, language: str) -> str:
    """The phrase as the tokens of a message would be joined."""
    return " ".join(words_in(fold(phrase, language)))
