"""A flow in other languages: twins beside it that hold its words and no arrows.

A flow and ``X.es.copy`` come in; the flow with Spanish words goes out, or complaints: what is missing, stale, unused, or too
long in that language. PO files go out to translators and come back; they are the form for machines, a twin has no JSON. Nothing here decides what a
flow does.
"""

from .catalogue import Catalogue, catalogue_to_text, catalogues_beside, read_catalogue
from .comparing import check_catalogue, check_twin
from .extracting import extract
from .items import Item, items_of
from .po import PoEntry, po_to_text, read_po
from .po_catalogue import from_po, to_po
from .translating import translated

__all__ = [
    "Catalogue",
    "Item",
    "PoEntry",
    "catalogue_to_text",
    "catalogues_beside",
    "check_catalogue",
    "check_twin",
    "extract",
    "from_po",
    "items_of",
    "po_to_text",
    "read_catalogue",
    "read_po",
    "to_po",
    "translated",
]
