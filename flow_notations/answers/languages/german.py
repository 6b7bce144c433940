"""German: its words for yes and no, positions, local numbers, days and times.

Month and weekday names: Unicode CLDR, © Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from flow_notations.answers.words import BesideWords, DateWords, NumberWords, TimeWords, Words

_SMALL = {
    "null": 0, "eins": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8,
    "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15, "sechzehn": 16,
    "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip

_TENS = {
    "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_ONES = {"ein": 1} | {word: value for word, value in _SMALL.items() if 1 < value < 10}

_ORDINAL_STEMS = (
    "erst", "zweit", "dritt", "viert", "fünft", "sechst", "siebt", "acht", "neunt", "zehnt", "elft", "zwölft", "dreizehnt",
    "vierzehnt", "fünfzehnt", "sechzehnt", "siebzehnt", "achtzehnt", "neunzehnt", "zwanzigst", "einundzwanzigst",
    "zweiundzwanzigst", "dreiundzwanzigst", "vierundzwanzigst", "fünfundzwanzigst", "sechsundzwanzigst", "siebenundzwanzigst",
    "achtundzwanzigst", "neunundzwanzigst", "dreißigst", "einunddreißigst",
)  # fmt: skip
_ARTICLES = {"ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1}

_NUMBERS = NumberWords(
    small=_SMALL,
    tens=_TENS,
    compounds={f"{one}und{ten}": tens + ones for ten, tens in _TENS.items() for one, ones in _ONES.items()},
    grown=("hundert", "tausend"),
    scales={
        "hundert": 100, "tausend": 1000, "k": 1000, "Million": 1_000_000, "Millionen": 1_000_000, "Milliarde": 1_000_000_000,
        "Milliarden": 1_000_000_000, "Dutzend": 12,
    },
    weak=_ARTICLES,
    plurals=("Millionen", "Milliarden", "k"),
    nothing=("keiner", "keine", "keins", "nichts"),
    joiners=("und",),
    points=("Komma", "Punkt"),
    minus=("minus",),
    halves=("halb", "halbe", "halbes"),
    apart={f"{word}einhalb": f"{word} und halb" for word, value in _SMALL.items() if 1 < value < 13}
    | {"eineinhalb": "eins und halb", "anderthalb": "eins und halb"},
    parts=("einhalb", "Viertel", "dreiviertel", "Drittel", "Dank", "m", "Mio", "Billion", "Billionen"),
    out_of=("von", "aus"),
    counted=(
        "Person", "Erwachsener", "Kind", "Sohn", "Tochter", "Baby", "Uhr", "Stunde", "Tag", "Nacht", "Woche", "Monat", "Jahr", "Tisch",
        "Zimmer", "Platz", "Karte", "Ticket", "Stück",
    ),
    idioms=("eine Frage", "eine Sache"),
)  # fmt: skip

_MINUTES = {"fünf": 5, "zehn": 10, "zwanzig": 20}
"""As they are said around an hour. Half past two is halb drei."""

_DATES = DateWords(
    months=(
        ("Januar", "Jänner", "Jan"), ("Februar", "Feber", "Feb"), ("März", "Mär", "Mrz"), ("April", "Apr"), ("Mai",),
        ("Juni", "Jun"), ("Juli", "Jul"), ("August", "Aug"), ("September", "Sept", "Sep"), ("Oktober", "Okt"),
        ("November", "Nov"), ("Dezember", "Dez"),
    ),
    weekdays=(
        ("Montag", "Mo"), ("Dienstag", "Di"), ("Mittwoch", "Mi"), ("Donnerstag", "Do"), ("Freitag", "Fr"),
        ("Samstag", "Sonnabend", "Sa"), ("Sonntag", "So"),
    ),
    days={"heute": 0, "morgen": 1, "übermorgen": 2, "gestern": -1, "vorgestern": -2},
    units={
        "Tag": 1, "Tage": 1, "Tagen": 1, "Woche": 7, "Wochen": 7, "Monat": -1, "Monate": -1, "Monaten": -1, "Jahr": -12,
        "Jahre": -12, "Jahren": -12,
    },
    ahead_before=("in",),
    ago_before=("vor",),
    coming_before=("nächsten", "nächster", "am nächsten", "kommenden", "am kommenden"),
    this_before=("diesen", "am", "an diesem"),
    past_before=("letzten", "letzter", "am letzten", "vergangenen"),
    links=("der", "den", "dem", "am"),
    not_after=("guten", "am", "jeden", "vor", "nach", "nicht", "nicht am", "übernächsten", "übernächster", "übernächste Woche", "nächste Woche", "nächste Woche am"),
    not_before=("in einer Woche", "nächste Woche"),
)  # fmt: skip

_BESIDE = BesideWords(
    denials=(
        "ohne", "außer", "weder",
    ),
    limits=(
        "mehr als", "weniger als", "größer als", "kleiner als", "älter als", "jünger als", "über", "unter",
        "mindestens", "höchstens", "maximal", "minimal", "wenigstens", "bis", "bis zu", "bis zum", "bis zur", "ab",
        "ab dem", "ab den", "seit", "seit dem", "von", "vom", "vor", "vor dem", "vor den", "nach", "nach dem",
        "nach den", "zwischen", "zwischen dem", "frühestens", "frühestens am", "spätestens", "spätestens am",
        "spätestens um", "früher als", "später als", "außer am", "ich und", "vor mehr als", "nach um",
    ),
    limits_after=(
        "oder mehr", "oder weniger", "oder später", "oder früher", "oder danach", "oder davor", "und mehr", "aufwärts",
        "mindestens", "höchstens", "maximal", "spätestens", "frühestens", "und ich", "plus",
    ),
    to=(
        "bis", "oder", "und", "bis zum", "bis zu",
    ),
)  # fmt: skip

GERMAN = Words(
    code="de",
    name="German",
    yes=(
        "ja", "j", "jo", "jep", "jap", "jup", "yep", "ja bitte", "ja gerne", "ja klar", "gerne", "gern", "klar", "na klar",
        "sicher", "aber sicher", "natürlich", "selbstverständlich", "ok", "okay", "in Ordnung", "einverstanden", "genau",
        "richtig", "korrekt", "stimmt", "das stimmt", "das ist richtig", "auf jeden Fall", "definitiv", "absolut",
        "jawohl", "doch", "ich bestätige", "ich stimme zu", "ich denke schon", "ich glaube schon", "warum nicht",
        "passt", "bestätigt", "👍", "👌", "✅", "✔", "☑", "🆗", "💯", "🙆",
        "kein Zweifel", "ohne Zweifel", "wieso nicht",
    ),
    yes_alone=("bitte", "gut", "wahr", "perfekt", "super", "prima", "mach das", "habe ich", "will ich", "bin ich"),
    no=(
        "nein", "n", "ne", "nee", "nö", "nein danke", "auf keinen Fall", "keinesfalls", "keineswegs", "gar nicht",
        "überhaupt nicht", "noch nicht", "jetzt nicht", "heute nicht", "nicht wirklich", "eher nicht", "lieber nicht",
        "natürlich nicht", "sicher nicht", "nie", "niemals", "falsch", "das ist falsch", "das stimmt nicht", "stimmt nicht",
        "ich glaube nicht", "ich denke nicht", "ich lehne ab", "nicht einverstanden", "nicht richtig",
        "👎", "❌", "✖", "❎", "🚫", "🙅",
        "nicht gerne", "nicht gern", "nicht klar", "nicht genau", "passt nicht", "nicht ok", "nicht okay",
        "nicht in Ordnung", "nicht gut", "keins",
    ),
    not_words=("nicht", "kein", "keine", "keinen", "nichts", "habe ich nicht", "will ich nicht", "bin ich nicht"),
    unsure=(
        "ja und nein", "ja oder nein", "jein", "vielleicht", "eventuell", "weiß nicht", "ich weiß nicht",
        "weiß ich nicht", "ich weiß es nicht", "keine Ahnung", "nicht sicher", "ich bin nicht sicher",
        "ich bin mir nicht sicher", "kommt darauf an", "kommt drauf an", "manchmal", "ich verstehe nicht",
        "verstehe ich nicht", "weder noch", "🤷", "🤔",
        "wahrscheinlich nicht", "vermutlich nicht", "hoffentlich nicht", "nicht unbedingt",
        "mir nicht klar", "ist mir nicht klar", "nicht ganz sicher",
    ),
    fillers=(
        "ah", "äh", "ähm", "hm", "also", "na ja", "naja", "nun", "hallo", "hi", "danke", "bitte", "und", "ich glaube", "ich denke",
        "aber", "kein Problem", "keine Ursache", "keine Sorge", "keine Frage", "kein Ding", "kein Thema", "macht nichts",
        "nicht schlimm", "nicht schlecht", "nicht falsch", "keine Einwände", "nichts dagegen", "ich habe nichts dagegen",
        "schadet nicht",
    ),
    courtesies=("bitte", "danke", "vielen Dank", "danke schön"),
    cardinals={word: value for word, value in _SMALL.items() if value} | {"ein": 1, "eine": 1, "zwanzig": 20},
    ordinals={
        f"{stem}{ending}": place for place, stem in enumerate(_ORDINAL_STEMS, 1) for ending in ("e", "er", "es", "en")
    },
    last=("letzte", "letzter", "letztes", "die letzte", "der letzte", "das letzte", "die letzte Option"),
    frames=(
        "{n}", "#{n}", "die {n}", "der {n}", "das {n}", "den {n}", "Option {n}", "die Option {n}", "Nummer {n}",
        "die Nummer {n}", "Nr. {n}", "{n} Option", "die {n} Option", "Auswahl {n}", "Antwort {n}", "Punkt {n}",
    ),
    opt_out=(
        "abmelden", "stopp", "abbestellen", "aufhören", "austragen", "keine Nachrichten mehr", "bitte abmelden",
        "nicht mehr schreiben",
    ),
    decimal=",",
    order="dmy",
    numbers=_NUMBERS,
    dates=_DATES,
    beside=_BESIDE,
    times=TimeWords(
        named={"Mittag": 720, "mittags": 720, "zwölf Uhr mittags": 720, "Mitternacht": 0, "um Mitternacht": 0},
        am=(),
        morning=("morgens", "vormittags", "früh", "am Morgen", "am Vormittag"),
        afternoon=("nachmittags", "abends", "am Nachmittag", "am Abend"),
        night=("nachts", "in der Nacht"),
        hour_marks=("Uhr", "h"),
        at=("um", "gegen"),
        past={"viertel nach": 15, **{f"{word} nach": minutes for word, minutes in _MINUTES.items()}},
        before={
            "halb": 30, "viertel": 45, "dreiviertel": 15, "drei viertel": 15, "viertel vor": 15,
            **{f"{word} vor": minutes for word, minutes in _MINUTES.items()},
            **{f"{word} vor halb": 30 + minutes for word, minutes in _MINUTES.items()},
            **{f"{word} nach halb": 30 - minutes for word, minutes in _MINUTES.items()},
        },
    ),
)  # fmt: skip
