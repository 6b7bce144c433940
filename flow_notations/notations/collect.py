"""``collect``: the seed's **Collect Message Response**. Asks, waits, understands, asks again.

The wait opens together with the ask, so the channel's answer, the customer's answer and a failure may come in any order.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from flow_notations import ast, values
from flow_notations.answers import fold
from flow_notations.expressions import Binary, Comparison, Env, narrow
from flow_notations.notation import (
    Facts,
    Field,
    Fragment,
    Go,
    Leaving,
    Missing,
    Notation,
    Outcome,
    Presence,
    Reader,
    Sees,
)

from . import asking
from .asking import Check, Question, Reminder
from .composing import HEADING
from .examining import examine
from .gathering import GATHER_MESSAGES_MAX, LISTED, QUIET_MS_DEFAULT, Gathering
from .hearing import ANSWERED, answer_unasked, hear, reopen
from .kinds import KINDS, type_of
from .options import Style, bind_options
from .saying import SPEAKING_FIELDS, bind_text, bind_utterance, speaks_freely

if TYPE_CHECKING:
    from collections.abc import Callable

    from flow_notations.effects import Utterance
    from flow_notations.expressions import Scope
    from flow_notations.notation import Binder, Context, FactsContext, Next
    from flow_notations.values import Type

RETRIES_DEFAULT = 1
"""Asked at most twice when the author says nothing."""


def begin(question: Question, context: Context) -> Next:
    """Ask and listen; unless the answer is there already, or options from data came out empty."""
    offered = asking.offered_now(question, context)
    if offered is not None and offered.bare:
        return Go(outcome="none", why="the options from data came out empty")
    given = answer_unasked(question, context, offered)
    return given if given is not None else asking.open_wait(question, context, offered)


def bind(node: ast.Node, binder: Binder) -> Question:
    """Compile the ask, the options, the judgements and the words of every re-ask."""
    assert node.kind is not None, "the checker demands a kind"
    kind = KINDS[node.kind.name.text]
    style = _style(node, binder)
    timeout = binder.setting(node, "timeout")
    reasks = _reasks(node, binder)
    return Question(
        kind=node.kind.name.text,
        accepts=kind.accepts,
        read=kind.bind(node.kind),
        style=style,
        ask=bind_utterance(node, binder) if _asks(node) else None,
        variable=node.variable.text if node.variable else None,
        options=bind_options(node, binder, style),
        cleans=tuple([binder.expression(setting.value) for setting in node.settings("clean")]),
        checks=tuple([_check(setting, binder) for setting in node.settings("check")]),
        retries=len(reasks) if reasks is not None else RETRIES_DEFAULT,
        reasks=reasks or (),
        timeout_ms=milliseconds(timeout.value) if timeout else asking.TIMEOUT_MS_DEFAULT,
        reminders=tuple([_reminder(setting, binder) for setting in node.settings("remind")]),
        first_try=binder.expression(node.settings("try")[0].value) if node.setting("try") else None,
        unsupported=_copy_of(node.setting("unsupported"), binder),
        gather=_gathering(node, binder),
        keep_open=node.setting("keep") is not None,
        private=node.setting("private") is not None,
        routed=binder.routed,
    )


def milliseconds(value: object) -> int:
    """A duration in whole milliseconds."""
    assert isinstance(value, timedelta), "the reader gives durations"
    return value // timedelta(milliseconds=1)


def facts(node: ast.Node, context: FactsContext) -> Facts:
    """Answered, invalid and unsupported come with a fresh window; silence lasts as long as the timeout."""
    timeout = context.setting(node, "timeout")
    silent = milliseconds(timeout.value) if timeout else asking.TIMEOUT_MS_DEFAULT
    said = int(_asks(node)) + len(node.settings("remind"))
    heard, unsent = Leaving(heard=True), Leaving(sends_max=said)
    gives = {node.variable.text: value_type(node, context)} if node.variable else {}
    leaving = {
        ANSWERED: Leaving(heard=True, gives=gives),
        "invalid": heard,
        "unsupported": heard,
        "timeout": Leaving(lasts_ms=(silent, silent), sends_max=said),
        "failed": unsent,
        "window_closed": Leaving(lasts_ms=(0, silent), sends_max=said),
    }
    if any(isinstance(option, ast.OptionEach) for option in node.options):
        leaving["none"] = Leaving()
    return Facts(
        leaving=leaving, asks=True, speaks=speaks_freely(node), template_beside=node.setting("template") is not None
    )


def value_type(node: ast.Node, context: FactsContext) -> Type:
    """What the variable holds after an answer."""
    if node.kind is None or node.kind.name.text not in KINDS:
        return values.ANY.known()
    if node.kind.name.text != "choice":
        return gathered_type(node, _checked_type(node, type_of(node.kind)))
    each = [option for option in node.options if isinstance(option, ast.OptionEach)]
    if each:
        items = context.type_of(each[0].items)
        return items.item or values.ANY
    plain = [option for option in node.options if isinstance(option, ast.Option)]
    if any(option.value is not None for option in plain):
        return values.ANY
    return replace(values.TEXT, options=tuple(option.id.text for option in plain))


def _checked_type(node: ast.Node, found: Type) -> Type:
    """A text that passed ``check … matches`` is no longer than the pattern; the values of options with arrows are not checked."""
    unchecked = any(isinstance(option, ast.Option) and option.value and option.target for option in node.options)
    if node.variable is None or found.name != "text" or unchecked or node.setting("gather"):
        return found
    known = Env(names={node.variable.text: found})
    for setting in node.settings("check"):
        if isinstance(setting.value, Comparison | Binary):
            known = narrow(setting.value, known, True)  # noqa: FBT003
    return replace(found, length=known.names[node.variable.text].length)


def gathered_type(node: ast.Node, single: Type) -> Type:
    """Several texts are one text; several of another kind a list."""
    listed = node.setting("gather") is not None and node.kind is not None and node.kind.name.text in LISTED
    return values.list_of(single) if listed else single


def _asks(node: ast.Node) -> bool:
    return speaks_freely(node) or node.setting("template") is not None


def _style(node: ast.Node, binder: Binder) -> Style:
    show = node.setting("show")
    written = show.value if show is not None and isinstance(show.value, ast.Show) else None
    return Style(
        profile=binder.profile,
        language=binder.language,
        show=written.how.text if written else None,
        button=written.button.literal if written and written.button else None,
        positions=node.kind is not None and node.kind.name.text == "choice",
        extras=binder.offers,
        pictured=any(node.setting(kind) for kind in HEADING),
    )


def _reasks(node: ast.Node, binder: Binder) -> tuple[Callable[[Scope], Utterance] | None, ...] | None:
    """The words of re-ask 1, 2, …: several ``retry`` blocks add up. ``None`` when nothing is written at all."""
    written = binder.settings(node, "retry")
    reasks: list[Callable[[Scope], Utterance] | None] = []
    for setting in written:
        assert isinstance(setting.value, ast.Retry), "the reader gives retries"
        reasks += [_copy_of(setting, binder)] * setting.value.times
    return tuple(reasks) if written else None


def _gathering(node: ast.Node, binder: Binder) -> Gathering | None:
    setting = node.setting("gather")
    if setting is None:
        return None
    written = setting.value
    assert isinstance(written, ast.Gather), "the reader gives gathers"
    quiet = milliseconds(written.quiet) if written.quiet is not None else None
    return Gathering(
        low=written.low,
        high=min(written.high, GATHER_MESSAGES_MAX),
        quiet_ms=quiet or (None if written.until else QUIET_MS_DEFAULT),
        until=frozenset([fold(word, binder.language) for word in written.until]),
    )


def _check(setting: ast.Setting, binder: Binder) -> Check:
    return Check(holds=binder.condition(setting.value), otherwise=_copy_of(setting, binder))


def _reminder(setting: ast.Setting, binder: Binder) -> Reminder:
    assert isinstance(setting.value, ast.Reminder), "the reader gives reminders"
    return Reminder(
        delay_ms=milliseconds(setting.value.delay),
        before_window_closes=setting.value.before_window_closes,
        utterance=bind_text(setting.copy, binder),
    )


def _copy_of(setting: ast.Setting | None, binder: Binder) -> Callable[[Scope], Utterance] | None:
    return bind_text(setting.copy, binder) if setting is not None and setting.copy else None


COLLECT = Notation(
    word="collect",
    type="collect_message_response",
    main=ANSWERED,
    doc="Asks a question, waits for the customer, understands the answer by its kind, and asks again where it does not.",
    fragment=Fragment(
        fields={
            **SPEAKING_FIELDS,
            "retry": Field(reader=Reader.RETRY, doc="How often to ask again, and with which words.", many=True, copy=True),
            "timeout": Field(reader=Reader.DURATION, doc="How long to wait for an answer, from the latest ask. 23h when nothing is said."),
            "clean": Field(reader=Reader.EXPRESSION, doc="Tidies the answer before it is judged.", many=True, sees=Sees.ANSWER),
            "check": Field(
                reader=Reader.EXPRESSION, doc="Must hold for the answer; its copy says what is wrong.", many=True, copy=True,
                sees=Sees.ANSWER, expects=values.YES_NO,
            ),
            "try": Field(reader=Reader.EXPRESSION, doc="Read as if the customer had sent it, on the first visit only."),
            "remind": Field(reader=Reader.REMINDER, doc="Say this after a silence and keep waiting.", many=True, copy=True),
            "unsupported": Field(reader=Reader.FLAG, doc="What to say to a message of a kind that cannot be the answer.", copy=True),
            "gather": Field(reader=Reader.GATHER, doc="Takes several messages as one answer, until a silence, a word or the most messages."),
            "private": Field(reader=Reader.FLAG, doc="Masks the answer in journals, desks, transcripts and tests."),
            "keep": Field(reader=Reader.NAME, doc="`keep open`: the buttons of this menu work at later questions too, also in flows that are called from here."),
            "show": Field(reader=Reader.SHOW, doc="How options show: buttons, list, pages of lists, or numbers; by the channel's limits when nothing is said."),
        },
        variable=Presence.OPTIONAL,
        kinds=tuple(KINDS),
        ranges=tuple(name for name, kind in KINDS.items() if kind.ranged),
        copy=Presence.OPTIONAL,
        options=Presence.OPTIONAL,
        plain=Presence.OPTIONAL,
    ),
    outcomes=(
        Outcome(name="invalid", doc="The attempts are used up."),
        Outcome(name="timeout", doc="The customer was silent."),
        Outcome(name="failed", doc="The ask did not go out."),
        Outcome(name="unsupported", doc="A message of a kind that cannot be the answer.", missing=Missing.HANDLED),
        Outcome(name="window_closed", doc="Something had to be said and the window was closed.", missing=Missing.AS_FAILED),
        Outcome(name="none", doc="Options from data came out empty."),
    ),
    facts=facts,
    bind=bind,
    begin=begin,
    hear=hear,
    examine=examine,
    listens=True,
    reopen=reopen,
    example=(
        "collect ask_topic as topic: choice\n"
        "  | What can I help you with?\n"
        '  * track  "Track my order" also "parcel"\n'
        '  * refund "Get a refund"\n'
        "  retry 1\n"
        "    | Please tap one of the two.\n"
        "  timeout 10m\n"
        "  on invalid, timeout, failed -> bye\n"
        "  -> bye\n"
    ),
)  # fmt: skip
