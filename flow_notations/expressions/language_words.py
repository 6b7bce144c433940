"""What each language calls days, months and lengths of time, and how it writes them in a message: literal tables.

Names and patterns of Arabic, French, German, Hindi and Portuguese: Unicode CLDR 47 (``MMMEd`` for short dates, the full pattern for
long ones), © Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt). English and Spanish dates are short of commas
on purpose: they stand inside sentences. Digits are 0 to 9 in every language: people read them everywhere, and can copy them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What one language calls things. Formats take day ``d``, month ``m``, year ``y``, weekday ``w``, time ``t``, number ``n``."""

    months: tuple[str, ...]
    months_short: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    short: str
    long: str
    near: tuple[str, ...]
    """The coming Monday to Sunday, as a sentence has them: ``on Monday``."""
    this_year: str
    another_year: str
    days: Mapping[int, str]
    at: str
    at_one: str
    """As ``at``, for the hours from 01:00 to 01:59."""
    yes: str
    no: str
    units: tuple[Mapping[str, str], ...]
    """Day, hour, minute, second: a pattern for each plural form that differs, ``other`` for the rest."""
    first_day: str = ""
    """How the first of a month is written, where it is not ``1``."""


WORDS: Final[Mapping[str, Words]] = {
    "en": Words(
        months=("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
        months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
        weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        short="{w} {d} {m}",
        long="{w} {d} {m} {y}",
        near=("on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "on Sunday"),
        this_year="on {d} {m}",
        another_year="on {d} {m} {y}",
        days={-1: "yesterday", 0: "today", 1: "tomorrow"},
        at="at {t}",
        at_one="at {t}",
        yes="yes",
        no="no",
        units=(
            {"one": "{n} day", "other": "{n} days"},
            {"one": "{n} hour", "other": "{n} hours"},
            {"one": "{n} minute", "other": "{n} minutes"},
            {"one": "{n} second", "other": "{n} seconds"},
        ),
    ),
    "es": Words(
        months=("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre"),
        months_short=("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"),
        weekdays=("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
        weekdays_short=("lun", "mar", "mié", "jue", "vie", "sáb", "dom"),
        short="{w} {d} {m}",
        long="{w} {d} de {m} de {y}",
        near=("el lunes", "el martes", "el miércoles", "el jueves", "el viernes", "el sábado", "el domingo"),
        this_year="el {d} de {m}",
        another_year="el {d} de {m} de {y}",
        days={-1: "ayer", 0: "hoy", 1: "mañana"},
        at="a las {t}",
        at_one="a la {t}",
        yes="sí",
        no="no",
        units=(
            {"one": "{n} día", "other": "{n} días"},
            {"one": "{n} hora", "other": "{n} horas"},
            {"one": "{n} minuto", "other": "{n} minutos"},
            {"one": "{n} segundo", "other": "{n} segundos"},
        ),
    ),
    "pt": Words(
        months=("janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro",
            "outubro", "novembro", "dezembro"),
        months_short=("jan.", "fev.", "mar.", "abr.", "mai.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."),
        weekdays=("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
        weekdays_short=("seg.", "ter.", "qua.", "qui.", "sex.", "sáb.", "dom."),
        short="{w}, {d} de {m}",
        long="{w}, {d} de {m} de {y}",
        near=("na segunda-feira", "na terça-feira", "na quarta-feira", "na quinta-feira", "na sexta-feira", "no sábado", "no domingo"),
        this_year="em {d} de {m}",
        another_year="em {d} de {m} de {y}",
        days={-1: "ontem", 0: "hoje", 1: "amanhã"},
        at="às {t}",
        at_one="à {t}",
        yes="sim",
        no="não",
        units=(
            {"one": "{n} dia", "other": "{n} dias"},
            {"one": "{n} hora", "other": "{n} horas"},
            {"one": "{n} minuto", "other": "{n} minutos"},
            {"one": "{n} segundo", "other": "{n} segundos"},
        ),
    ),
    "fr": Words(
        months=("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
        months_short=("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
        weekdays=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        weekdays_short=("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
        short="{w} {d} {m}",
        long="{w} {d} {m} {y}",
        near=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
        this_year="le {d} {m}",
        another_year="le {d} {m} {y}",
        days={-1: "hier", 0: "aujourd’hui", 1: "demain"},
        at="à {t}",
        at_one="à {t}",
        yes="oui",
        no="non",
        units=(
            {"one": "{n} jour", "other": "{n} jours"},
            {"one": "{n} heure", "other": "{n} heures"},
            {"one": "{n} minute", "other": "{n} minutes"},
            {"one": "{n} seconde", "other": "{n} secondes"},
        ),
        first_day="1er",
    ),
    "de": Words(
        months=("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
        months_short=("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."),
        weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
        weekdays_short=("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
        short="{w}, {d}. {m}",
        long="{w}, {d}. {m} {y}",
        near=("am Montag", "am Dienstag", "am Mittwoch", "am Donnerstag", "am Freitag", "am Samstag", "am Sonntag"),
        this_year="am {d}. {m}",
        another_year="am {d}. {m} {y}",
        days={-1: "gestern", 0: "heute", 1: "morgen"},
        at="um {t} Uhr",
        at_one="um {t} Uhr",
        yes="ja",
        no="nein",
        units=(
            {"one": "{n} Tag", "other": "{n} Tage"},
            {"one": "{n} Stunde", "other": "{n} Stunden"},
            {"one": "{n} Minute", "other": "{n} Minuten"},
            {"one": "{n} Sekunde", "other": "{n} Sekunden"},
        ),
    ),
    "ar": Words(
        months=("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
        months_short=("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"),
        weekdays=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
        weekdays_short=("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
        short="{w}، {d} {m}",
        long="{w}، {d} {m} {y}",
        near=("يوم الاثنين", "يوم الثلاثاء", "يوم الأربعاء", "يوم الخميس", "يوم الجمعة", "يوم السبت", "يوم الأحد"),
        this_year="في {d} {m}",
        another_year="في {d} {m} {y}",
        days={-1: "أمس", 0: "اليوم", 1: "غدًا"},
        at="الساعة {t}",
        at_one="الساعة {t}",
        yes="نعم",
        no="لا",
        units=(
            {"one": "يوم", "two": "يومان", "few": "{n} أيام", "many": "{n} يومًا", "other": "{n} يوم"},
            {"one": "ساعة", "two": "ساعتان", "few": "{n} ساعات", "many": "{n} ساعة", "other": "{n} ساعة"},
            {"one": "دقيقة", "two": "دقيقتان", "few": "{n} دقائق", "many": "{n} دقيقة", "other": "{n} دقيقة"},
            {"one": "ثانية", "two": "ثانيتان", "few": "{n} ثوان", "many": "{n} ثانية", "other": "{n} ثانية"},
        ),
    ),
    "hi": Words(
        months=("जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"),
        months_short=("जन॰", "फ़र॰", "मार्च", "अप्रैल", "मई", "जून", "जुल॰", "अग॰", "सित॰", "अक्टू॰", "नव॰", "दिस॰"),
        weekdays=("सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"),
        weekdays_short=("सोम", "मंगल", "बुध", "गुरु", "शुक्र", "शनि", "रवि"),
        short="{w}, {d} {m}",
        long="{w}, {d} {m} {y}",
        near=("सोमवार को", "मंगलवार को", "बुधवार को", "गुरुवार को", "शुक्रवार को", "शनिवार को", "रविवार को"),
        this_year="{d} {m} को",
        another_year="{d} {m} {y} को",
        days={-1: "कल", 0: "आज", 1: "कल"},
        at="{t} बजे",
        at_one="{t} बजे",
        yes="हाँ",
        no="नहीं",
        units=(
            {"one": "{n} दिन", "other": "{n} दिन"},
            {"one": "{n} घंटा", "other": "{n} घंटे"},
            {"one": "{n} मिनट", "other": "{n} मिनट"},
            {"one": "{n} सेकंड", "other": "{n} सेकंड"},
        ),
    ),
}  # fmt: skip


@lru_cache(maxsize=256)
def words_of(language: str) -> Words | None:
    """The words of a BCP 47 tag: ``es-MX`` has those of ``es``."""
    return WORDS.get(language.replace("_", "-").split("-", 1)[0].lower())
