"""Expressions and templates: text in, a tree with complaints, a type with complaints, a closure out.

The pipeline in reading order: ``nodes``, ``parser`` and ``templates`` (``printer`` back), ``checker`` with its tables,
``bounds``, ``compiler`` and ``copy``. The room knows values and diagnostics; it has never heard of flows, nodes of a flow
or channels.
"""

from .bounds import hole_lengths, length_of, units_bound
from .checker import Checked, check_expression, check_template
from .compiler import compile_condition, compile_expression
from .copy import WHATSAPP_MARKS, compile_address, compile_template
from .durations import Written, print_duration, read_duration, read_written
from .env import Env, fits, join
from .functions import FUNCTIONS
from .harmless import cut
from .hours import Hours
from .mistakes import TYPOGRAPHIC_QUOTES
from .narrowing import constant, narrow, path_of
from .nodes import (
    Binary,
    Call,
    Coalesce,
    Comparison,
    Constant,
    Expr,
    Field,
    Hole,
    Index,
    IsKnown,
    Items,
    Macro,
    Name,
    Template,
    Unary,
    children,
    template_of,
)
from .parsed import Parsed
from .parser import RESERVED_WORDS, parse_expression
from .plurals import plural_category
from .printer import print_expression, print_template
from .scope import BUDGET_UNITS_DEFAULT, OUTPUT_CHARACTERS_MAX, Scope
from .signatures import Function, Parameter
from .suggest import closest, did_you_mean
from .templates import parse_template
from .texts import folded

__all__ = [
    "BUDGET_UNITS_DEFAULT",
    "FUNCTIONS",
    "OUTPUT_CHARACTERS_MAX",
    "RESERVED_WORDS",
    "TYPOGRAPHIC_QUOTES",
    "WHATSAPP_MARKS",
    "Binary",
    "Call",
    "Checked",
    "Coalesce",
    "Comparison",
    "Constant",
    "Env",
    "Expr",
    "Field",
    "Function",
    "Hole",
    "Hours",
    "Index",
    "IsKnown",
    "Items",
    "Macro",
    "Name",
    "Parameter",
    "Parsed",
    "Scope",
    "Template",
    "Unary",
    "Written",
    "check_expression",
    "check_template",
    "children",
    "closest",
    "compile_address",
    "compile_condition",
    "compile_expression",
    "compile_template",
    "constant",
    "cut",
    "did_you_mean",
    "fits",
    "folded",
    "hole_lengths",
    "join",
    "length_of",
    "narrow",
    "parse_expression",
    "parse_template",
    "path_of",
    "plural_category",
    "print_duration",
    "print_expression",
    "print_template",
    "read_duration",
    "read_written",
    "template_of",
    "units_bound",
]
