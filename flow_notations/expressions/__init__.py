"""Expressions and templates: text in, closures out."""

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
from .durations import print_duration, read_duration
from .parsed import Parsed
from .parser import parse_expression
from .printer import print_expression, print_template
from .templates import parse_template
