"""The name under which an upload is stored: that of the file, without what could lead astray."""

from __future__ import annotations

import unicodedata

from health.errors import UploadRefused

LONGEST = 120  # bytes: room for the time that is added to the name of what was replaced
# What Windows takes for a device, whatever the suffix.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{it}{n}" for it in ("com", "lpt") for n in range(10))}
_NOT_IN_NAMES = set('<>:"|?*')


def clean_name(name: str, suffixes: tuple[str, ...], others: tuple[str, ...]) -> str:
    """One name without a folder, control or turning signs, with a suffix that its content may have.

    suffixes: those that fit, the first for a name that has none of them; others: those of other
    kinds of table, which are taken off. The same for the same name, so that a file that is dropped
    again meets itself. UploadRefused where nothing is left.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1].encode("utf-8", "replace").decode("utf-8")
    # Control, format (right-to-left marks, zero width) and unassigned signs show as nothing.
    letters = "".join(
        " " if one.isspace() else one
        for one in unicodedata.normalize("NFC", last)
        if one.isspace() or not (unicodedata.category(one)[0] == "C" or one in _NOT_IN_NAMES)
    )
    whole = " ".join(letters.split()).strip(" .")
    stem, dot, end = whole.rpartition(".")
    suffix = f".{end.casefold()}"
    if not dot or suffix not in (*suffixes, *others):
        stem, suffix = whole, suffixes[0]
    stem = stem.strip(" .")
    if not any(one.isalnum() for one in stem):
        raise UploadRefused(name, "has no name that a file can have: rename it and drop it again")
    if stem.split(".")[0].strip().casefold() in _DEVICES:
        stem = f"log {stem}"
    suffix = suffix if suffix in suffixes else suffixes[0]
    while len((stem + suffix).encode()) > LONGEST:
        stem = stem[:-1].rstrip(" .")
    return stem + suffix
