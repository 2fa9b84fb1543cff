"""The command line: `python -m benchmarks --help`."""

import argparse
import sys
from pathlib import Path

import benchmarks


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(prog="python -m benchmarks", description=benchmarks.__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    make = commands.add_parser("make", help="write a portfolio of thirteen logs")
    make.add_argument("folder", type=Path)
    make.add_argument("--clients", type=int, default=1000)
    make.add_argument("--weeks", type=int, default=156)
    make.add_argument("--contacts", type=int, default=5_000_000)
    make.add_argument("--seed", type=int, default=1)
    make.add_argument(
        "--plain",
        action="store_true",
        help="no public holidays, nothing urgent: all ways must agree exactly",
    )
    day = commands.add_parser("make-day", help="write the rows of one more day, log by log")
    day.add_argument("folder", type=Path)
    day.add_argument("out", type=Path)
    run = commands.add_parser("run", help="measure all jobs and compare them with the goals")
    run.add_argument("folder", type=Path)
    run.add_argument("--runs", type=int, default=5, help="rounds; the medians are printed")
    run.add_argument("--only", nargs="+", default=[], metavar="JOB", help="these jobs alone")
    run.add_argument("--log", type=Path, help="write every figure of every round to this file")
    job = commands.add_parser("job", help="measure one job in this process, as one line of JSON")
    job.add_argument("name")
    job.add_argument("folder", type=Path)
    page = commands.add_parser("page", help="measure a run of the Review page and what it sends")
    page.add_argument("folder", type=Path)
    page.add_argument("--runs", type=int, default=15)
    messy = commands.add_parser("messy", help="read damaged tables, beside other readers")
    messy.add_argument("--every", type=int, default=4, help="damage every n-th row (1 = all)")
    messy.add_argument("--only", nargs="+", default=[], metavar="READER", help="these alone")
    messy.add_argument("--worst", type=int, default=0, help="name the files read worst")
    messy.add_argument("--encodings", action="store_true", help="old encodings instead")
    agree = commands.add_parser("agree", help="check that all ways find the same six signals")
    agree.add_argument("folder", type=Path)
    served = commands.add_parser("server", help="memory of the server, and time from click to rows")
    served.add_argument("folder", type=Path)
    served.add_argument("--clients", type=int, default=8, help="how many clients are opened")
    viewers = commands.add_parser("viewers", help="many viewers at once: reruns, memory, restart")
    viewers.add_argument("folder", type=Path)
    viewers.add_argument("--count", type=int, default=50, help="how many look at once")
    viewers.add_argument("--seconds", type=float, default=120, help="for how long")
    viewers.add_argument("--think", type=float, default=10, help="seconds between two deeds of one")
    cluster = commands.add_parser("cluster", help="scoring on 1 and 2 workers: how it scales")
    cluster.add_argument("folder", type=Path)
    cluster.add_argument("--runs", type=int, default=3, help="rounds; the medians are printed")
    one = commands.add_parser("cluster-job", help="measure one of these in this process, as JSON")
    one.add_argument("folder", type=Path)
    one.add_argument("workers", type=int)
    soak = commands.add_parser("soak", help="hours of a server's life in minutes: does it leak?")
    soak.add_argument("--minutes", type=float, default=10, help="for how long; it ends then")
    soak.add_argument("--warm-up", type=float, default=3, help="minutes that slopes leave out")
    return top


def main() -> None:
    """Run the command that was asked for; each imports only what it needs."""
    top = parser()
    options = top.parse_args()
    any_form = options.command in ("make", "messy", "cluster-job", "soak")
    if not any_form and not (options.folder / "clients.csv").exists():
        top.error(f"{options.folder}: there is no clients.csv; `make` writes a portfolio")
    if options.command == "make":
        from benchmarks.generate.portfolio import make

        make(
            options.folder,
            options.clients,
            options.weeks,
            options.contacts,
            options.seed,
            options.plain,
        )
    elif options.command == "messy" and options.encodings:
        from benchmarks.messy.encodings import run as run_encodings

        run_encodings()
    elif options.command == "messy":
        from benchmarks.messy.report import run as run_messy

        run_messy(options.every, tuple(options.only), options.worst)
    elif options.command == "make-day":
        from benchmarks.generate.portfolio import make_day

        make_day(options.folder, options.out)
    elif options.command == "run":
        from benchmarks.report import run

        run(options.folder, options.runs, options.only, options.log)
    elif options.command == "job":
        from benchmarks.jobs import run_job

        print(run_job(options.name, options.folder))
    elif options.command == "page":
        from benchmarks.pages import measure

        measure(options.folder, options.runs)
    elif options.command == "agree":
        from benchmarks.agreement import agree

        sys.exit(not agree(options.folder))
    elif options.command == "server":
        from benchmarks.server import serve

        serve(options.folder, options.clients)
    elif options.command == "viewers":
        from benchmarks.viewers import look_on

        look_on(options.folder, options.count, options.seconds, options.think)
    elif options.command == "cluster":
        from benchmarks.cluster import measure as measure_cluster

        measure_cluster(options.folder, options.runs)
    elif options.command == "cluster-job":
        import json

        from benchmarks.cluster import run_job as run_cluster_job

        print(json.dumps(run_cluster_job(options.folder, options.workers)))
    elif options.command == "soak":
        from benchmarks.soak.running import soak

        sys.exit(not soak(options.minutes, options.warm_up))


if __name__ == "__main__":
    main()
