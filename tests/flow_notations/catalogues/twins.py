"""A flow with its Spanish twin, and the readers the tests use."""

from __future__ import annotations

from flow_notations import ast
from flow_notations.catalogues import Catalogue, check_catalogue, read_catalogue
from flow_notations.notations import STANDARD
from flow_notations.syntax import from_text

SHOP = """flow shop
  retry 1
    | Please say that again.

anywhere says "agent", "human" -> bye
anywhere offers main "Main menu" -> ask
anywhere optout also "enough"
anywhere on invalid, timeout, failed -> bye

send hello
  | Hi {contact.first_name ?? "there"} 👋
  if contact.first_name is known
    | Good to see you again.
  link "Our shop" "https://example.com/shop"
  footer "Open until nine"
  -> ask

collect ask as topic: choice
  | What would you like?
  * buy  "Buy something" also "shop" hears "purchase" describe "Everything we sell" = "b" -> bye
  * help "Get help"
  show list "Choose"
  retry 1
    | Tap one of the two.
  retry 1
    | One last time: tap one.
  -> bye

end bye
"""

SPANISH = """flow shop
  language es
  retry 1
    | Por favor, dilo otra vez.

anywhere says "agente"
anywhere offers main "Menú"
anywhere optout also "basta"

send hello
  # en: | Hi {contact.first_name ?? "there"} 👋
  # en: if contact.first_name is known
  # en:   | Good to see you again.
  # for everybody
  | Hola {contact.first_name ?? "amigo"} 👋
  if contact.first_name is known
    | Qué alegría verte.
  link "Tienda" "https://example.com/es/tienda"
  footer "Abierto hasta las nueve"

collect ask
  | ¿Qué deseas?
  * buy  "Comprar" also "tienda", "compra" describe "Todo lo que vendemos"
  * help "Ayuda"
  show list "Elegir"
  retry
    | Toca una de las dos.
  retry
    | Por última vez: toca una.
"""


def shop(text: str = SHOP) -> ast.Flow:
    """A flow as read."""
    flow = from_text(text, path="shop.flow", table=STANDARD)
    assert flow.value is not None
    assert flow.diagnostics == ()
    return flow.value


def spanish(text: str = SPANISH, path: str = "shop.es.copy") -> Catalogue:
    """A twin as read, without complaints."""
    read = read_catalogue(text, path=path, table=STANDARD)
    assert read.value is not None
    assert read.diagnostics == ()
    return read.value


def complaints(flow: str = SHOP, twin: str = SPANISH, path: str = "shop.es.copy") -> list[str]:
    """What is wrong with a twin: code, line, sentence."""
    found = check_catalogue(shop(flow), spanish(twin, path), table=STANDARD, centre=ast.Centre())
    return [f"{each.code} {each.path}:{each.span.line} {each.sentence}" for each in found]
