"""Every sentence for people has Chinese, with the same facts in it, and every error of ours is raised by a test."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import foresale
from foresale import errors
from foresale.language import catalogue, in_files

ROOT = Path(foresale.__file__).parent
TESTS = Path(__file__).parents[1]
MODULES = sorted(ROOT.rglob("*.py"))
CHINESE = sorted((ROOT / "locales" / "zh").glob("*.json"))
ERRORS = [
    c for _, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, errors.ForesaleError) and c.sentence
]  # fmt: skip


def sentences(path: Path) -> Iterator[str]:
    """What a file says to people: literals given to `tr`, and the texts of findings."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = {"tr": 0, "Finding": 1}.get(name)
        if place is None:
            continue
        said = [*node.args[place : place + 1], *(word.value for word in node.keywords if word.arg == "text")]
        yield from (text.value for text in said if isinstance(text, ast.Constant) and isinstance(text.value, str))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_a_file_says_has_chinese(path: Path) -> None:
    assert sorted(set(sentences(path)) - set(catalogue("zh"))) == []


def test_a_slip_in_a_file_of_translations_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locales" / "zh").mkdir(parents=True)
    (tmp_path / "locales" / "zh" / "features_mine.json").write_text('{"a": "b",}', encoding="utf-8")
    monkeypatch.setattr("foresale.language.resources.files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=r"locales/zh/features_mine.json is no JSON object of texts: .*line 1"):
        in_files("zh", "features")


def reasons(path: Path) -> Iterator[str]:
    """Why a family or a model of this file cannot answer: what its `needs` may return."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    given = [word.value for node in ast.walk(tree) if isinstance(node, ast.Call) for word in node.keywords
             if word.arg == "needs"]  # fmt: skip
    names = {"needs", *(value.id for value in given if isinstance(value, ast.Name))}
    bodies = [value.body for value in given if isinstance(value, ast.Lambda)]
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in names:
            bodies += [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
    while bodies:
        said = bodies.pop()
        if isinstance(said, ast.IfExp):
            bodies += [said.body, said.orelse]
        elif isinstance(said, ast.BoolOp):
            bodies += said.values
        elif isinstance(said, ast.Call) and getattr(said.func, "id", "") == "tr":
            bodies.append(said.args[0])
        elif isinstance(said, ast.JoinedStr):
            yield f"{path.name}: a reason with facts in it cannot be translated as a whole"
        elif isinstance(said, ast.Constant) and isinstance(said.value, str):
            yield said.value


GROWING = [path for path in MODULES if path.parent.name in ("features", "models")]


@pytest.mark.parametrize("path", GROWING, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_why_something_cannot_answer_has_chinese(path: Path) -> None:
    silent = sorted(set(reasons(path)) - set(catalogue("zh")))
    assert silent == [], f"add to src/foresale/locales/zh/{path.parent.name}_{path.stem}.json: {silent}"


def test_reasons_are_found() -> None:
    found = {reason for path in GROWING for reason in reasons(path)}
    assert {"no purchases", "no searches", "its times are dates without hours", "there are no features"} <= found


@pytest.mark.parametrize("error", ERRORS, ids=lambda e: e.__name__)
def test_an_error_has_chinese_and_a_test(error: type[errors.ForesaleError]) -> None:
    chinese = catalogue("zh")
    assert error.sentence in chinese
    assert not error.fix or error.fix in chinese
    assert re.search(rf"\b{error.__name__}\b", ALL_TESTS), f"no test names {error.__name__}"


def test_translations_hold_the_same_facts() -> None:
    wrong = [english for english, chinese in catalogue("zh").items() if _facts(english) != _facts(chinese)]
    assert wrong == []


@pytest.mark.parametrize("file", CHINESE, ids=lambda p: p.name)
def test_a_sentence_is_translated_once_and_in_one_file(file: Path) -> None:
    """Of two, the catalogue would keep the one of the later file, and a mend of the other would change nothing."""
    mine = Counter(_keys(file))
    assert max(mine.values()) == 1, f"twice in {file.name}: {mine.most_common(1)}"
    known = {english: other.name for other in CHINESE if other != file for english in _keys(other) if english in mine}
    assert not known, f"leave these out of {file.name}; where yours means something else, word the English otherwise"


def _keys(file: Path) -> list[str]:
    return [english for english, _ in json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=list)]


def test_one_word_for_one_idea_in_chinese() -> None:
    """A cutoff is 截止时刻, a hole 缺口, whatever file speaks of it."""
    others = re.compile("截点|截止时间|截止日|空洞")
    assert [text for text in catalogue("zh").values() if others.search(text)] == []


def _facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


ALL_TESTS = "\n".join(p.read_text(encoding="utf-8") for p in sorted(TESTS.rglob("test_*.py")) if p != Path(__file__))
