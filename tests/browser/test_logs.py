"""The Logs page in a real browser: every source, and thousands of rows that were set aside."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from tests.browser.conftest import View
from tests.conftest import ROOT


def test_sources_and_thousands_of_rows_set_aside(view: View, serve: Any, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    shutil.copytree(ROOT / "data" / "sample", folder, copy_function=shutil.copyfile)
    (folder / "risks.csv").unlink()
    (folder / "contatcs.csv").write_text("x\n")
    with (folder / "feedback.csv").open("a") as file:
        file.writelines(f"=x{number},<b>,,,,,\n" for number in range(5000))
    viewer = view("/", address=serve(folder, tmp_path))
    viewer.page.get_by_role("link", name="Logs").click()
    viewer.settle()
    assert viewer.headline == "5,003 rows of three logs were set aside"
    states = viewer.page.locator("table.logs td:nth-child(2)").all_inner_texts()
    assert states.count("○ not there") == 1
    assert states.count("◆ partly used") == 3
    assert viewer.page.get_by_text("contatcs.csv").count() == 1

    viewer.page.get_by_role("radio", name="feedback").or_(
        viewer.page.get_by_role("button", name="feedback")
    ).first.click()
    viewer.settle()
    assert viewer.query == "log=feedback"
    with viewer.page.expect_download() as saved:
        viewer.page.get_by_role("button", name="reasons as CSV").click()
    lines = saved.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) > 5000
    assert any("'=x4999" in line for line in lines)
    viewer.all_is_well()
