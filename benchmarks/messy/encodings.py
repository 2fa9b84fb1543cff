"""How often an older encoding is told right: ours, and charset-normalizer by itself.

Right means that the text comes out as it was, whatever the encoding is called.
"""

from __future__ import annotations

import charset_normalizer

from health.tables.encoding import decoded

_TEXTS = {
    "cp1252 German": ("cp1252", "Müller;große Änderung für März;später prüfen – 5 €"),
    "cp1252 French": ("cp1252", "Café Été;réunion déplacée à la fin du mois;c’est gênant"),
    "cp1252 Spanish": ("cp1252", "Señor López;la reunión será mañana;¿a qué hora?"),
    "cp1252 Portuguese": ("cp1252", "São João;reunião de revisão não confirmada;até amanhã"),
    "cp1252 Danish": ("cp1252", "Søren;møde flyttet til lørdag;på værelset"),
    "cp1250 Polish": ("cp1250", "Łódź;spotkanie przełożone na piątek;później też żółty"),
    "cp1250 Czech": ("cp1250", "Řehoř;schůzka přeložena na pátek;příště už včas"),
    "cp1250 Hungarian": ("cp1250", "Erdős;a találkozó péntekre került;később következő"),
    "cp1251 Russian": ("cp1251", "Ромашка;встреча перенесена на пятницу;позже"),
    "koi8_r Russian": ("koi8_r", "Ромашка;встреча перенесена на пятницу;позже"),
    "cp1253 Greek": ("cp1253", "Ήλιος;η συνάντηση αναβλήθηκε για αύριο;αργότερα"),
    "cp1254 Turkish": ("cp1254", "Işık;toplantı cuma gününe ertelendi;şimdilik değil"),
    "cp1255 Hebrew": ("cp1255", "שמש;הפגישה נדחתה ליום שישי;אחר כך"),
    "cp1256 Arabic": ("cp1256", "الشمس;تم تأجيل الاجتماع إلى يوم الجمعة;لاحقا"),
    "cp1257 Lithuanian": ("cp1257", "Žalgiris;susitikimas nukeltas į penktadienį;vėliau čia"),
    "mac_roman French": ("mac_roman", "Café Été;réunion déplacée à la fin du mois;gênant"),
    "cp932 Japanese": ("cp932", "さくら商事;会議は来週に延期されました;後で"),
    "euc_jp Japanese": ("euc_jp", "さくら商事;会議は来週に延期されました;後で"),
    "gb18030 Chinese": ("gb18030", "红星公司;会议推迟到下个星期三上午;以后"),
    "big5 Chinese": ("big5", "紅星公司;會議推遲到下個星期三上午;以後"),
    "cp949 Korean": ("cp949", "햇빛상사;회의가 금요일로 연기되었습니다;나중에"),
}


def run() -> None:
    """Print a table: rows of text a file, and whether each way reads it right."""
    sizes = (1, 3, 30)
    print(
        "| text | " + " | ".join(f"ours, {n} rows | charset-normalizer, {n}" for n in sizes) + " |"
    )
    print("|---|" + "---|" * 2 * len(sizes))
    right = [0] * (2 * len(sizes))
    for name, (encoding, line) in _TEXTS.items():
        marks = []
        for number in sizes:
            rows = "".join(f"{n};{line};2026-01-{n % 28 + 1:02}\r\n" for n in range(number))
            text = "id;client;what;note;at\r\n" + rows
            content = text.encode(encoding)
            best = charset_normalizer.from_bytes(content).best()
            marks += [decoded(content, "file")[0] == text, best is not None and str(best) == text]
        right = [total + mark for total, mark in zip(right, marks, strict=True)]
        print(f"| {name} | " + " | ".join("yes" if mark else "NO" for mark in marks) + " |")
    print(f"| right of {len(_TEXTS)} | " + " | ".join(map(str, right)) + " |")
