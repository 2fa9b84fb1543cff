"""The Logs page in a real browser: files are dropped, understood, mended; nothing is lost."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.browser.conftest import View
from tests.browser.test_accessible import violations
from tests.browser.viewer import Viewer
from tests.conftest import ROOT
from tests.uploads import bombs

SURVEY = (
    "Survey of autumn;;;;\n;;;;\nClient;Asked on;Answered on;Rating;Comment\n"
    "Halden Freight;03/11/2026;04/11/2026;2;<img src=x onerror=alert(1)>\n"
    "Northmoor Water;04/11/2026;05/11/2026;1;=1+1\n"
    "Kestrl Mutual;06/11/2026;07/11/2026;4;slow\n"
    "Total;3;;;\n"
).encode("cp1252")


def sample(folder: Path, *without: str) -> Path:
    shutil.copytree(ROOT / "data" / "sample", folder, copy_function=shutil.copyfile)
    for log in without:
        (folder / f"{log}.csv").unlink()
    return folder


def drop(viewer: Viewer, **files: bytes) -> None:
    """Drop files, and wait until it is said what was understood of the last."""
    before = viewer.page.locator("[class*=st-key-dropped-]").count()
    viewer.page.locator("input[type=file]").set_input_files(
        [
            {"name": name.replace("__", "."), "mimeType": "", "buffer": content}
            for name, content in files.items()
        ]
    )
    viewer.until(
        lambda: viewer.page.locator("[class*=st-key-dropped-]").count() >= before + len(files)
    )
    viewer.settle()


def answer(viewer: Viewer, question: str, choice: str) -> None:
    asked = viewer.page.get_by_role("radiogroup", name=question)
    asked.get_by_text(choice).click()
    viewer.settle()


def choose(viewer: Viewer, field: str, choice: str, exact: bool = True) -> None:
    """Choose from a list; a run that was still going on closes a list that was opened before it."""
    box = viewer.page.get_by_role("combobox", name=field)
    option = viewer.page.get_by_role("option", name=choice, exact=exact)

    def opened() -> bool:
        if not option.count():
            box.click()
            viewer.page.wait_for_timeout(300)
        return bool(option.count())

    viewer.until(opened)
    option.click()
    viewer.settle()


def test_a_messy_file_is_understood_added_and_its_rows_mended(
    view: View, serve: Any, tmp_path: Path
) -> None:
    folder = sample(tmp_path / "logs", "feedback")
    viewer = view("/", address=serve(folder, tmp_path))
    viewer.page.get_by_role("link", name="Logs").click()
    viewer.settle()
    book = bombs.billion_laughs()
    drop(viewer, survey__csv=SURVEY, plan__xlsx=book, demos__csv=b"client,held_on\nX,2026-11-03\n")
    page = viewer.page
    told = page.locator("[class*=st-key-dropped-]").first.inner_text().replace("\xa0", " ")
    assert "3 rows of feedback: 1 would be set aside. 3 lines left out." in told
    assert page.get_by_text("plan.xlsx defines a document type or entities").count() == 1
    assert page.get_by_role("button", name="Replace it").count() == 1
    assert sorted(path.name for path in folder.iterdir() if "survey" in path.name) == []
    first = page.get_by_role("region", name="First rows as they are understood, feedback")
    assert "2026-11-03" in first.inner_text()
    assert "<img src=x" in first.inner_text()
    answer(viewer, "asked_on", "month first")
    assert "2026-03-11" in first.inner_text()
    answer(viewer, "asked_on", "day first")
    assert violations(page) == []

    page.get_by_role("link", name="Review").click()  # what waits outlives other pages
    viewer.settle()
    page.get_by_role("link", name="Logs").click()
    viewer.settle()
    page.get_by_role("button", name="Leave it out").last.click()
    viewer.settle()
    page.get_by_role("button", name="Close").click()
    viewer.settle()
    page.get_by_role("button", name="Add to the logs").click()
    page.get_by_text("Read: ").wait_for()
    viewer.settle()
    assert "→" in page.get_by_text("health changed").inner_text()
    assert (folder / "survey.csv").read_bytes() == SURVEY
    assert 'order = "day first"' in (folder / "answers.toml").read_text()
    assert viewer.headline == "Three rows of three logs were set aside"

    viewer.open("/")  # what was answered can be asked again, also by who comes later
    page.get_by_role("link", name="Logs").click()
    viewer.settle()
    page.get_by_text("Answered: 1").click()
    page.get_by_role("button", name="Ask again").click()
    page.get_by_role("radiogroup", name="asked_on").wait_for()
    viewer.settle()
    assert "order" not in (folder / "answers.toml").read_text()
    answer(viewer, "asked_on", "day first")
    page.get_by_text("Answered: 1").wait_for()

    with page.expect_download() as saved:
        page.get_by_role("button", name="Save 3 rows to mend").click()
    text = saved.value.path().read_text("utf-8-sig")
    assert "Kestrl Mutual" in text
    drop(viewer, rows__csv=text.replace("Kestrl", "Kestrel").replace("-13-04", "-12-04").encode())
    page.get_by_role("button", name="Add 2 mended rows").click()
    viewer.until(lambda: viewer.headline == "One row of one log was set aside")
    viewer.settle()
    assert violations(page) == []
    viewer.all_is_well()


def test_on_the_sample_files_are_tried_and_never_added(view: View) -> None:
    viewer = view("/logs")
    drop(viewer, survey__csv=SURVEY)
    told = viewer.page.locator("[class*=st-key-dropped-]").first.inner_text()
    assert "would be set aside" in told
    assert viewer.page.get_by_role("button", name="Add").count() == 0
    viewer.page.get_by_role("button", name="Close").click()
    viewer.settle()
    assert viewer.page.locator("[class*=st-key-dropped-]").count() == 0


def test_columns_that_nobody_knows_are_mapped_in_an_empty_folder(
    view: View, serve: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    viewer = view("/", address=serve(folder, tmp_path))
    page = viewer.page
    assert viewer.headline == "The logs can't be shown"
    page.get_by_role("link", name="Add files").click()
    page.get_by_text("Begin with the list of your clients").wait_for()
    drop(viewer, clients__csv=b"client\nAcme\n", talk__csv=b"who,whn\nAcme,2026-11-02\n")
    choose(viewer, "Which log is talk.csv", "contacts –", exact=False)
    for column, choice in (("client", "who"), ("at", "whn"), ("direction", "always: out")):
        choose(viewer, f"{column} (required)", choice)
    page.get_by_text("of contacts (as talk.csv): all can be used").wait_for()
    page.get_by_role("button", name="Add all 2 to the logs").click()
    viewer.until(lambda: viewer.headline == "Every row is used, of two of the 13 logs")
    assert (folder / "recipes" / "talk.csv.toml").is_file()

    (folder / "odd.csv").write_text("whom;how\nAcme;9\n")  # a source that nobody knows
    page.get_by_role("button", name="Read now").click()
    page.get_by_role("button", name="Say which log odd.csv is").click()
    page.get_by_role("combobox", name="Which log is odd.csv").wait_for()
    viewer.settle()
    assert violations(page) == []
    viewer.all_is_well()


def test_sources_and_thousands_of_rows_set_aside(view: View, serve: Any, tmp_path: Path) -> None:
    folder = sample(tmp_path / "logs", "risks")
    (folder / "contatcs.csv").write_text("x\n")
    with (folder / "feedback.csv").open("a") as file:
        file.writelines(f"=x{number},<b>,,,,,\n" for number in range(5000))
    viewer = view("/", address=serve(folder, tmp_path))
    viewer.page.get_by_role("link", name="Logs").click()
    viewer.settle()
    assert viewer.headline == "5,003 rows of three logs were set aside"
    states = viewer.page.locator("table.logs:not(.sources) td:nth-child(2)").all_inner_texts()
    assert states.count("○ not there") == 1
    assert states.count("◆ partly used") == 3
    assert viewer.page.locator("table.sources").get_by_text("contatcs.csv").count() == 1

    viewer.page.get_by_role("radio", name="feedback").or_(
        viewer.page.get_by_role("button", name="feedback")
    ).first.click()
    viewer.settle()
    assert viewer.query == "log=feedback"
    with viewer.page.expect_download() as saved:
        viewer.page.get_by_role("button", name="rows to mend").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) > 5000
    assert any(",'=x4999,<b>," in line for line in lines)
    viewer.all_is_well()
