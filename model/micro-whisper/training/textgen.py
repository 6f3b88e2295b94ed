"""Lexicon and random sentence generator (Swedish)."""

from __future__ import annotations

import random

NUMBERS = """noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton
sexton sjutton arton nitton tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra
tusen""".split()
WEEKDAYS = "måndag tisdag onsdag torsdag fredag lördag söndag".split()
MONTHS = """januari februari mars april maj juni juli augusti september oktober november
december""".split()
FUNCTION = """och eller men att som det den en jag du han hon vi ni är var har hade kan ska
vill måste inte på i till från med för av om under över efter före mellan utan också bara så
nu då här där när hur vad vem vilken varför ja nej tack""".split()
NOUNS = """radio stockholm göteborg malmö sverige klockan morgon dag kväll natt vecka månad
år tid minuter sekunder timmar grader väder sol regn snö vind himmel nyheter program musik
låt röst ljud film bok bil buss tåg båt hus hem skola arbete stad land väg gata vatten kaffe
te mat bröd mjölk äpple fisk hund katt häst barn man kvinna vän familj mamma pappa bror
syster lärare läkare kung drottning""".split()
OTHER = """god bra ny gammal stor liten varm kall röd blå grön vit svart lång kort snabb
välkommen kommer går ser hör säger läser skriver spelar börjar slutar bor heter tycker talar
arbetar äter dricker sover köper ljus mörk sen idag igår imorgon alltid aldrig ofta hej""".split()

LEXICON = NUMBERS + WEEKDAYS + MONTHS + FUNCTION + NOUNS + OTHER
assert len(LEXICON) == len(set(LEXICON))

PLACES = "stockholm göteborg malmö sverige".split()
PERSONS = "jag du han hon vi ni mamma pappa".split()
VERBS = """kommer går ser hör säger läser skriver spelar börjar slutar bor tycker talar arbetar
äter dricker sover köper""".split()
THINGS = """sol regn snö vind himmel musik film bok bil buss tåg båt hus skola stad land väg
gata vatten kaffe te mat bröd mjölk äpple fisk hund katt häst""".split()
COLOURS = "röd blå grön vit svart ny gammal stor liten varm kall lång kort snabb".split()

# {n} number, {d} weekday, {m} month, {p} place, {w} person, {v} verb, {t} thing, {c} adjective
TEMPLATES = """god morgon och välkommen till radio stockholm klockan är {n}
god morgon {p} klockan är {n}
god morgon idag är det {d}
god natt och tack
hej och välkommen till {p}
hej jag heter {w}
idag är det {d}
idag är det {d} den {n} {m}
det är {d} imorgon
klockan är {n}
nu är klockan {n}
klockan är {n} och här kommer nyheter från {p}
här är nyheter från {p}
här kommer musik från {p}
det är {n} grader i {p}
det är {c} och {c} i {p} idag
{w} {v} i {p}
{w} {v} inte på {d}
{w} har en {c} {t}
{w} har {n} {t}
{w} vill ha {t}
{w} ska {v} {t} imorgon
{w} kan inte {v} utan {t}
vad är det för väder i {p}
vad heter du
hur var det i {p} igår
när börjar skola och arbete
när kommer {w} till {p}
vem är {w}
varför {v} {w} alltid {t}
{n} plus {n}
{n} och {n} är {n}
en {c} {t} och en {c} {t}
den {n} {m}
från {n} till {n} minuter
mellan {n} och {n} grader
{m} {m} och {m}
{d} {d} och {d}
{n} {n} {n} {n}
{n} {n} {n} {n} {n} {n}
tack för idag och välkommen på {d}
nu spelar vi musik i radio {p}
ja tack
nej tack
hej hej
god kväll""".split("\n")
SLOTS = {
    "n": NUMBERS,
    "d": WEEKDAYS,
    "m": MONTHS,
    "p": PLACES,
    "w": PERSONS,
    "v": VERBS,
    "t": THINGS,
    "c": COLOURS,
}
_LEX = set(LEXICON)
TEMPLATES = [t for t in TEMPLATES if all(w in _LEX or w.startswith("{") for w in t.split())]


def template_sentence(rng: random.Random) -> str:
    words = rng.choice(TEMPLATES).split()
    return " ".join(rng.choice(SLOTS[w[1]]) if w.startswith("{") else w for w in words)


# Homophones of the single words idag, igår, imorgon: never generated.
AMBIGUOUS = ("i dag", "i går", "i morgon")


def random_sentence(rng: random.Random, lo=3, hi=12) -> str:
    while True:
        text = " ".join(rng.choice(LEXICON) for _ in range(rng.randint(lo, hi)))
        if not any(f" {a} " in f" {text} " for a in AMBIGUOUS):
            return text


def repeat_sentence(rng: random.Random) -> str:
    """Few distinct words, many repeats: trains the decoder to keep its position."""
    while True:
        few = rng.sample(LEXICON, rng.randint(2, 6))
        text = " ".join(rng.choice(few) for _ in range(rng.randint(3, 12)))
        if not any(f" {a} " in f" {text} " for a in AMBIGUOUS):
            return text


def sentence(rng: random.Random) -> tuple[str, str]:
    """(kind, text): 25 % template, 60 % random of 3-12 words, 15 % very short (1-3)."""
    r = rng.random()
    if r < 0.25:
        return "template", template_sentence(rng)
    if r < 0.40:
        return "short", random_sentence(rng, 1, 3)
    return "random", random_sentence(rng)


if __name__ == "__main__":
    print(len(LEXICON), len(TEMPLATES))
