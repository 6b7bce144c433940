"""English: its words for yes and no, positions, numbers, days and times.

Month and weekday names: Unicode CLDR, © Unicode, Inc., Unicode License V3 (https://www.unicode.org/license.txt).
"""

from flow_notations.answers.words import BesideWords, DateWords, NumberWords, TimeWords, Words

_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip

_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip

_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21, "twenty-second": 22,
    "twenty-third": 23, "twenty-fourth": 24, "twenty-fifth": 25, "twenty-sixth": 26, "twenty-seventh": 27,
    "twenty-eighth": 28, "twenty-ninth": 29, "thirtieth": 30, "thirty-first": 31, "1st": 1, "2nd": 2, "3rd": 3,
    **{f"{day}th": day for day in range(4, 31)}, "21st": 21, "22nd": 22, "23rd": 23, "31st": 31,
}  # fmt: skip

_NUMBERS = NumberWords(
    small=_SMALL,
    tens=_TENS,
    scales={
        "hundred": 100, "thousand": 1000, "k": 1000, "grand": 1000, "million": 1_000_000, "millions": 1_000_000, "mn": 1_000_000,
        "billion": 1_000_000_000, "billions": 1_000_000_000, "bn": 1_000_000_000, "lakh": 100_000, "lakhs": 100_000, "lac": 100_000,
        "crore": 10_000_000, "crores": 10_000_000, "dozen": 12, "dozens": 12,
    },
    weak={"a": 1, "an": 1},
    plurals=("millions", "billions", "k", "grand", "mn", "bn", "lakhs", "lac", "crores", "dozens"),
    nothing=("none", "nil", "nought", "nothing"),
    joiners=("and",),
    points=("point",),
    minus=("minus", "negative"),
    halves=("half",),
    parts=("quarter", "quarters", "third", "thirds", "moment", "sec", "m", "mil", "b", "trillion", "trillions", "double", "triple"),
    out_of=("out of", "of", "from", "over"),
    articles=("a", "an"),
    idioms=(
        "no one", "any one", "every one", "some one", "each one", "this one", "that one", "the one", "other one", "another one",
        "which one", "one another", "one by one", "one moment", "one second", "one sec", "one minute", "one min", "one thing",
        "one question", "one problem",
    ),
)  # fmt: skip

_DATES = DateWords(
    months=(
        ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
        ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
        ("december", "dec"),
    ),
    weekdays=(
        ("monday", "mon"), ("tuesday", "tue", "tues"), ("wednesday", "wed"), ("thursday", "thu", "thur", "thurs"),
        ("friday", "fri"), ("saturday", "sat"), ("sunday", "sun"),
    ),
    days={
        "today": 0, "tonight": 0, "tomorrow": 1, "tomorow": 1, "tmrw": 1, "tmr": 1, "the day after tomorrow": 2,
        "day after tomorrow": 2, "overmorrow": 2, "yesterday": -1, "the day before yesterday": -2,
        "day before yesterday": -2,
    },
    units={
        "day": 1, "days": 1, "week": 7, "weeks": 7, "fortnight": 14, "fortnights": 14, "month": -1, "months": -1,
        "year": -12, "years": -12,
    },
    ahead_before=("in",),
    ahead_after=("from now", "from today", "hence", "later"),
    ago_after=("ago", "before today"),
    coming_before=("next", "the next", "coming", "the coming", "this coming", "this next"),
    coming_after=("coming", "next"),
    this_before=("this", "on", "on this"),
    past_before=("last", "this past", "past"),
    past_after=("last", "just gone"),
    links=("of", "the"),
    day_endings=("st", "nd", "rd", "th"),
    not_after=("from", "after", "before", "every", "except", "not", "not on", "since", "next week", "next week on", "a week", "a week on", "weeks", "weeks on"),
    not_before=("after next", "week", "next week", "of next week"),
)  # fmt: skip

_TIMES = TimeWords(
    named={"noon": 720, "midday": 720, "twelve noon": 720, "12 noon": 720, "midnight": 0, "12 midnight": 0},
    morning=("in the morning", "this morning"),
    afternoon=("in the afternoon", "in the evening", "this afternoon", "this evening"),
    night=("at night", "tonight"),
    hour_marks=("h", "hours", "hrs"),
    durations=("h", "hours", "hrs"),
    on_the_dot=("o'clock", "o clock", "sharp"),
    at=("at", "around", "about", "by"),
    past={
        "half": 30,
        "half past": 30,
        "quarter past": 15,
        "a quarter past": 15,
        "ten past": 10,
        "five past": 5,
        "twenty past": 20,
        "twenty five past": 25,
        "10 past": 10,
        "20 past": 20,
        "25 past": 25,
    },
    before={"quarter to": 15, "a quarter to": 15, "ten to": 10, "five to": 5, "twenty to": 20, "twenty five to": 25},
)

_BESIDE = BesideWords(
    denials=(
        "without", "except", "neither", "ain't",
    ),
    limits=(
        "more than", "less than", "fewer than", "greater than", "bigger than", "older than", "younger than",
        "later than", "earlier than", "at least", "at most", "up to", "over", "under", "above", "below", "before",
        "after", "until", "till", "til", "from", "since", "between", "past", "minimum", "maximum", "max", "starting",
        "not before", "any day but", "any time but", "me and", "me plus", "myself and", "after about", "before about",
    ),
    limits_after=(
        "or more", "or less", "or fewer", "or later", "or earlier", "or after", "or before", "or over", "or under",
        "or so or more", "and up", "and over", "and above", "and more", "and under", "onwards", "onward", "at least",
        "at most", "at the latest", "at the earliest", "minimum", "maximum", "max", "tops", "and me", "plus me",
        "and myself", "plus", "but not",
    ),
    to=(
        "to", "or", "and", "till", "until", "thru", "through",
    ),
)  # fmt: skip

ENGLISH = Words(
    code="en",
    name="English",
    yes=(
        "yes", "y", "yeah", "yea", "yep", "yup", "yeh", "ya", "yess", "yesss", "ye", "yas", "aye", "uh huh", "mhm", "mm hmm",
        "ok", "okay", "okey", "k", "kk", "okie dokie", "alright", "all right", "sure", "sure thing", "for sure",
        "of course", "ofc", "certainly", "definitely", "absolutely", "totally", "indeed", "correct", "that's right",
        "that is right", "that's correct", "that is correct", "exactly", "affirmative", "agreed", "i agree", "i accept",
        "confirmed", "i confirm", "go ahead", "go for it", "please do", "yes please", "by all means", "why not", "you bet",
        "sounds good", "that's fine", "that works", "works for me", "no doubt", "without a doubt", "i think so",
        "i guess so", "i believe so", "i suppose so", "i'd love to", "i would love to",
        "👍", "👌", "✅", "✔", "☑", "🆗", "💯", "🙆",
    ),
    yes_alone=(
        "right", "true", "agree", "accept", "confirm", "i do", "i did", "i am", "i will", "i would", "i have", "i can",
        "it is", "it does", "it did", "it was", "we do", "we are", "we have", "they do", "they are", "he does", "she does",
        "he is", "she is", "do it", "perfect", "great", "fine", "cool", "good",
    ),
    no=(
        "no", "n", "nope", "nah", "naw", "noo", "nooo", "nay", "nop", "uh uh", "no way", "no thanks", "no thank you", "no ty",
        "not really", "not at all", "not yet", "not now", "not today", "not quite", "not exactly", "no never",
        "i don't think so", "i do not think so", "don't think so", "no i don't", "no i do not", "no i am not", "no i'm not",
        "no it isn't", "no it is not", "no it doesn't", "no it does not", "negative", "incorrect", "that's wrong",
        "i disagree", "i decline", "i refuse", "i'd rather not", "rather not", "i'd prefer not", "not correct", "not right",
        "not true", "not ok", "not okay", "not fine", "absolutely not", "definitely not", "certainly not", "of course not",
        "not a chance", "hell no", "👎", "❌", "✖", "❎", "🚫", "🙅",
        "not good", "no good", "don't agree", "do not agree", "i don't agree", "i do not agree", "don't accept",
        "i don't accept", "i do not accept", "don't confirm", "do not confirm", "don't do it", "do not do it",
        "don't go ahead", "do not go ahead", "please don't", "please do not", "no don't do it",
    ),
    not_words=(
        "not", "never", "don't", "do not", "i don't", "i do not", "didn't", "did not", "i didn't", "i did not", "doesn't",
        "does not", "it doesn't", "it does not", "isn't", "is not", "it isn't", "it is not", "it's not", "wasn't",
        "was not", "aren't", "are not", "won't", "will not", "i won't", "i will not", "wouldn't", "would not",
        "i wouldn't", "can't", "cannot", "can not", "i can't", "i cannot", "i can not", "couldn't", "haven't", "have not",
        "i haven't", "i have not", "hasn't", "has not", "am not", "i'm not", "i am not", "not me", "none", "wrong", "false",
        "disagree", "decline", "refuse", "reject", "we don't", "we do not", "they don't", "they do not",
    ),
    unsure=(
        "yes and no", "yes or no", "maybe", "perhaps", "possibly", "not sure", "i'm not sure", "i am not sure",
        "unsure", "don't know", "do not know", "i don't know", "i do not know", "i have no idea", "no idea", "dunno",
        "idk", "it depends", "depends", "sometimes", "no clue", "i guess", "can't say", "cannot say", "hard to say",
        "don't remember", "do not remember", "don't understand", "do not understand", "not certain", "neither",
        "who knows", "🤷", "🤔",
        "i don't remember", "i can't remember", "can't remember", "i don't understand", "i do not understand",
        "i don't get it", "probably not", "i hope so", "i hope not", "hopefully", "i suppose not",
        "i guess not", "not necessarily", "not so sure", "not too sure", "not quite sure", "not entirely sure",
        "i'm not so sure", "i am not so sure",
    ),
    fillers=(
        "oh", "well", "um", "uh", "hmm", "hm", "ah", "so", "hi", "hello", "hey", "please", "actually", "honestly",
        "i think", "i guess", "i say", "i said", "my answer is", "the answer is", "haha", "lol", "no problem",
        "no worries", "no prob", "thanks", "thank you", "and", "then",
        "but", "however", "no issue", "no issues", "no complaints", "no objection", "no objections", "i have no objection",
        "no one", "never mind", "nevermind", "don't worry", "do not worry", "i don't mind", "i do not mind", "don't mind",
        "do not mind", "i wouldn't mind", "wouldn't mind", "can't wait", "i can't wait", "can't complain",
        "i can't complain", "can't hurt", "wouldn't hurt", "it wouldn't hurt", "can't say no", "i can't say no",
        "wouldn't say no", "i wouldn't say no", "i would not say no", "i don't think no", "didn't say no",
        "i didn't say no", "i did not say no", "not against", "i'm not against", "i am not against", "not opposed",
        "not bad", "not a bad idea", "not a problem", "not an issue", "not wrong", "not incorrect", "not false",
        "nothing wrong", "not no", "don't stop", "do not stop", "it's ok", "it's okay", "it's fine", "i'm ok", "i'm okay",
        "i'm fine", "i am ok", "i am fine",
    ),
    courtesies=("please", "pls", "plz", "thanks", "thank you", "thx", "ty", "cheers"),
    cardinals={word: value for word, value in _SMALL.items() if value} | {"twenty": 20},
    ordinals=_ORDINALS,
    last=("last", "the last", "last one", "the last one", "last option", "the last option"),
    frames=(
        "{n}", "#{n}", "# {n}", "the {n}", "{n} one", "the {n} one", "{n} option", "the {n} option", "{n} choice",
        "the {n} choice", "option {n}", "option #{n}", "the option {n}", "option number {n}", "number {n}", "no {n}",
        "no. {n}", "nr {n}", "num {n}", "choice {n}", "answer {n}", "choose {n}", "pick {n}", "select {n}", "press {n}",
        "the number {n}", "opt {n}", "button {n}", "item {n}",
    ),
    opt_out=(
        "stop", "stop all", "stopall", "stop it", "unsubscribe", "unsub", "opt out", "optout", "opt-out", "end messages",
        "remove me", "stop messaging me", "stop texting me", "stop sending messages", "do not contact me",
        "don't contact me", "cancel subscription", "revoke",
    ),
    decimal=".",
    order="mdy",
    numbers=_NUMBERS,
    dates=_DATES,
    beside=_BESIDE,
    times=_TIMES,
)  # fmt: skip
