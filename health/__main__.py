"""The command line: python -m health score | alerts | explain | report | check | backup | ..."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from health.access.command import MORE as ACCESS_MORE
from health.access.command import add_options as add_access_options
from health.access.command import run as _access
from health.alerts import alerts, daily_scores, every_day
from health.alerts.manual import alerts_table
from health.backtest.options import ABOUT as BACKTEST_ABOUT
from health.backtest.options import MORE as BACKTEST_MORE
from health.backtest.options import add_options as add_backtest_options
from health.calendars import FIRST_DAY, LAST_DAY, day_date, day_number
from health.check import check
from health.cluster.options import add_options as add_cluster_options
from health.digest.options import MORE as DIGEST_MORE
from health.digest.options import add_options as add_digest_options
from health.drift import drift
from health.errors import HealthError, StoreUnavailable
from health.explain import explain
from health.history import History, score_history, score_on, without_point
from health.links.options import MORE as LINK_MORE
from health.links.options import add_options as add_link_options
from health.logs.rows import Logs
from health.manual import manual
from health.portfolio import Portfolio, default_as_of
from health.quality.options import ABOUT as QUALITY_ABOUT
from health.quality.options import MORE as QUALITY_MORE
from health.quality.options import add_options as add_quality_options
from health.settings import Settings, as_toml
from health.simulate.options import ABOUT as SIMULATE_ABOUT
from health.simulate.options import MORE as SIMULATE_MORE
from health.simulate.options import add_options as add_simulate_options
from health.sources.command import may_have_store, read_for_command
from health.tables.command import MORE, add_options
from health.tables.command import run as _read
from health.tables.formulas import defused
from health.whole import asked_for
from health.words import many

if TYPE_CHECKING:
    from health.store import StatusReport

_ALERTS = (
    "client", "rule", "subject", "severity", "state", "since", "resolved_on", "message",
    "next_step",
)  # fmt: skip
ENDINGS = (".csv", ".parquet", ".json")
REPORT_ENDINGS = (".html", ".pdf", ".txt")
AS_OF_HELP = (
    "the day to score, with what was known at its end (default: the latest known date in the logs)"
)
REPORT_DAY_HELP = (
    "the day of the report, with what was known at its end (default: the latest known date)"
)
REPORT_OUT_HELP = ".html, .pdf or .txt by its ending; - = text on standard output"
OUT_HELP = (
    ".csv, .parquet or .json by its ending; - = CSV on standard output. In a .csv file an "
    "apostrophe stands before what a spreadsheet would take for a formula"
)
BEFORE_HELP = "the settings of a week ago, where they were others: the ledger shows what that did"
SETTINGS_HELP = "a TOML file with what differs from the defaults"
LOGS_HELP = "folder of logs and other files, such as data/sample; or its sources.toml"


def _day(text: str) -> date:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no day; write it as YYYY-MM-DD, such as 2026-11-20"
        ) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise argparse.ArgumentTypeError(f"{text} is outside {FIRST_DAY} to {LAST_DAY}")
    return day


def _out(text: str) -> str:
    if text != "-" and Path(text).suffix.casefold() not in ENDINGS:
        raise argparse.ArgumentTypeError(
            f"{text!r}: end the name in {', '.join(ENDINGS)}; or give - for CSV on standard output"
        )
    return text


def _report_out(text: str) -> str:
    if text != "-" and Path(text).suffix.casefold() not in REPORT_ENDINGS:
        raise argparse.ArgumentTypeError(
            f"{text!r}: end the name in {', '.join(REPORT_ENDINGS)}; "
            "or give - for text on standard output"
        )
    return text


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m health",
        description="Relationship health of clients, from project logs.",
        epilog="Each command has its own help: python -m health score --help",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], about: str, more: str = ""
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.", epilog=more,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )  # fmt: skip
        made.set_defaults(run=run)
        return made

    def common(made: argparse.ArgumentParser, place: type = Path) -> None:
        made.add_argument("logs", type=place, metavar="LOGS", help=LOGS_HELP)
        made.add_argument("--settings", type=Path, metavar="FILE", help=SETTINGS_HELP)

    def dated(made: argparse.ArgumentParser) -> None:
        made.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help=AS_OF_HELP)

    score = command(
        "score",
        _score,
        "write every client's health, dimensions and signals",
        "One row a client and as-of day: client, as_of, health, low, high, coverage,\n"
        "band (green amber red none), trend (falling steady rising none), the five\n"
        "dimensions, the 23 signals. Missing is empty. Clients without a point on the\n"
        "day (ended, not started) have no row; they are named on standard error.\n\n"
        "  python -m health score data/sample --out scores.csv\n"
        "  python -m health score data/sample --history --out history.parquet",
    )
    common(score, str)  # an address of fsspec on a cluster
    dated(score)
    score.add_argument("--history", action="store_true", help="every week up to the day")
    score.add_argument("--out", type=_out, required=True, metavar="FILE", help=OUT_HELP)
    add_cluster_options(score)

    alerted = command(
        "alerts",
        _alerts,
        "write what needs someone now",
        "One row an alert that is pending or firing on the day, or was resolved in the four\n"
        "weeks before: client, rule, subject, severity (high medium low), state (pending\n"
        "firing resolved), since (the first day), resolved_on, message, next_step.\n\n"
        "  python -m health alerts data/sample --out alerts.csv\n"
        "  python -m health alerts data/sample --as-of 2026-09-30 --out -",
    )
    common(alerted)
    dated(alerted)
    alerted.add_argument("--out", type=_out, required=True, metavar="FILE", help=OUT_HELP)

    judged = command("quality", _quality, QUALITY_ABOUT, QUALITY_MORE)
    common(judged)
    dated(judged)
    add_quality_options(judged, _out)

    told = command("explain", _explain, "say in words why a client scores as it does")
    common(told)
    told.add_argument("client", metavar="CLIENT", help="a client of clients.csv, in any case")
    dated(told)
    told.add_argument("--settings-before", type=Path, metavar="FILE", help=BEFORE_HELP)

    reported = command(
        "report",
        _report,
        "draft the weekly status report of a client, for its eyes",
        "Six sections: budget, timeline, blockers, requirements and changes, risks, open\n"
        "questions; from the rows known at the end of the day, without scores and notes.\n"
        "What could not be told, or was held back, is on standard error.\n\n"
        '  python -m health report data/sample "Northmoor Water" --out report.pdf\n'
        '  python -m health report data/sample "Northmoor Water" --out - | mail ...',
    )
    common(reported)
    reported.add_argument("client", metavar="CLIENT", help="a client of clients.csv, in any case")
    reported.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help=REPORT_DAY_HELP)
    reported.add_argument(
        "--out", type=_report_out, required=True, metavar="FILE", help=REPORT_OUT_HELP
    )

    checked = command(
        "check",
        _check,
        "say what was read, what was set aside and why",
        "Exit status: 0 nothing set aside, 1 something was (a repeated row, a file that is\n"
        "no log, or one of which no row is used counts as that), 2 unusable.",
    )
    common(checked)
    checked.add_argument("--all", action="store_true", help="list every row that was set aside")

    kept = command(
        "backup",
        _backup,
        "write all that people added to one file",
        "Notes, actions, reviews, marks on alerts, settings versions, overrides: what is in\n"
        "the store (HEALTH_STORE, by default .health/store.db) at one moment. Servers may\n"
        "go on writing. The file suits either kind of database, and later versions of this\n"
        "program. It holds what people wrote about clients: keep it as safe as the store.\n\n"
        "  python -m health backup monday.zip",
    )
    kept.add_argument("file", type=Path, metavar="FILE", help="the file to write, a zip")

    restored = command(
        "restore",
        _restore,
        "fill the store from a backup",
        "The file is checked whole first; then the store (HEALTH_STORE) is filled in one\n"
        "go, or not at all. To move to PostgreSQL, restore a backup there:\n\n"
        "  python -m health backup monday.zip\n"
        "  HEALTH_STORE=postgresql://user:password@host/database \\\n"
        "      python -m health restore monday.zip --links-open\n\n"
        "A link may have been revoked since the backup: links that the store does not know\n"
        "come back paused, until somebody resumes them.",
    )
    restored.add_argument("file", type=Path, metavar="FILE", help="a file that backup wrote")
    restored.add_argument(
        "--replace",
        action="store_true",
        help="also where the store is not empty: what it holds is backed up beside FILE first",
    )
    restored.add_argument(
        "--links-open",
        action="store_true",
        help="leave links as they were: for a move, in which none was revoked since the backup",
    )

    linked = command("link", _link, "make, list, pause, resume and revoke links", LINK_MORE)
    common(linked)
    add_link_options(linked, _day)

    add_access_options(command("access", _access, "try the rules of who may enter", ACCESS_MORE))
    digested = command("digest", _digest, "send every lead its week, once a channel", DIGEST_MORE)
    common(digested)
    add_digest_options(digested, _day)

    tested = command("backtest", _backtest, BACKTEST_ABOUT, BACKTEST_MORE)
    common(tested)
    add_backtest_options(tested, _day, AS_OF_HELP)

    add_options(
        command("read", _read, "read tables of any kind, say what was understood, write CSV", MORE)
    )
    add_simulate_options(command("simulate", _simulate, SIMULATE_ABOUT, SIMULATE_MORE))
    command("manual", _manual, "print the logs and the signals of the model, as Markdown")
    command("settings", _settings, "print the default settings, commented, as TOML")
    return parser


class _Progress:
    """One line on a terminal that says what is being done; nothing in a pipe."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, doing: str) -> None:
        if self._shown:
            print(f"\r\033[K{doing} ...", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def _read_settings(options: argparse.Namespace) -> Settings:
    return Settings.read(options.settings) if options.settings else Settings.default()


def _score(options: argparse.Namespace) -> int:
    if options.cluster:
        return _score_on_cluster(options)
    if options.work or options.partitions or options.set_aside:
        raise HealthError("--work, --partitions and --set-aside need --cluster: local:2, say")
    progress = _Progress()
    settings = _read_settings(options)
    place = Path(options.logs)
    logs = read_for_command(place, settings, progress, texts=False)
    day = day_number(options.as_of) if options.as_of else default_as_of(logs, None)
    history = score_history(logs, settings, day, progress)
    table = history.table() if options.history else score_on(history, day)
    progress.done()
    _write(table, options.out)
    _remark(logs.set_aside_count, len(table), place, options.as_of)
    if not options.history:
        _tell_without_point(logs, history, day)
    return 0


def _score_on_cluster(options: argparse.Namespace) -> int:
    from health.cluster.command import run, say, write_aside  # Dask is large, and optional

    progress = _Progress()
    try:
        found = run(options, _read_settings(options), progress)
    finally:
        progress.done()
    whole = options.history
    table = found.history.table() if whole else score_on(found.history, found.day)
    _write(table, options.out)
    say(found)
    if options.set_aside:
        write_aside(found, Path(options.set_aside))
    _remark(0, len(table), Path(options.logs), options.as_of)
    if not whole:
        _tell_without_point(found.logs, found.history, found.day)
    return 0


def _tell_without_point(logs: Logs, history: History, day: int) -> None:
    for name, reason in without_point(logs, history, day):
        print(f"{name} has no row: {reason}", file=sys.stderr)


def _alerts(options: argparse.Namespace) -> int:
    progress = _Progress()
    settings = _read_settings(options)
    logs = read_for_command(options.logs, settings, progress)
    day = day_number(options.as_of) if options.as_of else default_as_of(logs, None)
    history = score_history(logs, settings, day, progress)
    progress("looking for alerts")
    daily = daily_scores(logs, settings, every_day(history.days, day))
    found = alerts(logs, settings, daily, drift(history, logs, settings)).table(day)
    progress.done()
    _write(found[list(_ALERTS)], options.out)
    _remark(logs.set_aside_count, int(history.exists[:, -1:].sum()), options.logs, options.as_of)
    return 0


def _remark(set_aside: int, rows: int, logs: Path, as_of: date | None) -> None:
    """What a reader of the table should know, on standard error."""
    if set_aside:
        print(
            f"{set_aside} {'row was' if set_aside == 1 else 'rows were'} set aside; "
            f"python -m health check {logs} says which and why",
            file=sys.stderr,
        )
    if not rows:
        when = f" on {as_of}" if as_of else ""
        print(f"no client has a point{when}: none had started, or all had ended", file=sys.stderr)


def _write(table: pd.DataFrame, out: str) -> None:
    """The table as CSV, Parquet or JSON; a file appears whole or not at all.

    What goes to standard output is for programs, and stays as it is.
    """
    if out == "-":
        table.to_csv(sys.stdout, index=False, lineterminator="\n")
        return
    with asked_for(Path(out)) as part:
        ending = Path(out).suffix.casefold()
        if ending == ".csv":
            _texts_defused(table).to_csv(part, index=False, lineterminator="\n")
        elif ending == ".parquet":
            table.to_parquet(part, index=False)
        else:
            days = [name for name in table if name == "as_of" or name in ("since", "resolved_on")]
            dated = table.assign(**{name: table[name].map(_iso, "ignore") for name in days})
            dated.replace({np.nan: None}).to_json(
                part, orient="records", indent=1, double_precision=15
            )


def _texts_defused(table: pd.DataFrame) -> pd.DataFrame:
    """The table for a file that a spreadsheet opens: no text of it is a formula there."""
    texts = [name for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    safe = table[texts].map(lambda cell: defused(cell) if isinstance(cell, str) else cell)
    return table.assign(**safe)


def _iso(day: date) -> str:
    return day.isoformat()


def _quality(options: argparse.Namespace) -> int:
    from health.quality.command import run  # what scores only need not load a database

    progress = _Progress()

    def opened() -> Portfolio:
        settings = _read_settings(options)
        logs = read_for_command(options.logs, settings, progress)
        return Portfolio.of(logs, settings, options.as_of, progress=progress)

    told = run(options, opened, progress, _write)
    progress.done()
    print(told, end="")
    return 0


def _explain(options: argparse.Namespace) -> int:
    progress = _Progress()
    before = Settings.read(options.settings_before) if options.settings_before else None
    settings = _read_settings(options)
    logs = read_for_command(options.logs, settings, progress)
    portfolio = Portfolio.of(
        logs, settings, options.as_of, progress=progress, earlier_settings=before
    )
    text = explain(portfolio, portfolio.client(options.client), options.as_of)
    progress.done()
    print(text)
    return 0


def _report(options: argparse.Namespace) -> int:
    from health.report import as_html, as_pdf, as_text, draft, for_lead  # a PDF library is large
    from health.report.sent import last_words

    progress = _Progress()
    settings = _read_settings(options)
    logs = read_for_command(options.logs, settings, progress)
    portfolio = Portfolio.of(logs, settings, options.as_of, progress=progress)
    client = portfolio.client(options.client)
    last = _last_sent(portfolio, client, options.as_of or day_date(portfolio.as_of))
    report = draft(portfolio, client, options.as_of, last=last)
    progress.done()
    ending = Path(options.out).suffix.casefold()
    if options.out == "-":
        print(as_text(report), end="")
    else:
        text = as_html if ending == ".html" else as_text
        made = as_pdf(report) if ending == ".pdf" else text(report).encode()
        with asked_for(Path(options.out)) as part:
            part.write_bytes(made)
    for line in (*for_lead(report, letters=ending == ".pdf"), *last_words(report, last)):
        print(line, file=sys.stderr)
    return 0


def _last_sent(portfolio: Portfolio, client: int, day: date) -> StatusReport | None:
    """The client's last report that was sent from here: None where no store can be had, which was
    told when the logs were read."""
    if not may_have_store():
        return None
    from health.store import open_store  # what scores files only need not load a database

    with suppress(StoreUnavailable), closing(open_store()) as store:
        return store.last_sent_report(str(portfolio.logs.clients["client"].iloc[client]), day)
    return None


def _check(options: argparse.Namespace) -> int:
    progress = _Progress()
    settings = _read_settings(options)
    logs = read_for_command(options.logs, settings, progress)
    progress.done()
    text, clean = check(logs, settings, None if options.all else 5)
    print(text)
    return 0 if clean else 1


def _backup(options: argparse.Namespace) -> int:
    from health.store.backup import back_up  # what scores only need not load a database

    print(f"{options.file}: {back_up(options.file)}")
    return 0


def _restore(options: argparse.Namespace) -> int:
    from health.store.restoring import restore

    content, kept, shut = restore(options.file, None, options.replace, options.links_open)
    if kept:
        print(f"{kept}: what was there before")
    print(f"restored as of {content.made_at:%Y-%m-%d %H:%M} UTC: {content}")
    if shut:
        print(
            f"{many(shut, 'link')} paused, as {'it' if shut == 1 else 'each'} may have been "
            "revoked since; resume what may be open, on the page Links or with "
            "`link LOGS resume ID`"
        )
    return 0


def _link(options: argparse.Namespace) -> int:
    from health.links.command import run  # what scores only need not load a database

    progress = _Progress()
    told = run(options, progress)
    progress.done()
    print(*told, sep="\n")
    return 0


def _digest(options: argparse.Namespace) -> int:
    from health.digest.command import run  # what scores only need not load a database

    progress = _Progress()
    try:
        return run(options, progress, progress.done)
    finally:
        progress.done()


def _simulate(options: argparse.Namespace) -> int:
    from health.simulate.command import run  # a figure library is large

    progress = _Progress()
    told = run(options, progress)
    progress.done()
    print(told, end="")
    return 0


def _backtest(options: argparse.Namespace) -> int:
    from health.backtest.command import run

    progress = _Progress()
    told = run(options, progress, date.today())
    progress.done()
    print(told, end="")
    return 0


def _settings(options: argparse.Namespace) -> int:
    print(as_toml(), end="")
    return 0


def _manual(options: argparse.Namespace) -> int:
    print(f"{manual()}\n## The alerts\n\n{alerts_table()}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run a command; 2 and one sentence for anything that a user can mend."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # whatever the terminal's or the pipe's encoding
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except HealthError as error:
        _Progress().done()
        place = f" ({error.place})" if isinstance(error, StoreUnavailable) and error.place else ""
        print(f"error: {error}{place}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader of our output has gone; nothing is wrong
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _Progress().done()
        return 130
    return status


if __name__ == "__main__":
    sys.exit(main())
