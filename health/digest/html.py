"""A digest as an e-mail: tables and inline styles, which also old mail programs draw."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from health.digest import words
from health.digest.content import Content
from health.digest.harmless import harmless
from health.words import on_day, signed

_INK, _SOFT, _LINE, _ACCENT, _PAPER = "#1d2430", "#5b6472", "#d9dde3", "#1f5f8b", "#eef0f3"
_TONES = {"high": "#b3261e", "medium": "#8a5a00", "low": "#5b6472"}
_FONT = "font-family:'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
_TEXT = f"{_FONT}font-size:15px;line-height:22px;color:{_INK};"
_SMALL = f"{_FONT}font-size:13px;line-height:19px;color:{_SOFT};"
_TABLE = 'role="presentation" border="0" cellpadding="0" cellspacing="0"'
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
"""


def as_html(content: Content, base: str) -> str:
    """The whole message; what others wrote is text in it, and every address is ours."""
    parts = [
        _row(_heading(content), "28px 28px 0"),
        _late(content),
        _part("Needs someone", _alerts(content, base)),
        _part("Moved this week", _movers(content, base)),
        _part("Agreed, and due", _actions(content, base)),
        _row(_button("Open the review of the week", words.review_link(base, content)), "24px 28px"),
        _row("<br>".join(map(escape, words.freshness(content))), "0 28px 28px", _SMALL),
    ]
    return (
        f"{_HEAD}<title>{escape(words.subject(content))}</title>\n</head>\n"
        f'<body style="margin:0;padding:0;background:{_PAPER};">\n'
        f'<table {_TABLE} width="100%" bgcolor="{_PAPER}"><tr>'
        '<td align="center" style="padding:16px 8px;">\n'
        f'<!--[if mso]><table {_TABLE} width="620"><tr><td><![endif]-->\n'
        f'<table {_TABLE} width="100%" bgcolor="#ffffff" '
        f'style="max-width:620px;background:#ffffff;border:1px solid {_LINE};">\n'
        + "\n".join(part for part in parts if part)
        + "\n</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n"
        "</body>\n</html>\n"
    )


def _row(inner: str, padding: str, style: str = _TEXT) -> str:
    wrap = "overflow-wrap:anywhere;word-break:break-word;"
    return f'<tr><td align="left" style="padding:{padding};{style}{wrap}">{inner}</td></tr>'


def _heading(content: Content) -> str:
    size = f"{_FONT}font-size:22px;line-height:28px;font-weight:600;color:{_INK};margin:0 0 4px;"
    return (
        f'<p style="{_SMALL}margin:0 0 4px;">Client health, {_own(words.whose(content))}</p>'
        f'<h1 style="{size}">Week to {on_day(content.week)}</h1>'
        f'<p style="{_TEXT}margin:0;">{escape(words.standing(content))}</p>'
    )


def _late(content: Content) -> str:
    if not content.fresh.late:
        return ""
    told = (
        f'<strong style="color:#8a5a00;">Old news.</strong> {escape(words.freshness(content)[0])}'
    )
    return _row(told, "16px 28px 0")


def _part(title: str, inner: str) -> str:
    style = f"{_FONT}font-size:16px;line-height:22px;font-weight:600;color:{_ACCENT};margin:0;"
    head = f"border-top:1px solid {_LINE};padding-top:16px;"
    made = f'<div style="{head}"><h2 style="{style}">{title}</h2></div>{inner}'
    return _row(made, "24px 28px 0")


def _alerts(content: Content, base: str) -> str:
    made = [
        _client(base, client) + "".join(map(_group, some))
        for client, some in words.alerts_by_client(content)
    ] or [_said("No alert needs you.")]
    if left := words.left_out(content):
        link = _link("All alerts", words.alerts_link(base, content))
        made.append(f'<p style="{_SMALL}margin:14px 0 0;">{escape(left)} {link}</p>')
    return "".join(made)


def _client(base: str, client: str) -> str:
    link = _link(harmless(client, 160), words.client_link(base, client), f"color:{_INK};")
    return f'<p style="{_TEXT}font-weight:600;margin:14px 0 0;">{link}</p>'


def _group(group: words.Group) -> str:
    tone = _TONES[group.severity]
    title = f'<strong style="color:{tone};">{escape(group.title)}</strong>'
    told = "".join(
        f'<p style="{_TEXT}margin:0 0 6px;">{"<strong>New.</strong> " if one.new else ""}'
        f"{_own(harmless(one.message))}</p>"
        for one in group.alarms
    )
    if group.rest:
        told += f'<p style="{_TEXT}margin:0 0 6px;">{group.rest}</p>'
    if group.next_step:
        told += f'<span style="{_SMALL}">Next: {escape(group.next_step)}.</span>'
    return (
        f'<table {_TABLE} width="100%" style="margin:10px 0 0;"><tr>'
        f'<td width="3" bgcolor="{tone}" style="font-size:0;line-height:0;">&nbsp;</td>'
        f'<td style="padding:0 0 0 12px;{_TEXT}">{title} '
        f'<span style="{_SMALL}">{group.severity}</span>{told}</td></tr></table>'
    )


def _movers(content: Content, base: str) -> str:
    lines = [
        (
            f'<strong style="color:{"#1b6e3c" if one.change > 0 else "#b3261e"};">'
            f"{signed(one.change)}</strong>",
            f"{_link(harmless(one.client, 160), words.client_link(base, one.client))}"
            f'<br><span style="{_SMALL}">{_own(harmless(one.causes))}</span>',
        )
        for one in content.movers
    ]
    more = f"{content.moved} more moved less." if content.moved else ""
    return _lines(lines, "No client moved by half a point or more.", more)


def _actions(content: Content, base: str) -> str:
    lines = [
        (
            f'<span style="color:{"#b3261e" if one.overdue else _SOFT};">'
            f"{'late' if one.overdue else 'due'}</span>",
            f"{_own(harmless(one.text))}<br>"
            f'<span style="{_SMALL}">{escape(words.due(one))} · '
            f"{_link(harmless(one.client, 160), words.client_link(base, one.client))}</span>",
        )
        for one in content.actions
    ]
    return _lines(lines, "Nothing is due within a week, nothing overdue.")


def _lines(lines: Iterable[tuple[str, str]], empty: str, more: str = "") -> str:
    """Lines of a narrow and a wide cell."""
    rows = "".join(
        f'<tr><td valign="top" width="44" style="padding:10px 8px 0 0;{_TEXT}">{left}</td>'
        f'<td valign="top" style="padding:10px 0 0;{_TEXT}">{right}</td></tr>'
        for left, right in lines
    )
    made = f'<table {_TABLE} width="100%">{rows}</table>' if rows else _said(empty)
    return made + (f'<p style="{_SMALL}margin:10px 0 0;">{escape(more)}</p>' if more else "")


def _said(text: str) -> str:
    return f'<p style="{_TEXT}margin:8px 0 0;">{escape(text)}</p>'


def _button(text: str, address: str) -> str:
    style = f"{_FONT}font-size:15px;line-height:20px;color:#ffffff;text-decoration:none;"
    link = f'<a href="{escape(address)}" style="{style}display:inline-block;padding:10px 18px;">'
    return f'<table {_TABLE}><tr><td bgcolor="{_ACCENT}">{link}{text}</a></td></tr></table>'


def _link(text: str, address: str, style: str = f"color:{_ACCENT};") -> str:
    return f'<a href="{escape(address)}" style="{style}">{_own(text)}</a>'


def _own(text: str) -> str:
    """A text of others, whose direction of writing does not reach beyond it."""
    return f'<span dir="auto">{escape(text)}</span>'
