"""Help, versions, usage errors, completion: what somebody meets before anything works."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import click
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import foresale as package
from foresale.cli.group import COMMANDS
from foresale.cli.main import foresale as group
from foresale.errors import WrongCommand
from foresale.language import catalogue

HEAVY = (
    "numpy", "pyarrow", "duckdb", "numba", "sklearn", "lightgbm", "altair", "scipy", "jinja2", "rich", "pandas",
)  # fmt: skip


def commands() -> list[click.Command]:
    context = group.make_context("foresale", ["--help"], resilient_parsing=True)
    return [group, *(group.get_command(context, name) for name in COMMANDS)]


@pytest.mark.parametrize("call", ["import foresale", "from foresale.cli.main import main; main(['--help'])"])
def test_help_and_import_load_nothing_heavy(call):
    call = call.replace("; ", "\n ")
    code = f"import sys\ntry:\n {call}\nfinally:\n print(sorted(set({HEAVY}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_opens_with_two_examples(foresale, name, flag):
    done = foresale(name, flag)
    lines = done.out.splitlines()
    assert done.code == 0
    assert lines[0] == "Examples:"
    assert sum("foresale" in line for line in lines[1:3]) == 2
    assert "--lang" in done.out


def test_foresale_alone_says_where_to_start(foresale):
    done = foresale()
    assert done.code == 0
    assert "foresale demo" in done.out
    assert len(done.out.splitlines()) < 8


def test_version_is_one_line(foresale):
    assert foresale("--version").out == f"foresale {package.__version__}\n"


@pytest.mark.parametrize(
    ("call", "meant"),
    [(["trian"], "'train'"), (["train", "a.csv", "--witin", "7d"], "'--within'"), (["score", "--keyz"], "'--keys'")],
)
def test_a_slip_gets_a_did_you_mean(foresale, call, meant):
    done = foresale(*call)
    assert done.code == WrongCommand.exit_code == 2
    assert done.err.startswith("error: ")
    assert meant in done.err
    assert "--help" in done.err


def test_help_and_errors_speak_chinese(foresale):
    helped, failed = foresale("train", "--help", "--lang", "zh"), foresale("train", "--lang=zh", "--witin", "7d")
    assert "训练、检验并解释模型" in helped.out
    assert all(f"\n{section}:\n" in helped.out for section in ("选项", "如何读取日志", "机器资源", "所有命令通用"))
    assert failed.err.startswith("错误: 没有选项")


def test_the_environment_sets_the_language(foresale, monkeypatch):
    monkeypatch.setenv("FORESALE_LANG", "zh")
    assert "全部命令" in foresale().out
    assert "All commands" in foresale("--lang", "en").out


def test_every_help_text_has_chinese():
    params = [p for c in commands() for p in c.params]
    texts = {c.help for c in commands()} | {p.help for p in params} | {getattr(p, "section", "") for p in params} - {""}
    assert sorted(texts - set(catalogue("zh")) - {"Show this message and exit."}) == []


def test_the_compiled_catalogue_of_click_is_that_of_its_source():
    folder = Path(package.__file__).parent / "locales" / "zh" / "LC_MESSAGES"
    compiled = io.BytesIO()
    with (folder / "foresale.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale="zh"))
    assert (folder / "foresale.mo").read_bytes() == compiled.getvalue()  # else: make translations


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_shell_s_script(foresale, shell):
    assert "_FORESALE_COMPLETE" in foresale("completion", shell).out


def test_tab_knows_commands_flags_and_the_columns_of_the_log(tmp_path):
    log = tmp_path / "订单 2024.csv"
    log.write_text("uid;下单时间;price\n1;2024-01-01;3\n", encoding="utf-8-sig")
    assert "train" in _complete("tr", [])
    assert "--timezone" in _complete("--time", ["inspect"])
    assert _complete("time=下", ["inspect", str(log), "--map"]) == ["time=下单时间"]
    assert _complete("pr", ["inspect", str(log), "--ignore"]) == ["price"]


def _complete(begun: str, words: list[str]) -> list[str]:
    from click.shell_completion import ShellComplete

    found = ShellComplete(group, {}, "foresale", "_FORESALE_COMPLETE").get_completions(words, begun)
    return [item.value for item in found]
