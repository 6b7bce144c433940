"""French: its words for yes and no, positions, local numbers, days and times.

Month and weekday names: Unicode CLDR, © Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from flow_notations.answers.words import BesideWords, DateWords, NumberWords, TimeWords, Words

_SMALL = {
    "zéro": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip

_TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80, "octante": 80,
    "nonante": 90,
}  # fmt: skip
_ONES = {word: value for word, value in _SMALL.items() if 0 < value < 10}
_TEENS = {word: value for word, value in _SMALL.items() if value >= 10} | {
    f"dix-{word}": 10 + value for word, value in _ONES.items() if value >= 7
}
_COMPOUNDS = {
    **{f"{ten}-{one}": tens + ones for ten, tens in _TENS.items() for one, ones in _ONES.items()},
    **{f"{ten} et {one}": tens + 1 for ten, tens in _TENS.items() for one in ("un", "une")},
    **{word: value for word, value in _TEENS.items() if "-" in word},
    **{f"soixante-{word}": 60 + value for word, value in _TEENS.items()},
    "soixante et onze": 71,
    "quatre-vingt": 80,
    "quatre-vingts": 80,
    "quatre-vingt-une": 81,
    **{
        f"une {word}": value
        for word, value in {"dizaine": 10, "quinzaine": 15, "vingtaine": 20, "centaine": 100}.items()
    },
    **{f"quatre-vingt-{word}": 80 + value for word, value in (_ONES | _TEENS).items()},
}
"""From dix-sept to quatre-vingt-dix-neuf: sixty and eighty count on to twenty."""

_NUMBERS = NumberWords(
    small={word: value for word, value in _SMALL.items() if word != "un"},
    tens=_TENS,
    compounds=_COMPOUNDS,
    scales={
        "cent": 100, "cents": 100, "mille": 1000, "million": 1_000_000, "millions": 1_000_000, "milliard": 1_000_000_000,
        "milliards": 1_000_000_000, "millier": 1000, "milliers": 1000, "douzaine": 12, "douzaines": 12,
    },
    weak={"un": 1, "une": 1},
    plurals=("cents", "millions", "milliards", "millier", "milliers", "douzaines"),
    nothing=("aucun", "aucune", "rien"),
    joiners=("et",),
    points=("virgule", "point"),
    minus=("moins",),
    halves=("demi", "demie"),
    parts=("quart", "quarts", "tiers", "moment", "instant", "k", "m", "billion", "billions", "trentaine", "quarantaine"),
    out_of=("sur",),
    counted=(
        "personne", "adulte", "enfant", "fils", "fille", "bébé", "fois", "heure", "jour", "nuit", "semaine", "mois", "an", "année", "table",
        "chambre", "place", "billet", "unité",
    ),
    idioms=("plus ou moins", "un peu", "une chose", "une question"),
)  # fmt: skip

_DATES = DateWords(
    months=(
        ("janvier", "janv"), ("février", "févr", "fév"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
        ("juillet", "juil"), ("août",), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov"),
        ("décembre", "déc"),
    ),
    weekdays=(
        ("lundi", "lun"), ("mardi", "mar"), ("mercredi", "mer"), ("jeudi", "jeu"), ("vendredi", "ven"), ("samedi", "sam"),
        ("dimanche", "dim"),
    ),
    days={
        "aujourd'hui": 0, "demain": 1, "après-demain": 2, "après demain": 2, "hier": -1, "avant-hier": -2, "avant hier": -2,
    },
    units={"jour": 1, "jours": 1, "semaine": 7, "semaines": 7, "mois": -1, "an": -12, "ans": -12, "année": -12},
    ahead_before=("dans", "d'ici"),
    ago_before=("il y a",),
    coming_before=("le prochain", "prochain"),
    this_before=("ce", "le"),
    coming_after=("prochain", "qui vient"),
    past_before=("le dernier",),
    past_after=("dernier", "passé"),
    links=("de", "le"),
    day_endings=("er", "e"),
    not_after=("avant", "après", "chaque", "tous les", "pas", "pas le", "semaine prochaine", "semaine prochaine le"),
    not_before=("de la semaine prochaine", "en 8", "en 15"),
)  # fmt: skip

_BESIDE = BesideWords(
    denials=(
        "ni", "sans", "sauf", "excepté",
    ),
    limits=(
        "plus de", "plus que", "moins de", "moins que", "au moins", "au plus", "au maximum", "au minimum", "maximum",
        "minimum", "jusqu'à", "jusqu'au", "jusqu", "jusque", "dès", "depuis", "depuis le", "à partir de", "à partir du",
        "à partir", "avant", "avant le", "avant les", "après", "après le", "après les", "entre", "entre le", "pendant",
        "durant", "moi et",
    ),
    limits_after=(
        "ou plus", "ou moins", "ou plus tard", "ou avant", "ou après", "et plus", "au moins", "au plus", "au maximum",
        "au minimum", "maximum", "minimum", "et quart", "et moi", "et des poussières",
    ),
    to=(
        "à", "au", "ou", "et", "jusqu'à", "jusqu'au",
    ),
)  # fmt: skip

FRENCH = Words(
    code="fr",
    name="French",
    yes=(
        "oui", "o", "ouais", "ouaip", "ui", "oui oui", "oui merci", "oui s'il vous plaît", "ok", "okay", "d'accord",
        "dac", "bien sûr", "bien entendu", "certainement", "absolument", "tout à fait", "exact", "exactement", "c'est ça",
        "c'est exact", "c'est correct", "correct", "volontiers", "avec plaisir", "pourquoi pas", "je confirme", "j'accepte",
        "je suis d'accord", "je crois que oui", "je pense que oui", "entendu", "mais si", "ça marche",
        "sans aucun doute", "évidemment", "👍", "👌", "✅", "✔", "☑", "🆗", "💯", "🙆",
        "aucun doute", "il n'y a pas de doute",
    ),
    yes_alone=(
        "bien", "vrai", "parfait", "super", "accepter", "allez", "carrément", "je veux", "je le veux",
        "si",
    ),
    no=(
        "non", "nan", "non merci", "non non", "pas du tout", "bien sûr que non", "certainement pas", "absolument pas",
        "surtout pas", "jamais", "pas encore", "pas maintenant", "pas aujourd'hui", "pas vraiment", "je ne crois pas",
        "je ne pense pas", "je crois que non", "je pense que non", "incorrect", "c'est faux", "je refuse", "hors de question",
        "aucunement", "pas d'accord", "👎", "❌", "✖", "❎", "🚫", "🙅",
        "ça marche pas", "ça ne marche pas", "carrément pas", "pas tout à fait", "je ne suis pas d'accord",
        "je suis pas d'accord",
    ),
    not_words=("pas", "faux", "aucun", "aucune", "rien", "je ne veux pas", "je n'ai pas"),
    unsure=(
        "oui et non", "oui ou non", "peut-être", "je ne sais pas", "je sais pas", "sais pas", "j'sais pas", "aucune idée",
        "pas sûr", "pas sûre", "je ne suis pas sûr", "je ne suis pas sûre", "ça dépend", "parfois",
        "je ne me souviens pas", "je ne comprends pas", "ni oui ni non", "🤷", "🤔",
        "pas nécessairement", "pas forcément", "chais pas", "probablement pas", "si possible", "je n'en sais rien",
    ),
    fillers=(
        "ah", "euh", "ben", "bah", "bon", "eh bien", "alors", "bonjour", "salut", "merci", "s'il vous plaît", "s'il te plaît", "et", "mais",
        "pas de problème", "pas de problèmes", "pas de souci", "pas de soucis", "aucun problème", "aucun souci", "pas mal",
        "pas grave", "n'est pas grave", "ce n'est pas grave", "c'est pas grave", "pas faux", "c'est pas faux",
        "ce n'est pas faux", "je ne refuse pas", "je n'ai rien contre", "de rien",
    ),
    courtesies=("s'il vous plaît", "s'il te plaît", "svp", "stp", "merci"),
    cardinals={word: value for word, value in _SMALL.items() if value}
    | {"une": 1, "vingt": 20, "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19},
    ordinals={
        "premier": 1, "première": 1, "deuxième": 2, "second": 2, "seconde": 2, "troisième": 3, "quatrième": 4,
        "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9, "dixième": 10, "1er": 1, "1ère": 1,
        "1re": 1, **{f"{place}{sign}": place for place in range(2, 32) for sign in ("e", "eme", "ème")},
    },
    last=("dernier", "dernière", "le dernier", "la dernière", "la dernière option"),
    frames=(
        "{n}", "#{n}", "le {n}", "la {n}", "option {n}", "l'option {n}", "option numéro {n}", "numéro {n}", "le numéro {n}",
        "n° {n}", "{n} option", "la {n} option", "choix {n}", "le choix {n}", "réponse {n}",
    ),
    opt_out=(
        "arrêter", "arrêt", "arrêtez", "désabonner", "me désabonner", "désinscrire", "désinscription", "se désabonner",
        "ne m'écrivez plus", "plus de messages",
    ),
    decimal=",",
    order="dmy",
    numbers=_NUMBERS,
    dates=_DATES,
    beside=_BESIDE,
    times=TimeWords(
        named={"midi": 720, "à midi": 720, "minuit": 0, "à minuit": 0},
        morning=("du matin", "le matin"),
        afternoon=("de l'après-midi", "l'après-midi", "après-midi", "cet après-midi"),
        night=("du soir", "le soir"),
        hour_marks=("heures", "heure", "h"),
        on_the_dot=("pile",),
        at=("à", "vers"),
        past={"et demie": 30, "et demi": 30, "et quart": 15},
        before={
            "moins le quart": 15, "moins quart": 15, "moins cinq": 5, "moins dix": 10, "moins vingt": 20, "moins vingt-cinq": 25,
        },
    ),
)  # fmt: skip
