"""Words whose error changes the meaning, and fillers, whose error does not. Swedish and English.

Lower case. One list for both languages: no word of one is in another class in the other. Numbers in
digits and units such as "5kg" are recognised in word_class.py.
"""

from __future__ import annotations

NEGATIONS = frozenset(
    """
    inte ej icke aldrig ingen inget inga ingenting ingenstans utan varken nej knappt
    no not never none nobody nothing nowhere neither nor without cannot hardly
    """.split()
)

NUMBERS = frozenset(
    """
    noll ett två tre fyra fem sex sju åtta nio tio elva tolv tretton fjorton femton sexton sjutton
    arton nitton tjugo trettio fyrtio femtio sextio sjuttio åttio nittio hundra tusen miljon
    miljoner miljard miljarder halv halva dubbelt första andra tredje fjärde femte sjätte sjunde
    åttonde nionde tionde
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
    hundred thousand million millions billion billions half twice first second third fourth fifth
    sixth seventh eighth ninth tenth
    """.split()
)

UNITS = frozenset(
    """
    kronor krona öre procent meter centimeter millimeter kilometer mil kilo kilogram gram hekto ton
    liter deciliter milliliter grader volt watt timme timmar minut minuter sekund sekunder dag dagar
    vecka veckor månad månader
    dollar dollars cent cents pounds euro euros percent meters metres centimeters millimeters
    kilometers miles feet inches kilograms grams milligrams milligram mg ml kg km cm mm liters litres
    degrees volts watts hour hours minute minutes seconds day days week weeks month months
    """.split()
)

FILLERS = frozenset(
    """
    eh öh äh hm hmm mhm aa jo ju liksom asså alltså typ va då nå
    uh um er erm ah oh yeah okay ok well like
    """.split()
)
