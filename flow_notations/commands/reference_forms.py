"""What the reference says that no table of the code says: how values, bodies, expressions and flow-wide
sentences are written.

Literal tables. Every row of them is read by the reader it is about, in a test, and no row is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flow_notations.notation import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUE_FORMS: Mapping[Reader, str] = {
    Reader.FLAG: "",
    Reader.NAME: "support",
    Reader.NAMES: "en, es",
    Reader.QUOTED: '"Order {id}"',
    Reader.INTEGER: "5",
    Reader.DURATION: "1h 30m",
    Reader.EXPRESSION: "upper(code)",
    Reader.RETRY: "2 every 1s",
    Reader.ASSIGNMENT: "contact.first_name = trim(name)",
    Reader.ASSIGNMENTS: "level = 2, reason = why",
    Reader.LINK: '"Follow" "https://example.com/{id}"',
    Reader.SHOW: 'list "See times"',
    Reader.REQUEST: 'orders "/{id}"',
    Reader.DECLARED: "id text 20, total number?",
    Reader.TEMPLATE_USE: "delivery_open with name = who",
    Reader.PLACE: '"Our shop" "12 Market Street" at 51.5, -0.12',
    Reader.CARD: '"Acme support" "+15550001111"',
    Reader.REMINDER: "1h before window closes",
    Reader.GATHER: '1 to 5 quiet 20s until "done"',
}
"""An example of what stands behind a key, by how it is read."""

SETTING_FORMS: Mapping[tuple[str, Reader], str] = {
    **{
        (kind, Reader.QUOTED): f'"https://example.com/{kind}"'
        for kind in ("image", "audio", "video", "document", "sticker")
    },
    ("header", Reader.QUOTED): '"Your order"',
    ("footer", Reader.QUOTED): '"Open until nine"',
    ("from", Reader.QUOTED): '"Acme bot"',
    ("title", Reader.QUOTED): '"Where is my order?"',
    ("once", Reader.QUOTED): '"order-{order_no}"',
    ("header", Reader.LINK): '"X-Shop" "{shop}"',
    ("clean", Reader.EXPRESSION): "upper(order_no)",
    ("check", Reader.EXPRESSION): 'order_no matches "^[A-Z]{2}-[0-9]{4}$"',
    ("try", Reader.EXPRESSION): "first.payload",
    ("at", Reader.EXPRESSION): "now() + 2d",
    ("until", Reader.EXPRESSION): "next_open(desk)",
    ("keep", Reader.NAME): "open",
    ("flow", Reader.NAME): "verify_identity",
    ("language", Reader.NAME): "es",
}
"""A better example for a setting of this name, where the general one says little."""

BODY_FORMS: tuple[tuple[str, str], ...] = (
    ("| Hi {name} 👋", "A line of copy; `{…}` shows a value, and its signs cannot become markup."),
    ("| one line \\", "The next line follows without a line break."),
    ("| {{ and }", "A brace as customers see it is doubled; the closing one is itself."),
    ("| {raw words}", "The value may carry markup and line breaks."),
    ("if order.late", "The copy indented under it is sent when this holds; that under `else` when it does not."),
    (
        "each card in cards",
        "The copy indented under it is repeated for each item. Where the channel's limits are checked a list counts as ten items, `first(cards, 3)` as three.",
    ),
    ('* track "Track my order"', "An option: its id, and its label for customers."),
    ('* track "Track my order" also "order", "parcel"', "The whole answer may be one of these words."),
    ('* track "Track my order" hears "where is"', "The answer may contain these words."),
    ('* track "Track my order" describe "Takes a minute"', "A second line, where options show as a list."),
    ('* track "Track my order" section "Orders"', "A heading, from here on, where they show as a list."),
    ('* low "Not well" = 1', "The value that the variable gets instead of the id."),
    ('* track "Track my order" -> ask_order', "A way out of its own."),
    ('* each slot in first(slots, 10) by slot.id "{slot.day}"', "Options from data; the variable holds the item."),
    ("-> summary", "The plain way out: the main outcome."),
    ("when order.total >= 100 -> to_agent", "Tried before the plain one, in order of writing."),
    ("on invalid, timeout -> bye", "The way out for other outcomes."),
    ("on timeout -> back", "To the question answered before; values stay."),
    ("-> return", "To the question that an interrupt broke into; it is asked again."),
)
"""What stands in a node's body, a line each."""

TYPE_FORMS: tuple[tuple[str, str], ...] = (
    ("text 40", "Words, at most so many characters; `text` alone counts as 256."),
    ("number", "An exact decimal number."),
    ("yes_no", "`true` or `false`."),
    ("date", "A day; also `time`, `datetime` and `duration`."),
    ("any", "Anything, or nothing."),
    ("text 40?", "It may be missing: ask `is known`, or write `?? …`."),
    ("list of text 20", "Several, in order."),
    ("(id text 20, total number)", "A record: names, each with its type."),
    ("list of (id text 5, start datetime)", "Several records."),
)
"""Types of what services give, flows take and fields hold."""

TWIN_EXAMPLE = """flow help
  language es

anywhere says "persona", "agente"

collect ask_topic
  | ¿En qué puedo ayudarle?
  * track "Mi pedido" also "paquete"
  retry
    | Toque una de las opciones, por favor."""
"""A twin of a flow whose question has one option and one wording for asking again."""

LANGUAGE_FORMS: tuple[tuple[str, str], ...] = (
    ("language es", "In the header: what the flow is written in; the centre's language when nothing is said."),
    ('language = "es"', "In a `set`: from here on the customer is spoken to in this language, where there is a twin."),
    (
        "{day}",
        "Dates, times, lengths of time, yes and no, in en, es, pt, fr, de, ar, hi; others see `2026-03-04`. Digits are 0 to 9.",
    ),
    (
        "{format(total, 2)}",
        "The signs of the language and its region: `1,234.50`, `1.234,50`, `1 234,50`, `12,34,567.00`; a bare `{total}` is plain.",
    ),
    ("{plural(n, one: …, other: …)}", "The plural forms of the language, by Unicode CLDR."),
    ("{label(topic)}", "An option's label in the customer's language."),
)
"""What copy does in other languages."""

OPERATOR_FORMS: tuple[tuple[str, str], ...] = (
    ("a and b", "Both hold. Also `or`, `not`."),
    ("a == b", "Equal, of the same type. Also `!=`, `<`, `<=`, `>`, `>=`."),
    ("a + b", "Numbers are exact decimals. Also `-`, `*`, `/`, `%`; `+` joins texts; days and durations add up."),
    ('state in ["lost", "late"]', "One of these."),
    ('words contains "refund"', "A text holds another, or a list an item."),
    ('code matches "^[A-Z]{2}$"', "A pattern, in time linear in the text."),
    ("name is known", "The name has a value here. Also `is unknown`."),
    ('name ?? "there"', "The first that has a value."),
    ("order.total", "A field of a record; `cards[0]` is the first item of a list."),
    ("filter(cards, card, card.late)", "The items for which it holds. Also `map`, `all`, `any`."),
    ("2h 30m", "A duration; units are `ms`, `s`, `m`, `h`, `d`, `w`."),
)
"""Expressions, a form each."""

KINDS: Mapping[str, str] = {
    "text": "Any words.",
    "choice": "A tap, or words that are an option's label, alias, position or `hears` word.",
    "yes_no": "Yes or no in the customer's words; `true` or `false`.",
    "number": "A number in figures or words; `number 1 to 5` bounds it.",
    "integer": "A whole number in figures or words; `integer 1 to 5` bounds it.",
    "date": "A day: written out, in figures, or such as “tomorrow”.",
    "time": "A time of day.",
    "email": "An e-mail address.",
    "phone": "A telephone number; kept with its country code.",
    "location": "A shared location: `.latitude`, `.longitude`, `.name`, `.address`.",
    "media": "A picture, voice note, video, document or sticker: `.kind`, `.caption` and what the channel tells of the file.",
    "any": "Any message: `.kind` and `.text`.",
}
"""What counts as an answer of each kind."""

ANYWHERE_FORMS: Mapping[str, tuple[str, str]] = {
    "says": ('anywhere says "agent", "human" -> to_agent', "The whole message is one of these words."),
    "hears": ('anywhere hears "refund" -> refund', "The message contains one of these words, and the question did not understand it. So does the first message, before the flow greets, and one that comes while nobody listens."),
    "offers": ('anywhere offers main "Main menu" -> main', "As `says`; lists show it as a row too."),
    "on": ("anywhere on timeout, failed -> bye", "The way out of every node for these outcomes, where the node names none. `anywhere on window_closed` says where to go when words come too late, even if that is an end: W101 is then silent."),
    "closing": ("anywhere closing 30m -> nudge", "So long before the conversation expires."),
    "undelivered": ("anywhere undelivered -> to_agent", "A message failed after its node was left."),
    "optout": ('anywhere optout also "basta"', "More words that end all messages; the built-in ones stay."),
}  # fmt: skip
"""By verb: how it is written, and what it does."""

FAMILIES: Mapping[str, str] = {
    "B": "limits of the channel",
    "C": "the centre file",
    "F": "settings, options and outcomes",
    "I": "records of numbers and dispatch",
    "L": "other languages",
    "N": "names",
    "P": "paths through the flow",
    "S": "how it is written",
    "T": "types and values",
    "W": "the reply window",
    "X": "transcripts",
}
"""What the complaints of one letter are about."""
