"""README and docs do what they say: every console and Python block runs, every link and make target is there."""

from __future__ import annotations

import re
import runpy
import shutil
from importlib import import_module
from pathlib import Path

import pytest

from demo_log import write_customers
from docs.blocks import ROOT, blocks
from docs.shell import run_block
from foresale.cli.group import COMMANDS
from foresale.features.registry import families
from foresale.language import use
from foresale.log.sources.format import all_formats
from foresale.models.registry import models

TUTORIAL = "docs/tutorial/first-model.md"  # leaves orders.csv and run/ for the others
PAGES = sorted(
    page.relative_to(ROOT).as_posix()
    for page in [ROOT / "README.md", ROOT / "README.zh.md", *(ROOT / "docs").rglob("*.md")]
    if "generated" not in page.parts
)
RUNS = ("console", "python")
SYSTEMS = (
    "adobe", "ga4", "magento", "matomo", "rees46", "segment", "shopify_csv", "shopify_tables", "snowplow", "uci",
    "woocommerce",
)  # fmt: skip
RUNNING = [page for page in PAGES if page != TUTORIAL and any(b.language in RUNS for b in blocks(ROOT / page))]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A reader's folder after the tutorial, with the small files that some pages speak of."""
    folder = tmp_path_factory.mktemp("workshop")
    days = [(user, n) for n in range(90) for user in range(9)]
    clicks = [f"{u},i{u % 7},c{u % 3},{('pv', 'buy')[n % 5 == 0]},{1511539200 + 3600 * n}" for u, n in days]
    (folder / "clicks.csv").write_text("\n".join(clicks) + "\n", encoding="utf-8")
    sales = [f"k{u};{1 + n % 28:02d}.{1 + n // 28:02d}.2023;{10 + u}:30;{u},50" for u, n in days]
    (folder / "sales.csv").write_text("\n".join(["Kunde;Tag;Uhrzeit;Betrag", *sales]) + "\n", encoding="utf-8")
    actions = [f"{u},i{u % 7},{(u + n) % 4},2023-{1 + n // 28:02d}-{1 + n % 28:02d}T09:00:00Z" for u, n in days]
    (folder / "actions.csv").write_text("\n".join(["user_id,item_id,action,time", *actions]) + "\n", encoding="utf-8")
    keys = ["CustomerID,cutoff", "17850,2011-11-09", "13047,2011-10-01", "nobody,2011-10-01"]
    (folder / "keys.csv").write_text("\n".join(keys) + "\n", encoding="utf-8")
    for system in SYSTEMS:
        import_module(f"presets.{system}").write(folder)
    run_page(TUTORIAL, folder)
    return folder


def test_the_tutorial_works(workshop: Path) -> None:
    assert (workshop / "run" / "report.html").is_file()
    assert (workshop / "list.csv").is_file()


@pytest.mark.parametrize("page", RUNNING)
def test_what_a_page_shows_works(page: str, workshop: Path, tmp_path: Path) -> None:
    makes_its_own_run = "--out run" in (ROOT / page).read_text(encoding="utf-8")
    left_out = shutil.ignore_patterns("run") if makes_its_own_run else None
    run_page(page, Path(shutil.copytree(workshop, tmp_path / "a folder", ignore=left_out)))


def run_page(page: str, folder: Path) -> None:
    for block in blocks(ROOT / page):
        for command, _ in run_block(block, folder) if block.language in RUNS else ():
            if "--save" in command:  # minutes, not hours: what a page shows works on a part of the log as on all of it
                write_customers(folder / "orders.csv", share=8)


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_links_and_make_targets_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (ROOT / target).exists(), target
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z-]+)", text)) - {"when"} <= targets


def test_both_readmes_show_the_same_commands() -> None:
    english, chinese = ([c for b in blocks(ROOT / name) for c in b.commands] for name in ("README.md", "README.zh.md"))
    assert [c.replace(" --lang zh", "") for c in chinese] == english


def test_every_family_model_and_format_has_its_place_in_the_reference() -> None:
    pages = runpy.run_path(str(ROOT / "docs" / "generate.py"))
    with use("en"):
        for page, names in {
            "features": families(), "models": models(), "formats": [form.name for form in all_formats()],
        }.items():  # fmt: skip
            text = pages[page]()
            assert [name for name in names if f"## {name}\n" not in text] == []
            assert f"reference/generated/{page}" in (ROOT / "docs" / "index.md").read_text(encoding="utf-8")


def test_the_formats_that_we_name_are_read() -> None:
    """Lists by hand are examples: they may be shorter than the reference, and hold nothing else."""
    of_train = import_module("foresale.cli.train").train.params
    texts = [(ROOT / page).read_text(encoding="utf-8") for page in ("README.md", "CHANGELOG.md")]
    for text in (*texts, next(param.help for param in of_train if param.name == "logs")):
        named = re.search(r"(CSV)[\w ,]*?, (JSON lines), (Parquet)\b", text)
        assert named and set(named.groups()) <= {form.name for form in all_formats()}


def test_every_command_is_in_the_docs() -> None:
    text = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)
    assert [name for name in COMMANDS if f"foresale {name}" not in text] == []
