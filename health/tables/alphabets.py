"""One-byte encodings told apart by the letters that languages have beside a to z.

The words of a table are few, so frequencies of letters say little; but `ø` and `ř` do not
meet in one language. An encoding is as likely as the bytes, read with it, are letters of one of its
languages, with capitals where capitals stand.
"""

from __future__ import annotations

from collections.abc import Iterator

_WEST = ("cp1252", "mac_roman", "cp850")
_CENTRE = ("cp1250", "iso8859_2", "cp852")
_RUSSIAN = ("cp1251", "koi8_r", "cp866", "iso8859_5")
# Of encodings that do as well, the first is taken.
_LANGUAGES = (
    (_WEST, "äöüßé"),  # German
    (_WEST, "àâæçéèêëîïôœùûüÿ"),  # French
    (_WEST, "áéíóúñü¿¡ºªçàèòï·"),  # Spanish, Catalan
    (_WEST, "áàâãçéêíóôõúüºª"),  # Portuguese
    (_WEST, "àèéìíîòóùºª"),  # Italian
    (_WEST, "æøåéäöü"),  # Danish, Norwegian
    (_WEST, "åäöéü"),  # Swedish, Finnish
    (_WEST, "éëïöüèêóáä"),  # Dutch
    (_WEST, "áðéíóúýþæö"),  # Icelandic
    (_CENTRE, "ąćęłńóśźż"),  # Polish
    (_CENTRE, "áčďéěíňóřšťúůýž"),  # Czech
    (_CENTRE, "áäčďéíĺľňóôŕšťúýž"),  # Slovak
    (_CENTRE, "áéíóöőúüű"),  # Hungarian
    (_CENTRE, "čćđšž"),  # Slovene, Croatian
    (_CENTRE, "ăâîşţ"),  # Romanian
    (("cp1254",), "çğıİöşüâîû"),  # Turkish
    (("cp1257",), "ąčęėįšųūž"),  # Lithuanian
    (("cp1257",), "āčēģīķļņšūž"),  # Latvian
    (("cp1257",), "äõöüšž"),  # Estonian
    (_RUSSIAN, "".join(map(chr, range(0x430, 0x450))) + "ёіїє№"),
    (("cp1253", "iso8859_7"), "".join(map(chr, range(0x3AC, 0x3CF)))),  # Greek
    (("cp1255",), "".join(map(chr, range(0x5D0, 0x5EB)))),  # Hebrew
    (("cp1256",), "".join(map(chr, range(0x621, 0x653))) + "،؟"),  # Arabic
)
# Several languages in one file are less likely than one.
_MIXED = [
    (group, frozenset("".join(letters for names, letters in _LANGUAGES if names == group)))
    for group in (_WEST, _CENTRE)
]
_MIXTURE = 0.93
# Where all letters are foreign: those that make up nearly half of any text.
_FREQUENT = {"а": "оеаинт", "ά": "αοιετσ", "א": "יוהלאר", "ء": "اليمنو"}
_SIGNS = "€–—‘’“”„…•\u00a0«»°§©®£™×²³±¥"
_MONEY = "€£¥"
_LETTERS = 4000  # that are looked at


def likeliest(content: bytes) -> tuple[str, float]:
    """The likeliest one-byte encoding, and how sure that is, 0 to 1."""
    best, text, most, other = "cp1252", "", 0.0, 0.0
    for name, read, score in _scores(content):
        if score > most + 1e-9:
            other = most if read != text else other
            best, text, most = name, read, score
        elif read != text:
            other = max(other, score)
    if most < 0.85:
        return best, 0.0
    return best, min(0.95, max(0.5, 0.6 + 3 * (most - other)))


def _scores(content: bytes) -> Iterator[tuple[str, str, float]]:
    """Each encoding, the letters beyond ASCII read with it, how well they suit a language."""
    read: dict[str, str] = {}
    for names, letters in _LANGUAGES:
        own = frozenset(letters)
        for name in names:
            if name not in read:
                try:
                    read[name] = content.decode(name)
                except UnicodeDecodeError:
                    read[name] = ""
            if read[name]:
                foreign = letters[0] in _FREQUENT
                suits = _suits(read[name], own, foreign)
                yield name, read[name], suits * _frequent(read[name], letters)
    for names, union in _MIXED:
        for name in names:
            if read.get(name):
                yield name, read[name], _MIXTURE * _suits(read[name], union)


def _frequent(text: str, letters: str) -> float:
    """1, or less where the letters of a script lack those that no text can do without."""
    frequent = _FREQUENT.get(letters[0])
    if frequent is None:
        return 1.0
    lower = text[:_LETTERS].lower()
    number = sum(lower.count(letter) for letter in set(letters))
    return min(1.0, sum(map(lower.count, frequent)) / (0.3 * number)) if number else 0.0


def _suits(text: str, own: frozenset[str], foreign: bool = False) -> float:
    """The share of the foreign letters that are the language's, each in its place."""
    number = good = 0.0
    for at, letter in enumerate(text):
        if letter < "\x80":
            continue
        before = text[at - 1] if at else " "
        behind = text[at + 1] if at + 1 < len(text) else " "
        number += 1
        if letter.lower() in own or letter in own:
            # One alone before a number is rather a sign of money: Ł500 is £500.
            good += 0.5 if behind.isdigit() and letter.isalpha() and not before.isalpha() else 1
            if letter.isupper() and before.islower():
                good -= 1.5
            if foreign and (_is_latin(before) or _is_latin(behind)):
                good -= 1.5
        elif letter in _SIGNS:
            inside = before.isalpha() and behind.isalpha() and letter != "’"
            money = letter in _MONEY and (before.isdigit() or behind.isdigit())
            good += -0.5 if inside else 1 if money else 0.9
        elif letter.isalpha():
            good += 0.1
        if number >= _LETTERS:
            break
    return good / number if number else 0.0


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()
