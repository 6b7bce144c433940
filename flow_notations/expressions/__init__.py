"""Expressions and templates: text in, closures out."""

from .bounds import hole_lengths, length_of, units_bound
from .checker import Checked, check_expression, check_template
from .compiler import compile_condition, compile_expression
from .copy import compile_template
from .durations import print_duration, read_duration
from .env import Env, fits, join
from .functions import FUNCTIONS
from .harmless import cut
from .hours import Hours
from .narrowing import constant, narrow
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
from .parser import parse_expression
from .printer import print_expression, print_template
from .scope import Scope
from .suggest import closest, did_you_mean
from .templates import parse_template
