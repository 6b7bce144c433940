"""Spanish: its words for yes and no, positions, numbers, days and times.

Month and weekday names: Unicode CLDR, © Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from flow_notations.answers.words import BesideWords, DateWords, NumberWords, TimeWords, Words

_SMALL = {
    "cero": 0, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciséis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veintiuno": 21, "veintiún": 21, "veintiuna": 21, "veintidós": 22,
    "veintitrés": 23, "veinticuatro": 24, "veinticinco": 25, "veintiséis": 26, "veintisiete": 27, "veintiocho": 28,
    "veintinueve": 29,
}  # fmt: skip

_NUMBERS = NumberWords(
    small=_SMALL,
    tens={
        "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
        "noventa": 90,
    },
    hundreds={
        "cien": 100, "ciento": 100, "doscientos": 200, "doscientas": 200, "trescientos": 300, "trescientas": 300,
        "cuatrocientos": 400, "cuatrocientas": 400, "quinientos": 500, "quinientas": 500, "seiscientos": 600,
        "seiscientas": 600, "setecientos": 700, "setecientas": 700, "ochocientos": 800, "ochocientas": 800,
        "novecientos": 900, "novecientas": 900,
    },
    scales={"mil": 1000, "millón": 1_000_000, "millones": 1_000_000, "docena": 12, "docenas": 12},
    weak={"un": 1, "una": 1},
    plurals=("millones", "docenas"),
    nothing=("ninguno", "ninguna", "nada"),
    tens_joiners=("y",),
    points=("coma", "punto", "con"),
    minus=("menos",),
    halves=("medio", "media"),
    parts=("tercio", "tercios", "cuartos", "k", "m", "billón", "billones", "par"),
    out_of=("de", "sobre", "entre"),
    counted=(
        "persona", "adulto", "adulta", "niño", "niña", "hijo", "hija", "bebé", "vez", "hora", "día", "noche", "semana", "mes", "año",
        "mesa", "habitación", "entrada", "boleto", "unidad", "pieza",
    ),
    idioms=("más o menos", "una cosa", "una pregunta"),
)  # fmt: skip

_DATES = DateWords(
    months=(
        ("enero", "ene"), ("febrero", "feb"), ("marzo", "mar"), ("abril", "abr"), ("mayo", "may"), ("junio", "jun"),
        ("julio", "jul"), ("agosto", "ago"), ("septiembre", "sept", "sep", "setiembre", "set"), ("octubre", "oct"),
        ("noviembre", "nov"), ("diciembre", "dic"),
    ),
    weekdays=(
        ("lunes", "lun"), ("martes",), ("miércoles", "mié"), ("jueves", "jue"), ("viernes", "vie"),
        ("sábado", "sáb"), ("domingo", "dom"),
    ),
    days={
        "hoy": 0, "hoy mismo": 0, "mañana": 1, "pasado mañana": 2, "ayer": -1, "anteayer": -2,
        "antier": -2, "antes de ayer": -2,
    },
    units={
        "día": 1, "días": 1, "semana": 7, "semanas": 7, "quincena": 15, "mes": -1, "meses": -1, "año": -12, "años": -12,
    },
    ahead_before=("en", "dentro de", "de aquí a"),
    ahead_after=("a partir de hoy", "desde hoy"),
    ago_before=("hace",),
    ago_after=("atrás",),
    coming_before=("el próximo", "próximo", "el siguiente"),
    coming_after=("que viene", "próximo", "siguiente", "entrante"),
    this_before=("este", "el", "para el", "este mismo"),
    past_before=("el pasado", "el último"),
    past_after=("pasado", "último"),
    links=("de", "del", "el"),
    day_endings=("o", "ro", "er"),
    not_after=(
        "la", "esta", "cada", "los", "todos los", "antes de", "después de", "menos", "otro", "la semana que viene", "la semana que viene el",
        "próxima semana", "próxima semana el",
    ),
    not_before=("de la próxima semana", "de la semana que viene"),
)  # fmt: skip

_MINUTES = {"cinco": 5, "diez": 10, "cuarto": 15, "un cuarto": 15, "quince": 15, "veinte": 20, "veinticinco": 25}
"""As they are said around an hour."""

_TIMES = TimeWords(
    named={"mediodía": 720, "el mediodía": 720, "al mediodía": 720, "medianoche": 0, "a medianoche": 0},
    morning=("de la mañana", "por la mañana", "de la madrugada"),
    midday=("del mediodía", "del día", "de mediodía"),
    afternoon=("de la tarde", "por la tarde"),
    night=("de la noche", "por la noche"),
    hour_marks=("horas", "hrs", "hs", "h"),
    durations=("horas", "hrs", "hs"),
    on_the_dot=("en punto",),
    at=("a las", "a la", "las", "la", "sobre las", "a eso de las"),
    past={"y media": 30, **{f"y {word}": minutes for word, minutes in _MINUTES.items()}},
    before={f"{word} para {article}": minutes for word, minutes in _MINUTES.items() for article in ("las", "la", "el")}
    | {f"menos {word}": minutes for word, minutes in _MINUTES.items()},
)

_BESIDE = BesideWords(
    denials=(
        "ni", "sin", "salvo", "excepto", "menos el", "menos la",
    ),
    limits=(
        "más de", "menos de", "mayor de", "menor de", "más que", "durante", "por", "al menos", "por lo menos", "a lo menos",
        "como mínimo", "como máximo", "como mucho", "a lo sumo", "mínimo", "máximo", "hasta", "hasta el", "hasta la",
        "hasta las", "desde", "desde el", "desde la", "desde las", "a partir de", "a partir del", "antes", "antes de",
        "antes del", "antes de la", "antes de las", "después", "después de", "después del", "después de la",
        "después de las", "luego de", "entre", "entre el", "yo y", "excepto el", "salvo el",
    ),
    limits_after=(
        "o más", "o menos", "o más tarde", "o antes", "o después", "y pico", "como mínimo", "como máximo", "como mucho",
        "por lo menos", "al menos", "mínimo", "máximo", "en adelante", "y cuarto", "y yo", "más tardar",
    ),
    to=(
        "a", "al", "o", "u", "y", "hasta",
    ),
)  # fmt: skip

SPANISH = Words(
    code="es",
    name="Spanish",
    yes=(
        "sí", "s", "sii", "siii", "sip", "sep", "sí señor", "sí por favor", "claro", "claro que sí", "por supuesto",
        "desde luego", "ok", "okey", "okay", "oki", "vale", "dale", "de acuerdo", "conforme", "correcto", "es correcto",
        "exacto", "exactamente", "así es", "eso es", "cierto", "es cierto", "afirmativo", "acepto", "confirmo",
        "confirmado", "sin duda", "efectivamente", "creo que sí", "supongo que sí", "me parece bien", "adelante",
        "cómo no", "sí quiero", "lo quiero", "sí tengo", "sí lo tengo", "por qué no", "no hay duda", "está bien",
        "👍", "👌", "✅", "✔", "☑", "🆗", "💯", "🙆",
    ),
    yes_alone=(
        "va", "bueno", "bien", "verdad", "es verdad", "seguro", "por favor", "ya", "listo", "perfecto", "obvio", "quiero",
        "la tengo", "lo tengo", "tengo", "genial",
    ),
    no=(
        "no", "n", "nop", "nope", "noo", "nooo", "no gracias", "no señor", "claro que no", "por supuesto que no",
        "desde luego que no", "para nada", "en absoluto", "de ninguna manera", "de ningún modo", "ni hablar", "nunca",
        "jamás", "negativo", "todavía no", "aún no", "ahora no", "hoy no", "no quiero", "no tengo", "no lo tengo",
        "no es correcto", "incorrecto", "no es cierto", "no estoy de acuerdo", "creo que no", "no creo",
        "me parece que no", "mejor no", "rechazo", "no acepto", "que no", "👎", "❌", "✖", "❎", "🚫", "🙅",
        "no está bien", "no confirmo", "seguro que no", "ya no", "no va",
    ),
    not_words=("tampoco", "ninguno", "ninguna", "nada", "falso"),
    unsure=(
        "sí y no", "sí o no", "tal vez", "quizá", "quizás", "a lo mejor", "puede ser", "puede que sí", "puede que no",
        "no sé", "no lo sé", "ni idea", "no tengo idea", "no estoy seguro", "no estoy segura", "depende", "a veces",
        "no me acuerdo", "no recuerdo", "no entiendo", "no entendí", "no sabría", "ni sí ni no", "supongo", "🤷", "🤔",
        "porque no", "ni lo sé", "ni sé", "probablemente no", "no necesariamente", "puede que", "si puedo",
        "si tengo tiempo", "si quiere", "si quieres", "si se puede", "si es posible",
    ),
    fillers=(
        "ah", "eh", "pues", "bueno", "mmm", "hm", "hola", "buenas", "buenos días", "buenas tardes", "oh", "ay", "mira",
        "la verdad", "la verdad es que", "yo digo que", "digo que", "creo que", "no hay problema", "gracias",
        "muchas gracias", "por favor", "y", "entonces",
        "pero", "no importa", "no pasa nada", "no te preocupes", "no se preocupe", "de nada", "no dudo", "no lo dudo",
        "no tengo duda", "no tengo dudas", "no tengo inconveniente", "no tengo problema", "no tengo ningún problema",
        "ningún problema", "ningún inconveniente", "no me parece mal", "no está mal", "no es incorrecto", "no hay problema",
        "no hay inconveniente", "así está bien",
    ),
    courtesies=("por favor", "porfa", "porfis", "porfavor", "gracias", "muchas gracias"),
    cardinals={word: value for word, value in _SMALL.items() if value} | {"veinte": 20, "una": 1, "un": 1},
    ordinals={
        "primero": 1, "primera": 1, "primer": 1, "segundo": 2, "segunda": 2, "tercero": 3, "tercera": 3, "tercer": 3,
        "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5, "sexto": 6, "sexta": 6, "séptimo": 7, "séptima": 7,
        "octavo": 8, "octava": 8, "noveno": 9, "novena": 9, "décimo": 10, "décima": 10,
        **{f"{place}{sign}": place for place in range(1, 32) for sign in ("o", "a", "ro", "ra", "do", "da", "er")},
    },
    last=("último", "última", "el último", "la última", "última opción", "la última opción"),
    frames=(
        "{n}", "#{n}", "# {n}", "el {n}", "la {n}", "lo {n}", "opción {n}", "la opción {n}", "opción #{n}",
        "opción número {n}", "la opción número {n}", "número {n}", "el número {n}", "la número {n}", "num {n}",
        "nro {n}", "no {n}", "n {n}", "{n} opción", "la {n} opción", "respuesta {n}", "elijo {n}", "elijo el {n}",
        "elijo la {n}", "quiero el {n}", "quiero la {n}", "botón {n}",
    ),
    opt_out=(
        "baja", "darme de baja", "dar de baja", "dame de baja", "quiero darme de baja", "alto", "parar", "para",
        "cancelar suscripción", "desuscribir", "desuscribirme", "no más mensajes", "no molestar", "detener",
        "no me escriban más", "no me escribas más", "borrarme", "eliminarme",
    ),
    decimal=",",
    order="dmy",
    numbers=_NUMBERS,
    dates=_DATES,
    beside=_BESIDE,
    times=_TIMES,
)  # fmt: skip
