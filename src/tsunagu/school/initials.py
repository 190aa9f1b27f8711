"""A name by its initials, as sheets that go to other offices write it."""

from tsunagu.school.names import HIRAGANA

_ROWS = (
    ("あぁ", "A"),
    ("いぃ", "I"),
    ("うぅゔ", "U"),
    ("えぇ", "E"),
    ("おぉを", "O"),
    ("かきくけこ", "K"),
    ("がぎぐげご", "G"),
    ("さしすせそ", "S"),
    ("ざずぜぞづ", "Z"),
    ("じぢ", "J"),
    ("たつてと", "T"),
    ("ち", "C"),
    ("だでど", "D"),
    ("なにぬねのん", "N"),
    ("はひへほ", "H"),
    ("ふ", "F"),
    ("ばびぶべぼ", "B"),
    ("ぱぴぷぺぽ", "P"),
    ("まみむめも", "M"),
    ("やゆよゃゅょ", "Y"),
    ("らりるれろ", "R"),
    ("わ", "W"),
)
_LETTERS = {sign: letter for signs, letter in _ROWS for sign in signs}
UNKNOWN = "―"


def initials(family_kana: str, given_kana: str) -> str:
    """As the consultation sheet writes a name: あおき たろう is `A T`; `―` where no kana says."""
    return f"{initial(family_kana)} {initial(given_kana)}"


def initial(kana: str) -> str:
    """The letter of one name's first sign."""
    first = kana.strip()[:1].translate(HIRAGANA)
    return first.upper() if first.isascii() and first.isalpha() else _LETTERS.get(first, UNKNOWN)
