"""Words that mean two things: options among themselves, interrupts among themselves, interrupts and options, opt-out.

Flows in: a ``Case``. Flows out: complaints N120 to N126. Words are compared as the machine compares them: folded, in the flow's
language. Words with holes are known only when the flow runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations import ast
from flow_notations.answers import OptionWords, clashes, fold, opt_out_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from flow_notations.expressions import Template

    from .case import Case


def check_clashes(case: Case) -> None:
    """Complain of every word that can never win, or that wins against the author's will."""
    language = language_of(case)
    interrupts = _interrupts(case, language)
    heard = _heard(case, language)
    offered = {row.option.text for row in case.flow.anywhere if row.verb == "offers" and row.option is not None}
    for node in case.nodes.values():
        _options(case, node, language, interrupts)
        _overheard(case, node, language, heard)
        for option in node.items(ast.Option):
            if option.id.text in offered:
                case.complain("N126", option.id.span, option=option.id.text)


def _heard(case: Case, language: str) -> dict[str, tuple[str, str]]:
    """By folded words, what an interrupt hears anywhere: the words as written, and where they lead."""
    return {
        fold(text, language): (text, sentence.target.text)
        for sentence in reversed(case.flow.anywhere)
        if sentence.verb == "hears" and sentence.target is not None
        for _, text in _literal(sentence.words)
    }


def _overheard(case: Case, node: ast.Node, language: str, heard: Mapping[str, tuple[str, str]]) -> None:
    """Interrupts hear only what the question did not understand: words that it understands never interrupt there."""
    for option in node.items(ast.Option) if heard else ():
        whole = {fold(text, language) for _, text in _literal((option.label, *option.also))}
        within = [f" {fold(text, language)} " for _, text in _literal(option.hears)]
        for words, (text, target) in heard.items():
            taken = words in whole or any(part in f" {words} " for part in within)
            if taken and (option.target is None or option.target.text != target):
                case.complain(
                    "N125", option.id.span, words=text, target=target, node=node.name.text, option=option.id.text
                )


def language_of(case: Case) -> str:
    """The flow's language; the centre's when the header names none."""
    setting = case.flow.setting("language")
    return setting.value.text if setting and isinstance(setting.value, ast.Word) else case.centre.language


def _literal(templates: tuple[Template, ...]) -> Iterator[tuple[Template, str]]:
    return ((template, template.literal) for template in templates if template.literal is not None)


def _interrupts(case: Case, language: str) -> dict[str, str]:
    """Where whole messages lead that interrupt the flow; complaints on the way."""
    found: dict[str, str] = {}
    stops = opt_out_words(language)
    for sentence in case.flow.anywhere:
        if sentence.verb not in ("says", "offers", "hears") or sentence.target is None:
            continue
        target = sentence.target.text
        words = (sentence.label,) if sentence.label is not None else sentence.words
        for template, text in _literal(words):
            key = fold(text, language)
            other = found.get(key, target)
            if key in stops and sentence.verb != "hears" and not _opts_out(case, target):
                case.complain("N124", template.span, words=text, target=target)
            elif other != target:
                case.complain("N122", template.span, words=text, one=other, other=target)
            if sentence.verb != "hears":
                found.setdefault(key, target)
    return found


def _opts_out(case: Case, target: str) -> bool:
    """Whether a node says itself that the customer wants no more messages: then it knows what the word means."""
    node = case.nodes.get(target)
    assignments = (setting.value for setting in node.items(ast.Setting)) if node is not None else ()
    return any(isinstance(given, ast.Assignment) and given.target == ("contact", "opted_out") for given in assignments)


def _options(case: Case, node: ast.Node, language: str, interrupts: Mapping[str, str]) -> None:
    options = node.items(ast.Option)
    by_id: dict[str, ast.Option] = {}
    for option in options:
        if option.id.text in by_id:
            case.complain("N120", option.id.span, name=option.id.text, node=node.name.text)
        by_id.setdefault(option.id.text, option)
        for template, text in _literal((option.label, *option.also)):
            target = interrupts.get(fold(text, language))
            if target is not None and (option.target is None or option.target.text != target):
                span = option.label_span if template is option.label else template.span
                case.complain("N123", span, words=text, target=target, option=option.id.text)
    told: set[frozenset[str]] = set()
    for clash in clashes([_words(option) for option in by_id.values()], language):
        pair = frozenset((clash.option, *clash.others))
        if pair not in told:
            case.complain("N121", by_id[clash.option].span, sentence=clash.sentence)
        told.add(pair)


def _words(option: ast.Option) -> OptionWords:
    return OptionWords(
        id=option.id.text,
        label=option.label.literal or "",
        also=tuple(text for _, text in _literal(option.also)),
        hears=tuple(text for _, text in _literal(option.hears)),
    )
