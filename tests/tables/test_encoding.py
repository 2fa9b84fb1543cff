"""Whatever a program saved, the characters come out as they were typed."""

from __future__ import annotations

import pytest

from health.errors import UnreadableFile
from tests.tables.conftest import Reads

ROWS = "client,city,note\nCafé Aurora,Łódź,“naïve” – 5 €\nBolt,Zürich,plain\n"
WESTERN = "client;Ort;Bemerkung\n" + "".join(
    f"{name};Köln;{note}\n"
    for name, note in (
        ("Müller & Söhne", "große Änderung für März, später prüfen"),
        ("Café Été", "réunion déplacée à la fin du mois, très gênant"),
        ("Señor López", "la reunión será mañana en el despacho"),
    )
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"]
)
def test_unicode_of_every_width_is_read_with_or_without_its_mark(
    reads: Reads, encoding: str
) -> None:
    table = reads(ROWS, encoding)
    assert table.header == ("client", "city", "note")
    assert table.rows[0] == ["Café Aurora", "Łódź", "“naïve” – 5 €"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", WESTERN),
        ("cp1251", "клиент;город;заметка\n" + "Ромашка;Москва;встреча перенесена на пятницу\n" * 3),
        ("cp932", "顧客,都市,メモ\n" + "さくら商事,東京,会議は来週に延期されました\n" * 3),
        ("gb18030", "客户,城市,备注\n" + "红星公司,北京,会议推迟到下个星期三上午举行\n" * 3),
        (
            "iso8859_7",
            "πελάτης;πόλη;σχόλιο\n" + "Ήλιος;Αθήνα;η συνάντηση αναβλήθηκε για αύριο\n" * 3,
        ),
    ],
)
def test_an_older_encoding_is_told_from_its_words(reads: Reads, encoding: str, text: str) -> None:
    table = reads(text, encoding)
    between = ";" if ";" in text else ","
    assert [[*table.header], *table.rows] == [line.split(between) for line in text.splitlines()]
    assert "sure)" in table.notes[0]


def test_one_accent_among_plain_text_is_western(reads: Reads) -> None:
    table = reads(b"client,at\n" + b"Acme,2026-01-05\n" * 200 + b"Caf\xe9,2026-01-06\n")
    assert table.rows[-1] == ["Café", "2026-01-06"]


def test_a_foreign_byte_in_utf_8_costs_no_other_letter_and_is_told(reads: Reads) -> None:
    table = reads(b"client,city\n" + "Łódź,żółć\n".encode() * 9 + b"Caf\xe9,Rome\n")
    assert table.rows[0] == ["Łódź", "żółć"]
    assert table.rows[-1][0] == "Café"
    assert any("no UTF-8" in doubt for doubt in table.doubts)


def test_stray_nul_characters_are_removed_and_told(reads: Reads) -> None:
    table = reads(b"client,at\nAc\0me,2026-01-05\nBolt,2026-01-06\n" * 3)
    assert table.rows[0] == ["Acme", "2026-01-05"]
    assert any("3 NUL" in doubt for doubt in table.doubts)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"PK\x03\x04rest of some archive", "zip"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (bytes(range(32)) * 40, "no text"),
    ],
)
def test_what_is_no_table_is_refused_by_its_name(reads: Reads, content: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile, match=kind):
        reads(content)
