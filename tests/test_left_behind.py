"""What was written and no longer fits: a client that left the logs, a review of a later format."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from urllib.parse import quote

from health.store import open_store
from tests.conftest import FolderOf, Serve
from tests.test_server import elements, run, texts

SUNDAY = date(2026, 11, 15)


def test_what_was_written_about_a_client_that_left_the_logs_is_not_lost(
    serve: Serve, folder_of: FolderOf, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    store.add_note("Gone & Co", SUNDAY, "They <b>left</b> us", by="Ana")
    store.add_action("Gone & Co", "Send the last invoice", "Ben", SUNDAY, "Ana", SUNDAY)
    contacts = "client,at,direction\nAcme,2026-11-10,out\nBolt,2026-11-11,out\n"
    address = serve(folder_of(contacts=contacts), tmp_path)
    drawn = run(address, f"client={quote('gone & co')}", "client")
    assert "There is no client “gone &amp; co”" in texts(drawn)
    assert "They &lt;b&gt;left&lt;/b&gt; us" in texts(drawn)
    assert "Send the last invoice" in texts(drawn)
    assert "Done" in [each.button.label for each in elements(drawn) if each.HasField("button")]
    never = run(address, "client=never", "client")
    assert "There is no client “never”" in texts(never)
    assert "Notes" not in texts(never)


def test_a_review_that_can_not_be_read_leads_back_to_the_others(
    serve: Serve, tmp_path: Path
) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.db'}")
    store.freeze_review(store.open_review(SUNDAY, "Ana"), {"format": 99}, "Ana")
    address = serve(tmp_path / "nowhere", tmp_path)
    drawn = run(address, f"review={SUNDAY}", "past")
    assert "was kept in format 99" in texts(drawn)
    labels = [each.button.label for each in elements(drawn) if each.HasField("button")]
    assert "All past reviews" in labels
    assert '<p class="soft">The folder of the logs: there is no such' in texts(run(address))
