"""What this session sees: the one door of the pages to the portfolio, the store and the server.

Whoever sees some clients only gets a portfolio and a store in which there are no others. A test
holds all pages to this door.
"""

from __future__ import annotations

from dataclasses import replace

from health import live
from health import store as stores
from health.access import Deed, Rules
from health.errors import HealthError
from health.live import Live, State
from health.portfolio import Portfolio
from health.seen.portfolio import CUTS
from health.seen.store import keys_of, refuse, store_of, why_not
from health.settings import Settings
from health.store import Store
from pages.parts.person import person
from pages.server import sign_in

_NOT_YOURS = "Those who keep the logs see on the Logs page what is wrong with them."
_READING = "reading the logs"


def now() -> State:
    """What can be shown to this person now: the portfolio of their clients.

    Problems may name other clients: who does not see all is told only that there is one.
    """
    state = live.current().now()
    keys = _keys(state.portfolio)
    if keys is None:
        return state
    return replace(
        state,
        portfolio=None if state.portfolio is None else CUTS.of(state.portfolio, keys),
        problem=_NOT_YOURS if state.problem else "",
        settings_problem="Admins see why." if state.settings_problem else "",
        doing=_READING if state.doing else "",
    )


def newest() -> Portfolio | None:
    """The portfolio of `now`."""
    return now().portfolio


def store() -> Store:
    """What people wrote on the clients that this person sees; StoreUnavailable where it is away.

    What they write is looked at there, too: NotAllowed for what is not theirs.
    """
    if _local():
        return stores.current()
    return store_of(stores.current(), person(), _keys(live.current().now().portfolio))


def rules() -> Rules | None:
    """Who may enter, by which links of others are shut too; None where nobody has to sign in."""
    return sign_in.rules_now()


def server(deed: Deed) -> Live:
    """The server with everybody's portfolio and files, for a deed; NotAllowed if not theirs."""
    refuse(person(), deed)
    return live.current()


def base_settings() -> tuple[Settings, bool]:
    """The settings where no version is in force, of the seen clients; whether a file says them."""
    file = live.current().settings_file
    try:
        base = Settings.read(file) if file else Settings.default()
    except HealthError:  # the page says elsewhere that the file can't be read
        base = Settings.default()
    keys = _keys(live.current().now().portfolio)
    return (base if keys is None else base.of_clients(keys)), file is not None


def without_places(problem: str) -> str:
    """A problem without the places of folders on the server, which are no viewer's business."""
    whole = live.current()
    problem = problem.replace(str(whole.folder), "the folder of the logs")
    problem = problem.replace(str(whole.settings_file), "the settings file")
    return problem.replace(str(whole.workspace.folder), "the folder of HEALTH_KEPT")


def may(deed: Deed) -> bool:
    """Whether this person may do something, on the clients that they see."""
    return _local() or person().may(deed)


def not_allowed(deed: Deed) -> str:
    """Why this person may not do it, in words; empty if they may."""
    return "" if _local() else why_not(person(), deed)


def _keys(whole: Portfolio | None) -> frozenset[str] | None:
    """The keys of the clients seen: none while there is no portfolio to say whose they are."""
    if _local():
        return None
    if whole is None:
        return None if person().sees_all else frozenset()
    return keys_of(person(), whole.logs.clients)


def _local() -> bool:
    """Whether nobody has to sign in: who sits here sees and may do everything, whatever the name,
    for which the store may have to be asked."""
    return sign_in.current() is None
