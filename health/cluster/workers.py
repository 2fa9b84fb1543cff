"""The workers of a Dask scheduler: found, looked at before they get work, and asked for results."""

from __future__ import annotations

import hashlib
import logging
import platform
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from health.cluster.files import joined, shown
from health.cluster.shuffle import read, write
from health.errors import HealthError
from health.portfolio import MODEL

if TYPE_CHECKING:
    from distributed import Client

_PATIENCE = 20  # seconds until a scheduler, or its first worker, has to be there
_LOOK, _GONE = 5, 60  # seconds: between two looks for workers; without any, until it is given up
_PACKAGES = ("numpy", "pandas", "pyarrow", "scipy", "holidays", "dask", "distributed", "fsspec")
LOCAL = "local"
Progress = Callable[[str], None]


def versions() -> dict[str, str]:
    """What has to be the same everywhere for results to be the same to the last bit."""
    content = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    own = hashlib.sha256(MODEL.encode() + content).hexdigest()[:12]
    python = ".".join(platform.python_version_tuple()[:2])
    return {"this program": own, "python": python, **{name: version(name) for name in _PACKAGES}}


@contextmanager
def connected(address: str, progress: Progress) -> Iterator[OnDask]:
    """The workers behind an address; HealthError where there are none, or others than here."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise HealthError(
            "a cluster needs Dask: pip install -r requirements-cluster.txt"
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    kind, _, rest = address.partition(":")
    if kind == LOCAL:
        progress(f"starting {rest} workers")
        # With certificates of its own: what can reach a scheduler can run anything.
        with (
            tempfile.TemporaryDirectory(prefix="health-workers-") as folder,
            dask.config.set(_quiet(folder)),
            LocalCluster(
                n_workers=int(rest), threads_per_worker=1, dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL, security=True, local_directory=folder,
            ) as cluster,
            Client(cluster) as client,
        ):  # fmt: skip
            yield OnDask(client, progress)
        return
    progress(f"looking for {shown(address)}")
    try:
        client = Client(address, timeout=_PATIENCE)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        why = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise HealthError(
            f"{shown(address)}: no Dask scheduler answers there ({why}); start one with "
            "`dask scheduler`, or give local:2 for two workers of this machine"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise HealthError(
                f"{shown(address)}: the scheduler has no worker; start some with "
                f"`dask worker {shown(address)}`"
            ) from error
        yield OnDask(client, progress)


def _quiet(folder: str) -> dict[str, Any]:
    """Dask as it is set up for workers of this machine: all files in one folder, no pages."""
    routes = ("distributed.scheduler.http.routes", "distributed.worker.http.routes")
    return {"temporary-directory": folder, **{name: [] for name in routes}}


class OnDask:
    """Work for a scheduler's workers."""

    def __init__(self, client: Client, progress: Progress) -> None:
        self._client, self._progress = client, progress

    @property
    def threads(self) -> int:
        """How much is done at once."""
        return sum(self._client.nthreads().values())

    def checked(self, work: str) -> None:
        """Whether the workers are as this process is, and reach the work directory."""
        for worker, theirs in self.everywhere(versions).items():
            differ = [
                f"{name} {theirs.get(name, 'none')} instead of {mine}"
                for name, mine in versions().items()
                if theirs.get(name) != mine
            ]
            if differ:
                raise HealthError(
                    f"the worker {worker} has other versions: {'; '.join(differ)}. Scores would "
                    "not be the same: install the same on every worker, and start it again"
                )
        mark = uuid.uuid4().hex
        write(joined(work, "here"), mark.encode())
        for worker, seen in self.everywhere(reaches, joined(work, "here"), mark).items():
            if seen:
                raise HealthError(
                    f"the worker {worker} does not reach the work directory {shown(work)}: {seen}. "
                    "Give --work a folder or an address that all workers share"
                )

    def everywhere(self, function: Callable[..., Any], *arguments: Any) -> dict[str, Any]:
        """What a function finds on every worker; HealthError where it can't."""
        found: dict[str, Any] = self._client.run(function, *arguments, on_error="return")
        for worker, result in found.items():
            # Where the function itself is not there, Dask tells it in an exception of its own.
            if isinstance(result, ImportError) or "ModuleNotFoundError" in str(result):
                raise HealthError(
                    f"the worker {worker} can't run this program ({result}): install it there, "
                    "and start the worker in its folder, by `python -m dask worker`"
                ) from result
            if isinstance(result, Exception):
                raise HealthError(f"the worker {worker} fails: {result!r}") from result
        return found

    def start(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Have something done; results of other work may stand among the arguments."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Sending large graph")  # a partition's own clients
            return self._client.submit(function, *arguments, pure=False)

    def results(self, started: Sequence[Any], doing: str) -> list[Any]:
        """What came of it. A worker that vanishes costs time: its work is done by another."""
        from distributed import KilledWorker

        for done, future in enumerate(self._one_by_one(started), 1):
            if future.status == "error":
                error = future.exception()
                self._client.cancel(list(started))
                if isinstance(error, KilledWorker):
                    raise HealthError(
                        f"{doing}: a task ended its worker again and again, as a rule for want of "
                        "memory: give more --partitions, or workers with more memory"
                    ) from error
                raise error
            self._progress(f"{doing}: {done} of {len(started)}")
        return list(self._client.gather(list(started)))

    def _one_by_one(self, started: Sequence[Any]) -> Iterator[Any]:
        """What was started, as it is done; HealthError where nobody is left to do it."""
        from distributed import wait

        waiting, seen = set(started), time.monotonic()
        while waiting:
            try:
                done, waiting = wait(waiting, timeout=_LOOK, return_when="FIRST_COMPLETED")
                yield from done
            except TimeoutError:
                pass
            if self._client.scheduler_info()["workers"]:
                seen = time.monotonic()
            elif time.monotonic() - seen > _GONE:
                raise HealthError(
                    f"no worker was left for {_GONE} seconds: start some, and run the command again"
                )


def reaches(address: str, mark: str) -> str:
    """Why this process can't read a file that should hold a mark; blank if it does."""
    try:
        return "" if read(address, 0, len(mark)) == mark.encode() else "it holds something else"
    except HealthError as error:
        return str(error.__cause__ or error)
