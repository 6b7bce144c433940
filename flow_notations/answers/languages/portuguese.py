"""Portuguese: its words for yes and no, positions, local numbers, days and times.

Month and weekday names: Unicode CLDR, © Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from flow_notations.answers.words import BesideWords, DateWords, NumberWords, TimeWords, Words

_SMALL = {
    "zero": 0, "um": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9,
    "dez": 10, "onze": 11, "doze": 12, "treze": 13, "catorze": 14, "quatorze": 14, "quinze": 15, "dezesseis": 16,
    "dezasseis": 16, "dezessete": 17, "dezassete": 17, "dezoito": 18, "dezenove": 19, "dezanove": 19,
}  # fmt: skip

_NUMBERS = NumberWords(
    small={word: value for word, value in _SMALL.items() if word != "um"},
    tens={
        "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50, "cinqüenta": 50, "sessenta": 60, "setenta": 70, "oitenta": 80,
        "noventa": 90,
    },
    hundreds={
        "cem": 100, "cento": 100, "duzentos": 200, "duzentas": 200, "trezentos": 300, "trezentas": 300, "quatrocentos": 400,
        "quatrocentas": 400, "quinhentos": 500, "quinhentas": 500, "seiscentos": 600, "seiscentas": 600, "setecentos": 700,
        "setecentas": 700, "oitocentos": 800, "oitocentas": 800, "novecentos": 900, "novecentas": 900,
    },
    scales={"mil": 1000, "milhão": 1_000_000, "milhões": 1_000_000, "bilhão": 1_000_000_000, "bilhões": 1_000_000_000, "dúzia": 12, "dúzias": 12},
    weak={"um": 1, "uma": 1},
    plurals=("milhões", "bilhões", "dúzias"),
    nothing=("nenhum", "nenhuma", "nada"),
    joiners=("e",),
    tens_joiners=("e",),
    tens_joined_from=20,
    points=("vírgula", "ponto"),
    minus=("menos",),
    halves=("meio", "meia"),
    parts=("terço", "terços", "momento", "instante", "k", "m", "bilião", "biliões", "trilhão", "trilhões"),
    out_of=("de", "em", "sobre"),
    counted=(
        "pessoa", "adulto", "adulta", "criança", "filho", "filha", "bebê", "vez", "hora", "dia", "noite", "semana", "mês", "ano", "mesa",
        "quarto duplo", "ingresso", "bilhete", "unidade",
    ),
    idioms=("mais ou menos", "uma coisa", "uma pergunta"),
)  # fmt: skip  # fmt: skip

_MINUTES = {"cinco": 5, "dez": 10, "quinze": 15, "um quarto": 15, "vinte": 20, "vinte e cinco": 25}
"""As they are said around an hour."""

_DATES = DateWords(
    months=(
        ("janeiro", "jan"), ("fevereiro", "fev"), ("março", "mar"), ("abril", "abr"), ("maio", "mai"), ("junho", "jun"),
        ("julho", "jul"), ("agosto", "ago"), ("setembro", "set"), ("outubro", "out"), ("novembro", "nov"),
        ("dezembro", "dez"),
    ),
    weekdays=(
        ("segunda-feira", "segunda", "seg"), ("terça-feira", "terça", "ter"), ("quarta-feira", "quarta", "qua"),
        ("quinta-feira", "quinta", "qui"), ("sexta-feira", "sexta", "sex"), ("sábado", "sáb"), ("domingo", "dom"),
    ),
    days={"hoje": 0, "amanhã": 1, "depois de amanhã": 2, "ontem": -1, "anteontem": -2},
    units={"dia": 1, "dias": 1, "semana": 7, "semanas": 7, "mês": -1, "meses": -1, "ano": -12, "anos": -12},
    ahead_before=("em", "daqui a", "dentro de"),
    ago_before=("há", "faz"),
    ago_after=("atrás",),
    coming_before=("a próxima", "o próximo", "próxima", "próximo", "na próxima", "no próximo"),
    this_before=("esta", "este", "nesta", "neste", "na", "no"),
    coming_after=("que vem", "próxima", "próximo"),
    past_before=("a última", "o último", "última", "último"),
    past_after=("passada", "passado"),
    links=("de", "do", "o"),
    day_endings=("o",),
    not_after=("antes de", "depois de", "todo", "toda", "semana que vem", "semana que vem na", "próxima semana", "próxima semana na"),
    not_before=("vez", "opção", "via", "da próxima semana", "da semana que vem"),
)  # fmt: skip

_BESIDE = BesideWords(
    denials=(
        "nem", "sem", "exceto", "menos a", "menos o",
    ),
    limits=(
        "mais de", "mais do que", "mais que", "durante", "por", "menos de", "menos do que", "pelo menos", "ao menos", "no mínimo",
        "no máximo", "mínimo", "máximo", "até", "até o", "até a", "até as", "até às", "desde", "desde o", "desde a",
        "a partir de", "a partir do", "a partir da", "a partir das", "antes", "antes de", "antes do", "antes da",
        "antes das", "depois", "depois de", "depois do", "depois da", "depois das", "após", "após o", "após a",
        "após as", "entre", "entre o", "eu e",
    ),
    limits_after=(
        "ou mais", "ou menos", "ou mais tarde", "ou antes", "ou depois", "no mínimo", "no máximo", "pelo menos",
        "em diante", "e pouco", "e tal", "e eu",
    ),
    to=(
        "a", "à", "às", "ao", "ou", "e", "até",
    ),
)  # fmt: skip

PORTUGUESE = Words(
    code="pt",
    name="Portuguese",
    yes=(
        "sim", "s", "ss", "sim por favor", "claro", "claro que sim", "com certeza", "ok", "okay", "tá", "tá bom", "está bem",
        "pode ser", "pode", "isso", "isso mesmo", "correto", "exato", "certo", "certeza", "aceito", "confirmo", "concordo",
        "de acordo", "acho que sim", "por que não", "sem dúvida", "beleza", "blz", "pois é", "quero sim", "tenho sim",
        "👍", "👌", "✅", "✔", "☑", "🆗", "💯", "🙆",
        "não há dúvida", "não tem dúvida",
    ),
    yes_alone=("bom", "bem", "quero", "tenho", "sou", "é", "foi", "verdade", "perfeito", "ótimo", "vamos", "uhum", "aham"),
    no=(
        "não", "n", "nn", "nao", "não obrigado", "não obrigada", "claro que não", "de jeito nenhum", "de modo nenhum",
        "nunca", "jamais", "negativo", "ainda não", "agora não", "hoje não", "não quero", "não tenho", "acho que não",
        "incorreto", "errado", "recuso", "nem pensar", "👎", "❌", "✖", "❎", "🚫", "🙅",
        "não pode", "não pode ser", "não tá bom", "não está bom", "não está bem", "não está certo", "não concordo",
        "isso não", "não é", "não é isso", "com certeza não", "quero não", "tenho não",
    ),
    not_words=("nenhum", "nenhuma", "nada", "falso", "tampouco"),
    unsure=(
        "sim e não", "sim ou não", "talvez", "não sei", "sei lá", "não tenho certeza", "depende", "às vezes", "quem sabe",
        "não lembro", "não me lembro", "não entendi", "não entendo", "nem sim nem não", "🤷", "🤔",
        "sei não", "nem sei", "não sei não", "sem certeza", "porque não", "provavelmente não", "não necessariamente",
    ),
    fillers=(
        "ah", "oi", "olá", "bom", "bem", "então", "hum", "bom dia", "boa tarde", "acho que", "por favor", "obrigado", "obrigada", "e",
        "mas", "não tem problema", "não há problema", "nenhum problema", "não faz mal", "não me importo", "não duvido",
        "não tenho dúvida", "não tenho dúvidas", "não está errado", "não está mal", "nada mal", "pois não", "pois sim",
        "de nada", "nada a ver", "não se preocupe", "não importa",
    ),
    courtesies=("por favor", "pfv", "pf", "obrigado", "obrigada"),
    cardinals={word: value for word, value in _SMALL.items() if value} | {"uma": 1, "vinte": 20},
    ordinals={
        "primeiro": 1, "primeira": 1, "segundo": 2, "segunda": 2, "terceiro": 3, "terceira": 3, "quarto": 4, "quarta": 4,
        "quinto": 5, "quinta": 5, "sexto": 6, "sexta": 6, "sétimo": 7, "sétima": 7, "oitavo": 8, "oitava": 8, "nono": 9,
        "nona": 9, "décimo": 10, "décima": 10,
        **{f"{place}{sign}": place for place in range(1, 32) for sign in ("o", "a")},
    },
    last=("último", "última", "o último", "a última", "última opção", "a última opção"),
    frames=(
        "{n}", "#{n}", "o {n}", "a {n}", "opção {n}", "a opção {n}", "opção número {n}", "número {n}", "o número {n}",
        "{n} opção", "a {n} opção", "quero o {n}", "quero a {n}", "resposta {n}", "nº {n}",
    ),
    opt_out=(
        "parar", "pare", "sair", "cancelar inscrição", "descadastrar", "descadastre-me", "não quero mais receber mensagens",
        "não me mande mais mensagens", "remover",
    ),
    decimal=",",
    order="dmy",
    numbers=_NUMBERS,
    dates=_DATES,
    beside=_BESIDE,
    times=TimeWords(
        named={"meio-dia": 720, "ao meio-dia": 720, "meia-noite": 0},
        morning=("da manhã", "de manhã", "da madrugada"),
        afternoon=("da tarde", "de tarde", "à tarde"),
        night=("da noite", "à noite"),
        hour_marks=("horas", "hora", "hrs", "h"),
        on_the_dot=("em ponto",),
        at=("às", "as", "à", "a"),
        past={"e meia": 30, **{f"e {word}": minutes for word, minutes in _MINUTES.items()}},
        before={
            f"{word}{before}": minutes
            for word, minutes in _MINUTES.items()
            for before in (" para as", " para a", " para o")
        } | {f"menos {word}": minutes for word, minutes in _MINUTES.items()},
    ),
)  # fmt: skip
