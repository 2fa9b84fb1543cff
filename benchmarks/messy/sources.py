"""Clean tables that are damaged: rows of text, written with no more quotes than needed."""

from __future__ import annotations

import random

Rows = list[list[str]]
_WORDS = [
    "review",
    "launch",
    "draft",
    "invoice",
    "copy",
    "banner",
    "tracking",
    "report",
    "landing",
    "page",
    "newsletter",
    "shop",
    "search",
    "campaign",
    "photo",
    "video",
    "audit",
    "migration",
    "server",
    "domain",
    "form",
    "booking",
    "hotline",
    "interview",
    "survey",
]
_CLIENTS = (
    "Harbour & Sons", "Bolt", "O'Neill Foods", "Acme, Inc.", "Nordlicht GmbH", "Café Aurora",
    "Kids' Corner", "Larkspur Hotels", "Zeppelin, Ltd.", "Pine Street Clinic",
)  # fmt: skip


def work_log(rows: int = 83, seed: int = 1) -> Rows:
    """Nine columns: dates, times, numbers, codes, names, long texts, links, a mostly blank one."""
    draw = random.Random(seed)
    table = [["Date", "Time", "Hours", "TICKET", "Rate", "Client", "Summary", "Link", "Note"]]
    for row in range(rows):
        words = draw.choices(_WORDS, k=draw.randint(9, 22))
        for _ in range(draw.randint(0, 3)):
            words[draw.randrange(len(words) - 1)] += ","
        if row % 13 == 5:
            words[3] = f'{draw.randint(2, 40)}"'
        if row % 17 == 8:
            words[5] = f'"{words[5]}"'
        code = f"{draw.choice('ABKMRZ')}{draw.choice('ABKMRZ')}-{draw.randint(1000, 9999)}"
        client = draw.choice(_CLIENTS) + (f' {draw.randint(10, 99)}"' if row % 19 == 3 else "")
        table.append(
            [
                f"{draw.randint(1, 28):02}/{draw.randint(1, 12):02}/2026",
                f"{draw.randint(8, 18):02}:{draw.choice((0, 15, 30, 45)):02}",
                str(draw.randint(0, 9)),
                code,
                f"{draw.randint(300, 9900) / 100:.2f}",
                client,
                " ".join(words).capitalize() + ".",
                f"https://example.org/{code.lower()}",
                draw.choice(("", "", "", "late", "asked twice")),
            ]
        )
    return table


def address_book(rows: int = 60, seed: int = 2) -> Rows:
    """Six columns, mostly words: little to tell a column by."""
    draw = random.Random(seed)
    table = [["Client", "Lead", "Segment", "Since", "Place", "Remark"]]
    leads = ("Ana Lima", "Bo Quist", "Chidi Eze", "Dora Maar")
    for row in range(rows):
        remark = " ".join(draw.choices(_WORDS, k=draw.randint(2, 7)))
        table.append(
            [
                f"{draw.choice(_CLIENTS)} {row}",
                draw.choice(leads),
                draw.choice(("retail", "public", "health")),
                f"20{draw.randint(10, 25)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
                draw.choice(("Porto", "Łódź", "Oslo", "Washington, DC")),
                remark.replace(" ", ", ", draw.randint(0, 2)),
            ]
        )
    return table


SOURCES = {"work log": work_log, "address book": address_book}
