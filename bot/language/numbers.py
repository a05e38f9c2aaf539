"""Numbers and units of time as all our languages say them."""

from collections.abc import Iterator
from typing import Final

NUMBERS: Final = {
    word: number
    for number, spelled in enumerate(
        (
            "satu se siji setunggal hiji sopok settong besik ciek sa seddi one",
            "dua dwi loro rong kalih due dhuwa dua duo duwa two",
            "tiga telu telung tigang tilu telu tello telung tigo lhee tellu talu three",
            "empat papat patang sekawan opat empat empa pat ampek peut eppa ampat four",
            "lima limang gangsal lima lema limo limong lima five",
            "enam nem nenem genep enem ennem nem anam nam enneng anam six",
            "tujuh pitu pitung tujuh pituq pettu pitu tujuah tujoh pitu tujuh seven",
            "delapan wolu wolung dalapan balu ballu kutus salapan lapan aruwa walu eight",
            "sembilan sanga sangang salapan siwaq sanga sia sambilan sikureung asera sanga nine",
            "sepuluh sapuluh sedasa sepulu sapolo dasa siploh seppulo ten",
            "sebelas sawelas eleven",
            "setahun sataun rolas duabelas twelve",
        ),
        1,
    )
    for word in spelled.split()
}
DAYS: Final = "hari dino dina dinten poe jelo are rahina ari uroe esso days dinane poena arena".split()
WEEKS: Final = "minggu weeks minggon pekan jumat mingguan".split()
# A number that was written together with its unit: "3hr", "5bln".
UNITS: Final = frozenset(
    "hr hri hari dino dina dinten poe jelo are uroe esso bln bulan wulan sasi thn th tahun jam mgg minggu org orang"
    " wong days months years weeks".split()
)
SEVERAL: Final = 2
MOST: Final = 30


def several_days() -> Iterator[str]:
    """Every way to say "so many days": two or more, in figures and in words."""
    counts = [str(count) for count in range(SEVERAL, MOST + 1)]
    counts += [word for word, number in NUMBERS.items() if number >= SEVERAL]
    return (f"{count} {unit}" for unit in (*DAYS, *WEEKS) for count in counts)


AGE: Final = "umur umurku umure usia usiaku omor omorra umua umu tuuh tuwuh yuswa yuswa age aged".split()
WHOSE: Final = (
    "",
    *"saya aku ku kami baru masih kula kulo tiang tiange abdi urang engko sengko kaula den ambo lon ulun beta".split(),
)
CHILDREN: Final = range(9, 18)


def ages_of_children() -> Iterator[str]:
    """Every way to say that somebody is nine to seventeen years old, in figures."""
    said = [f"{age} {whose}".strip() for age in AGE for whose in WHOSE]
    said += ["saya umur", "aku umur", "saya usia", "baru umur", "masih umur", "i am", "im", "she is", "he is"]
    return (f"{words} {years}" for words in said for years in CHILDREN)


YEARS: Final = (
    "tahun taun thn th taung taon thon warsa in pas was dulu dolo dhimin biyen mbiyen baheula bahela bihari laeq leq"
    " watee waktu jaman zaman kejadian kejadiannya itu kuwi eta ento tsunami gempa kerusuhan".split()
)
LONG_PAST: Final = range(1985, 2023)


def years_past() -> Iterator[str]:
    """Every way to name a year that is long past, in figures."""
    return (f"{said} {year}" for said in YEARS for year in LONG_PAST)


LAUGHS: Final = ("ha", "he", "hi", "wk", "kw", "xi", "kaka", "ngakngak")
EMOJI_LAUGHS: Final = "😂🤣😆😁😄😃😹😜😝🤪😛🙈"


def laughs() -> Iterator[str]:
    """Every way to laugh, in letters however long, or as a picture."""
    for sound in LAUGHS:
        for times in range(2, 9):
            yield sound * times
            yield sound * times + sound[0]
    yield from EMOJI_LAUGHS
