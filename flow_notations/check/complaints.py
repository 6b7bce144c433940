"""The checker's whole vocabulary: every complaint it can make, by code, in fixed wording.

Rules of the room: a sentence says what, where and what was expected, in lower case without a full stop; a hint says what
to do; a word in braces is filled by the rule that complains. Every code has a card beside (``cards/CODE.md``) and a broken
sample whose rendering is pinned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flow_notations.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flow_notations.diagnostics import Severity
    from flow_notations.source import Span


@dataclass(frozen=True, slots=True)
class Wording:
    """One complaint: its sentence, its hint, and whether it forbids running."""

    sentence: str
    hint: str = ""
    severity: Severity = "error"


NAMES: Mapping[str, Wording] = {
    "N101": Wording("there is no node '{name}'", "{near}"),
    "N102": Wording("a second node '{name}'; the first stands on line {line}", "give it another name"),
    "N103": Wording("'{name}' is a word of the language and cannot be a variable", "choose another name"),
    "N104": Wording("there is no queue '{name}' in the centre", "{near}"),
    "N105": Wording("there is no service '{name}' in the centre", "{near}"),
    "N106": Wording("there is no template '{name}' in the centre", "{near}"),
    "N107": Wording("template '{name}' has no parameter '{parameter}'", "{near}"),
    "N108": Wording("template '{name}' needs a value for '{parameter}'", "write `with {parameter} = …`"),
    "N109": Wording("the {scope} has no field '{name}'", "{near}"),
    "N110": Wording("there is no flow '{name}'", "{near}"),
    "N111": Wording("flow '{name}' takes no '{parameter}'", "{near}"),
    "N112": Wording("flow '{name}' needs a value for '{parameter}'", "write `with {parameter} = …`"),
    "N113": Wording("flow '{name}' calls itself: {chain}", "let one of them `end` and decide in the caller"),
    "N114": Wording("'{name}' holds a {one} here and a {other} on another path", "use two names"),
    "N115": Wording("no question was answered before node '{name}', so `back` leads nowhere", "name the node"),
    "N116": Wording("node '{name}' cannot be reached by an interrupt, so `return` leads nowhere", "name the node"),
    "N120": Wording("a second option '{name}' in node '{node}'", "give it another id"),
    "N121": Wording("{sentence}", "a customer who says it is asked again; change one of the two"),
    "N122": Wording("'{words}' interrupts the flow twice: to '{one}' and to '{other}'", "keep one of them"),
    "N123": Wording(
        "'{words}' interrupts the flow to '{target}', so option '{option}' can never be answered with it",
        "use other words for one of them",
    ),
    "N124": Wording(
        "'{words}' opts out for good, and node '{target}' does not say so",
        "use another word, or begin there with `set` and `contact.opted_out = true`",
        "warning",
    ),
    "N125": Wording(
        "'{words}' is heard anywhere and leads to '{target}', but question '{node}' takes it for option '{option}'",
        "use other words for one of them, or give the option `-> {target}`",
        "warning",
    ),
    "N126": Wording(
        "option '{option}' has the id of a row that `anywhere offers` adds to this question",
        "give one of them another id",
    ),
    "N127": Wording(
        "template '{name}' has no form in '{language}', so it goes out in another language ({forms})",
        "add a line to the centre: `template {name} {language} (…)`",
        "warning",
    ),
}
"""Names that are not there, are there twice, or mean two things."""

FIELDS: Mapping[str, Wording] = {
    "F207": Wording("{what} is no moment", "{hint}"),
    "F220": Wording("{word} '{name}' cannot have a plain `->`", "{why}"),
    "F221": Wording("`else` stands in a `choose` only", "write `-> {target}`"),
    "F222": Wording(
        "the options of '{name}' are plain numbers, kept as texts",
        "ask for `: integer {low} to {high}`, then answers can be compared",
        "warning",
    ),
    "F223": Wording("the answer '{name}' is private, and this copy shows it", "leave it out", "warning"),
    "F224": Wording(
        "option '{option}' is a text, and the other answers are not", "write `= …`, or `-> …` to leave by it"
    ),
    "F230": Wording(
        "this looks like a secret: {what}", "flows hold no secrets; the host adds them to what a service is sent"
    ),
    "F231": Wording("'{written}' shows the customer {shown}", "write {{{path}}} to show its value", "warning"),
}
"""What stands in a node and should not. Settings, kinds and copy are judged where they are read, with F1 codes."""

PATHS: Mapping[str, Wording] = {
    "P101": Wording("node '{name}' cannot be reached", "lead an arrow to it, or remove it"),
    "P102": Wording("no way leads from node '{name}' to an end", "lead one of its exits on, at last to an `end`"),
    "P103": Wording(
        "a loop without a wait for the customer: {chain}", "ask something on the way, or leave it by `when visits(…)`"
    ),
    "P104": Wording("node '{name}' leads nowhere", "write `-> {next}`"),
    "P105": Wording(
        "node '{name}' says nothing of outcome '{outcome}'", "write `on {outcome} -> …` here or `anywhere`"
    ),
    "P106": Wording("'{outcome}' is no outcome of {word}", "{near}"),
    "P107": Wording("outcome '{outcome}' of node '{name}' has a second exit", "the first one wins; remove this"),
    "P108": Wording("choose '{name}' has no `else`", "write `else -> …` after the last `when`"),
    "P109": Wording("this exit is never taken: an earlier one always is", "remove it, or move it up"),
    "P110": Wording("this condition is always {truth}", "{hint}", "warning"),
    "P111": Wording("variable '{name}' is never used", "use it, or leave out `as {name}`", "warning"),
    "P112": Wording(
        "nothing depends on which option of '{name}' is chosen", "give the options arrows, or use the answer", "warning"
    ),
    "P113": Wording("outcome '{outcome}' cannot happen at node '{name}'", "remove this exit", "warning"),
    "P114": Wording("flow '{name}' has no nodes", "write one, such as `end bye`"),
    "P115": Wording("outcome '{outcome}' already has an exit for the whole flow, on line {line}", "keep one of them"),
}
"""Where a flow goes, and where it does not."""

BOUNDS: Mapping[str, Wording] = {
    "B101": Wording("the {what} can be {units} characters long; this channel carries {most}", "shorten it{longest}"),
    "B102": Wording("{count} options; {how} show at most {most}", "{hint}"),
    "B103": Wording("this message can come out empty", "add a line that is always there"),
    "B104": Wording(
        "up to {count} messages without an answer between: {chain}; the channel lets {most} pass at once",
        "join some of them into one message, or ask in between",
    ),
    "B105": Wording(
        "label of option '{option}' has {units} characters, so these options show as numbered text",
        "a button carries {button} characters, a row of a list {row}: shorten it, or write `show numbers`",
        "warning",
    ),
}
"""What does not fit the channel. Characters are UTF-16 units, as the channel counts."""

WINDOW: Mapping[str, Wording] = {
    "W101": Wording(
        "node '{name}' can speak after the reply window has closed: {chain}",
        "{hint}",
    ),
    "W102": Wording(
        "node '{name}' speaks only after the reply window has closed, so its copy never goes out: {chain}",
        "{hint}",
        "warning",
    ),
    "W103": Wording(
        "this reminder can come after the reply window has closed: {chain}",
        "write `remind … before window closes`, or `on window_closed -> …`",
    ),
    "W104": Wording(
        "flow '{flow}' can speak after the reply window has closed, in its node '{name}': {chain}",
        "call it earlier, or give that node `on window_closed -> …`",
    ),
    "W105": Wording(
        "flow '{flow}' can begin when the reply window has closed, and its node '{name}' has no template then: {chain}",
        "begin that flow with a `template`",
        "warning",
    ),
}
"""What may not be said that late. The window is 24 h from the customer's latest message."""

CENTRE: Mapping[str, Wording] = {
    "C201": Wording("there is no time zone '{name}'", 'write one such as "Europe/Madrid"'),
    "C202": Wording("service '{name}' needs an https address, not '{base}'", 'write "https://…"'),
    "C204": Wording("hours '{name}' overlap on {day}", "join the two"),
    "C207": Wording(
        "parameter '{parameter}' of template '{name}' cannot be a {type}", "a template is filled with texts"
    ),
    "C208": Wording(
        "field '{name}' of the {scope} must be {type}", "it is the centre's own: leave it out or write it so"
    ),
    "C209": Wording("hours '{name}' are never open", "write a line such as `mon-fri 09:00-17:00`", "warning"),
}
"""What is wrong in the centre file itself."""

WORDINGS: Mapping[str, Wording] = {**NAMES, **FIELDS, **PATHS, **BOUNDS, **WINDOW, **CENTRE}


def complaint(code: str, path: str, span: Span, words: Mapping[str, object]) -> Diagnostic:
    """The diagnostic of a code, its blanks filled. A code or a blank that is not there is our own mistake."""
    wording = WORDINGS[code]
    return Diagnostic(
        code=code,
        sentence=wording.sentence.format_map(words),
        hint=wording.hint.format_map(words),
        severity=wording.severity,
        span=span,
        path=path,
    )
