"""Write the sample portfolio: 24 invented clients, two years, thirteen logs.

    python data/make_sample.py        ->  data/sample/<log>.csv, the same bytes every time

`stories.toml` says how each client behaves and when that turns; this script lives the two years
day by day and logs what happens. It knows nothing of scores: whether a story can be seen is for
the dashboard to show. Each log of each client has random numbers of its own, so that tuning one
story leaves the rows of all others as they are.
"""

import csv
import math
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from cast import LAST, Client, Ways, count, season

HERE = Path(__file__).parent
PLANNED_DEMOS_UNTIL = LAST + timedelta(days=24)
SECTIONS = ["budget", "timeline", "blockers", "requirements", "risks", "questions"]
BUDGET = {"design": 0.18, "development": 0.52, "support": 0.16, "management": 0.14}
CHANNELS = {
    "out": {"email": 7, "chat": 3, "call": 1},
    "in": {"email": 7, "chat": 2, "call": 2},
    "both": {"call": 4, "video": 5, "meeting": 2},
}
TOPICS = {
    "out": {"status": 5, "planning": 2, "support": 3, "other": 1},
    "in": {"support": 5, "status": 4, "planning": 2, "technical": 2, "other": 1},
    "both": {"status": 12, "planning": 4, "technical": 3, "support": 1, "other": 1},
}
COLUMNS = {
    "clients": "client lead segment value started_on ended_on time_zone country works_from works_to"
    " contacts_per_week contact_every demo_every report_every feedback_every reply_within backup"
    " kickoff_on kickoff_confirmed_on renewal_on",
    "contacts": "client at direction channel topic urgent needs_reply replied_at person summary",
    "demos": "client planned_for held_on cancelled_on attendance outcome notes",
    "deadlines": "client item side kind promised_on due_on confirmed_on moved_by warned_on done_on",
    "feedback": "client asked_on answered_on rating yes_no rater question comment",
    "reports": "client sent_on budget timeline blockers requirements risks questions",
    "issues": "client issue at event by note",
    "risks": "client risk raised_on told_client_on plan_b owner updated_on closed_on",
    "changes": "client change requested_on estimated_on estimate_days estimate_cost confirmed_on"
    " started_on",
    "spend": "client period_start category planned actual",
    "expectations": "client expectation kind asked_on met_on exceeded",
    "people": "client name role birthday interests notes",
    "outcomes": "client on outcome",
}
FIRST_DATES = (
    *("at", "promised_on", "asked_on", "answered_on", "sent_on", "raised_on", "requested_on"),
    *("period_start", "on", "planned_for"),
)

Row = dict[str, Any]


def pick(weights: Mapping[str, float], luck: Random) -> str:
    """One of some words, drawn by their weights."""
    return luck.choices(list(weights), list(weights.values()))[0]


def clients(client: Client) -> Iterator[Row]:
    """The facts as given; whose kick-off is not told had it in the first weeks."""
    luck, facts = client.luck("kickoff"), dict(client.story)
    if "started_on" in facts and "kickoff_on" not in facts:
        facts["kickoff_on"] = client.after(client.start, luck.randint(2, 7))
        if luck.random() < 0.75:
            facts["kickoff_confirmed_on"] = client.after(facts["kickoff_on"], luck.randint(1, 4))
    yield facts


def contacts(client: Client) -> Iterator[Row]:
    """Mails, calls and meetings, day by day, as busy as the season."""
    luck = client.luck("contacts")
    for day in client.days:
        ways, busy = client.ways(day), season(day)
        if day.weekday() == client.call_day and luck.random() < ways.calls * busy:
            yield contact(client, day, luck, "both", pick(TOPICS["both"], luck), ways)
        for _ in range(count(ways.out * busy / 5, luck)):
            topic = "technical" if luck.random() < ways.technical else pick(TOPICS["out"], luck)
            yield contact(client, day, luck, "out", topic, ways)
        for _ in range(count(ways.coming * busy / 5, luck)):
            yield contact(client, day, luck, "in", pick(TOPICS["in"], luck), ways)
        if luck.random() < ways.casual * busy / 5:
            yield contact(client, day, luck, luck.choice(("out", "both")), "casual", ways)


def contact(client: Client, day: date, luck: Random, way: str, topic: str, ways: Ways) -> Row:
    """One contact, with its time of day, its words and its reply."""
    late = way == "out" and luck.random() < ways.late
    if late and luck.random() < 0.15:
        day = min(day + timedelta(5 - day.weekday()), client.end)  # a Saturday
    at, person = client.moment(day, luck, late=late), luck.choice(client.people(day))
    row: Row = {"at": client.stamp(at), "direction": way, "topic": topic, "person": person}
    row["channel"] = pick(CHANNELS[way], luck)
    if way == "both" and luck.random() < 0.06:
        row["at"] = day  # somebody noted the day only
    summary = client.say(f"talk.{topic}.{way}", day, person) if luck.random() < 0.8 else ""
    if summary and luck.random() < 0.12:
        summary += "" if summary[-1] in "?." else "."
        summary += f" {client.say('talk.tail', day, person)}"
    if way == "in":
        row["urgent"] = "yes" if luck.random() < ways.urgent else luck.choice(("", "no"))
        row["needs_reply"] = pick({"": 6, "yes": 3, "no": 0 if "?" in summary else 4}, luck)
        replied = client.reply(at, luck.lognormvariate(math.log(ways.reply_hours), 0.7))
        unanswered = luck.random() < ways.unanswered or row["needs_reply"] == "no"
        if not unanswered and client.known(replied.date()):
            row["replied_at"] = client.stamp(replied)
    return row | {"summary": summary}


def demos(client: Client) -> Iterator[Row]:
    """Demos by their rhythm: held, missed or cancelled, the coming ones planned."""
    luck = client.luck("demos")
    until = PLANNED_DEMOS_UNTIL if client.end == LAST else client.end
    for planned, ways in client.rounds(client.story["demo_every"], client.demo_day, until):
        if luck.random() > ways.demos:
            continue
        row: Row = {"planned_for": planned}
        kept = luck.random() < ways.demo_kept
        held = planned if kept else client.after(planned, luck.randint(1, 5))
        if not kept and luck.random() < 0.5:
            row["cancelled_on"] = client.known(client.after(planned, -luck.randint(0, 4)))
            row["notes"] = client.say("demo.unheld", planned) if row["cancelled_on"] else ""
        elif client.known(held):
            changes = 0.85 * (1 - ways.accepted)
            rejected = 1 - ways.accepted - changes
            weights = {"accepted": ways.accepted, "changes": changes, "rejected": rejected}
            outcome, there = (
                pick(weights, luck),
                pick({"other": 8, "recording": 2, "none": 1}, luck),
            )
            row |= {"held_on": held, "outcome": outcome, "attendance": there}
            if luck.random() < ways.decides:
                row["attendance"] = "decision-maker"
            row["notes"] = client.say(f"demo.{outcome}", held)
        yield row


def milestones(client: Client) -> Iterator[str]:
    """Deliveries in the order of a project: two features at a time, from concept to manual."""
    features, release = client.story["features"], ""
    while True:
        for pair in zip(features[::2], features[1::2], strict=False):
            for phase in client.phrases["item"]["milestone"]:
                for feature in pair:
                    yield f"{feature[0].upper()}{feature[1:]}: {phase}{release}"
        release = ", second release" if not release else release + " again"


def deadlines(client: Client) -> Iterator[Row]:
    """Promises and milestones of ours, each with its moves."""
    luck, names = client.luck("deadlines"), milestones(client)
    for day, _ in client.rhythm("item_gap", luck):
        kind = pick({"milestone": 3, "promise": 1}, luck)
        name = next(names) if kind == "milestone" else client.name_new("item.promise", day)
        yield from deadline(client, luck, day, {"item": name, "side": "us", "kind": kind})
    luck = client.luck("their deadlines")
    for day, _ in client.rhythm("their_gap", luck):
        kind = luck.choice(("content", "acceptance", "access", "payment"))
        name = client.name_new(f"item.{kind}", day) if kind != "payment" else ""
        name = name or f"Invoice {day:%Y-%m}-{luck.randint(100, 999)}"
        yield from deadline(client, luck, day, {"item": name, "side": "client", "kind": kind})


def deadline(client: Client, luck: Random, day: date, item: Row) -> Iterator[Row]:
    """The rows of one item: its promise and, once it is moved, the new date."""
    ours, span = item["side"] == "us", luck.randint(8, 25)
    due = client.after(day, span)
    then, now = client.ways(due), client.ways(day)
    slip, mean = (then.slip, then.slip_days) if ours else (then.their_slip, then.their_slip_days)
    slips = luck.random() < slip
    late = 1 + int(luck.gammavariate(2, mean / 2)) if slips else -luck.choice((0, 0, 1, 2))
    notice = client.after(due, -luck.randint(3, min(7, span - 2)))
    warned = slips and luck.random() < then.warned
    dates = [(day, due, "")]
    if ours and luck.random() < then.their_moves:
        due = client.after(due, luck.randint(4, 12))
        dates.append((notice, due, "client"))
    elif warned and luck.random() < then.moved:
        moved = client.after(due, max(1, late - luck.randint(0, 2)))
        dates.append((notice, moved, "us" if ours else "client"))
    dates = [agreed for agreed in dates if client.known(agreed[0])]
    for nth, (promised, until, by) in enumerate(dates, 1):
        row = item | {"promised_on": promised, "due_on": until, "moved_by": by}
        prompt = luck.random() < now.written
        if prompt or luck.random() < 0.5:
            wait = luck.choice((0, 0, 1, 1, 2)) if prompt else luck.randint(3, 9)
            row["confirmed_on"] = client.known(client.after(promised, wait))
        if warned and nth == 1:
            row["warned_on"] = client.known(notice)
        if nth == len(dates):
            row["done_on"] = client.known(client.after(due, late))
        yield row


def feedback(client: Client) -> Iterator[Row]:
    """Asks by their rhythm, and what was answered."""
    luck, weekday = client.luck("feedback"), (client.call_day + 2) % 5
    for day, ways in client.rounds(client.story["feedback_every"], weekday, client.end):
        if luck.random() > ways.asked:
            continue
        row: Row = {"asked_on": day, "question": client.say("feedback.question", day)}
        row["rater"] = pick(dict(zip(client.people(day), (5.0, 3.0, 2.0), strict=False)), luck)
        answered = client.known(client.after(day, luck.choice((0, 1, 1, 2, 3, 6))))
        if answered and luck.random() < ways.answered:
            rating = min(10, max(1, round(luck.gauss(ways.mood, ways.spread))))
            pleased = rating > 8 or (rating > 3 and luck.random() < ways.yes)
            row |= {"answered_on": answered, "rating": rating, "yes_no": "yes" if pleased else "no"}
            if luck.random() < ways.wordy:
                tone = next(floor for floor in (9, 7, 5, 1) if rating >= floor)
                row["comment"] = client.say(f"feedback.from{tone}", day, row["rater"])
        yield row


def reports(client: Client) -> Iterator[Row]:
    """Status reports on Fridays, the sections filled as the client is served."""
    luck, friday = client.luck("reports"), 4
    for day, ways in client.rounds(client.story["report_every"], friday, client.end):
        if luck.random() < ways.reported:
            row: Row = {"sent_on": day}
            for section in SECTIONS:
                lacking = "same" if luck.random() < ways.copied else "no"
                row[section] = "yes" if luck.random() < ways.filled else lacking
            if luck.random() < 0.15:
                row[luck.choice(("blockers", "questions"))] = "n/a"
            yield row


def issues(client: Client) -> Iterator[Row]:
    """Complaints and faults, from raised to resolved."""
    luck = client.luck("issues")
    for day, ways in client.rhythm("issue_gap", luck):
        title, fixer = client.name_new("issue.title", day), luck.choice(client.team)
        days = 2 + int(luck.expovariate(1 / ways.fix_days))
        steps = int((days - 1) / ways.update_gap)
        events = [(round(n * ways.update_gap), "update") for n in range(1, steps + 1)]
        if luck.random() < ways.restated:
            events.append((luck.choice((0, 1)), "restated"))
        if days > 4 and luck.random() < 0.4:
            events.append((days // 2, "workaround"))
        earliest = datetime.min
        for n, event in [(0, "raised"), *sorted(events), (days, "resolved")]:
            on = client.after(day, n)
            at = max(client.moment(on, luck), earliest)
            earliest = at + timedelta(minutes=luck.randint(7, 50))
            if client.known(on):
                row: Row = {"issue": title, "at": client.stamp(at), "event": event}
                person = luck.choice(client.people(on))
                row["by"] = person if event == "raised" else fixer
                yield row | {"note": client.say(f"issue.{event}", on, person)}


def risks(client: Client) -> Iterator[Row]:
    """One row a risk as it stands at the end: the log keeps the last update only."""
    luck, own = client.luck("risks"), list(client.story["risks"])
    for day, ways in client.rhythm("risk_gap", luck):
        told = luck.random() < ways.told
        title, plan = client.name_new("risk.story", day).split(" | ")
        if own and luck.random() < 0.3:
            title, plan = own.pop(0)
        closed = client.known(client.after(day, luck.randint(8, 45) * (1 if told else 3)))
        row: Row = {"risk": title, "raised_on": day, "closed_on": closed}
        if told:
            row["told_client_on"] = client.known(client.after(day, luck.randint(0, 3)))
            row |= {"plan_b": plan, "owner": luck.choice([*client.team, client.story["lead"]])}
            row["updated_on"] = max(day, client.after(closed or client.end, -luck.randint(1, 7)))
        yield row


def changes(client: Client) -> Iterator[Row]:
    """Added work: asked for, estimated, confirmed, started."""
    luck = client.luck("changes")
    for day, ways in client.rhythm("change_gap", luck):
        row: Row = {"change": client.name_new("change.title", day), "requested_on": day}
        estimated = client.after(day, luck.randint(1, 5))
        confirmed = client.after(estimated, luck.randint(1, 6))
        days = luck.choice((0.5, 1, 1.5, 2, 3, 4, 5, 8))
        agreed = luck.random() < ways.agreed
        if client.known(estimated) and (agreed or luck.random() < 0.4):
            cost = int(days * luck.choice((680, 720, 850)))
            row |= {"estimated_on": estimated, "estimate_days": days, "estimate_cost": cost}
        if agreed:
            row["confirmed_on"] = client.known(confirmed)
        wanted, start = luck.random() < 0.85, confirmed if agreed else day
        if wanted or not agreed:
            row["started_on"] = client.known(client.after(start, luck.randint(0, 4)))
        yield row


def spend(client: Client) -> Iterator[Row]:
    """Budget by month and category; the running month has no actual figure yet."""
    luck, month = client.luck("spend"), (client.start + timedelta(30)).replace(day=1)
    while month <= client.end and client.ways(month).spends:
        running = (month.year, month.month) == (client.end.year, client.end.month)
        pace = client.ways(month).overrun * (0.3 + 0.7 * season(month))
        for category, share in BUDGET.items():
            planned = round(client.story["value"] / 12 * share, -2)
            actual = round(planned * luck.gauss(pace, 0.08), -1)
            row: Row = {"period_start": month, "category": category, "planned": int(planned)}
            yield row | {"actual": "" if running else int(actual)}
        month = (month + timedelta(days=32)).replace(day=1)


def expectations(client: Client) -> Iterator[Row]:
    """Asked one after another since the start; the next cooperation in the last quarter."""
    luck = client.luck("expectations")
    for nth, (text, kind, state) in enumerate(client.story["expectations"]):
        since = -luck.randint(15, 60) if kind == "next-cooperation" else 4 + 9 * nth * nth
        asked = client.days[min(since, len(client.days) - 1)]
        met = None if state == "open" else client.known(client.after(asked, luck.randint(10, 160)))
        exceeded = ("yes" if state == "exceeded" else "no") if met else ""
        row: Row = {"expectation": text, "kind": kind, "asked_on": asked}
        yield row | {"met_on": met, "exceeded": exceeded}


def people(client: Client) -> Iterable[Row]:
    """The people of the client, as the story names them."""
    return client.story["people"]  # type: ignore[no-any-return]


def outcomes(client: Client) -> Iterator[Row]:
    """What became of the account, as the story tells."""
    for on, outcome in client.story["outcomes"]:
        yield {"on": on, "outcome": outcome}


LOGS: tuple[Callable[[Client], Iterable[Row]], ...] = (
    clients, contacts, demos, deadlines, feedback, reports, issues,
    risks, changes, spend, expectations, people, outcomes,
)  # fmt: skip


def first_moment(row: Row) -> str:
    """Logs are kept in the order in which things happened; what has no date stays in place."""
    return next((str(row[column]) for column in FIRST_DATES if row.get(column)), "")


def main() -> None:
    """Write all logs."""
    plot = tomllib.loads((HERE / "stories.toml").read_text("utf-8"))
    phrases = tomllib.loads((HERE / "phrases.toml").read_text("utf-8"))
    rows: dict[str, list[Row]] = {log: [] for log in COLUMNS}
    for story in plot["client"]:
        client = Client(story, phrases)
        for log in LOGS:
            rows[log.__name__] += [row | {"client": client.name} for row in log(client)]
        for row in story.get("rows", []):
            rows[row["log"]].append(row | {"client": client.name})
    for row in plot["flawed"] + plot["twice"] * 2:
        rows[row["log"]].append(row)
    (HERE / "sample").mkdir(exist_ok=True)
    for name, columns in COLUMNS.items():
        rows[name].sort(key=first_moment)
        with (HERE / "sample" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, columns.split(), "", "ignore", lineterminator="\n")
            table.writeheader()
            table.writerows(rows[name])


if __name__ == "__main__":
    main()
