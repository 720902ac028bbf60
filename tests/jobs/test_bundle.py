"""The bundle: the same bytes for the same seed, whole or refused, and enough to answer alone."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet
import pytest

import foresale
from foresale.bundle import FORMAT, Manifest, load_bundle
from foresale.errors import (
    BundleAnswersDifferently,
    BundleDamaged,
    BundleLacksModel,
    BundleNotUnderstood,
    BundleOfAnotherVersion,
    ForesaleError,
    NotABundle,
)
from small_shop import QUICK, date


@pytest.fixture
def bundle(trained, tmp_path) -> Path:
    """A copy of the session's bundle, to be spoilt."""
    return Path(shutil.copytree(trained.run.bundle, tmp_path / "bundle"))


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def rewrite(folder: Path, name: str, content: bytes) -> None:
    """Put other content into a bundle with its hash, as a careful forger would."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    sign(folder, files=manifest["files"] | {name: hashlib.sha256(content).hexdigest()})


def sign(folder: Path, **facts: object) -> None:
    """Put other facts into the manifest of a bundle with its digest."""
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    signed = msgspec.structs.replace(manifest, **facts).signed
    (folder / "manifest.json").write_bytes(msgspec.json.encode(signed))


def test_the_same_seed_gives_the_same_bytes(trained, tmp_path):
    ask = "buys within 7d for all"
    runs = [
        foresale.train(trained.log, ask=ask, cache=trained.cache, seed=5, out=tmp_path / name, **QUICK)
        for name in ("first", "second")
    ]
    first, second = (contents(run.bundle) for run in runs)
    assert first == second
    for name in ("metrics.json", "report.html", "scores.parquet", "scores.csv", "quarantine.parquet"):
        assert (tmp_path / "first" / name).read_bytes() == (tmp_path / "second" / name).read_bytes(), name


def test_no_path_and_no_id_of_a_person_is_in_it(trained):
    for name, content in contents(trained.run.bundle).items():
        assert b"c0000" not in content and b"c0001" not in content, name
        assert str(trained.log.parent).encode() not in content, name


def test_what_is_loaded_is_what_was_saved(trained):
    held = load_bundle(trained.run.bundle)
    del vars(held)["version"]  # as it is named in the manifest
    saved = contents(trained.run.bundle)
    again = held.contents
    assert {n: saved[n] for n in again} == again
    assert set(saved) - set(again) == {"manifest.json", "golden.arrow"}


@pytest.mark.parametrize("place", ["spec.json", "answers.json", "golden.arrow", "reading.json", "model"])
def test_a_flipped_byte_is_refused(bundle, place):
    file = max((p for p in bundle.rglob("*") if p.is_file() and place in p.as_posix()), key=lambda p: p.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(BundleDamaged) as e:
        load_bundle(bundle)
    assert e.value.facts["file"] == file.relative_to(bundle).as_posix()


def test_a_lost_file_is_refused(bundle):
    (bundle / "spec.json").unlink()
    with pytest.raises(BundleDamaged, match=r"spec\.json"):
        load_bundle(bundle)


def test_a_manifest_that_is_none_is_refused(bundle, tmp_path):
    for content in (b"", b"{", b"[]", b'{"format": %d}' % FORMAT):
        (bundle / "manifest.json").write_bytes(content)
        with pytest.raises(BundleDamaged, match=r"manifest\.json"):
            load_bundle(bundle)
    with pytest.raises(NotABundle, match="my-run/bundle"):
        load_bundle(bundle / "model-0")
    with pytest.raises(NotABundle):
        load_bundle(tmp_path / "nowhere")


def test_a_run_is_taken_for_its_bundle(bundle):
    assert load_bundle(bundle.parent).version == load_bundle(bundle).version


def test_another_format_names_both_versions(bundle):
    manifest = json.loads((bundle / "manifest.json").read_bytes()) | {"format": FORMAT + 1, "foresale": "9.8"}
    (bundle / "manifest.json").write_bytes(json.dumps(manifest).encode())
    with pytest.raises(BundleOfAnotherVersion) as e:
        load_bundle(bundle)
    assert f"format {FORMAT + 1}" in str(e.value) and "9.8" in str(e.value) and foresale.__version__ in str(e.value)


def test_an_older_format_says_what_is_new(bundle):
    (bundle / "manifest.json").write_bytes(b'{"format": 2, "foresale": "0.1"}')
    with pytest.raises(BundleOfAnotherVersion, match="why: since format 4 a bundle can say why a score is what it is"):
        load_bundle(bundle)


@pytest.mark.parametrize("fact", [f for f in Manifest.__struct_fields__ if f != "format"])
def test_an_edited_manifest_is_refused(bundle, fact):
    manifest = json.loads((bundle / "manifest.json").read_bytes())
    other = {"zone": "Europe/London", "cutoff": 0, "learned": 0, "relative": True, "tolerance": 9.0}
    files = {name: digest for name, digest in manifest["files"].items() if name != "reading.json"}
    manifest[fact] = (other | {"files": files}).get(fact, "other")
    (bundle / "manifest.json").write_bytes(json.dumps(manifest).encode())
    with pytest.raises(BundleDamaged, match=r"manifest\.json"):
        load_bundle(bundle)


def test_golden_rows_are_no_matter_of_choice(bundle):
    files = json.loads((bundle / "manifest.json").read_bytes())["files"]
    sign(bundle, files={name: digest for name, digest in files.items() if name != "golden.arrow"})
    with pytest.raises(BundleDamaged, match=r"golden\.arrow"):
        load_bundle(bundle)


def test_what_the_manifest_does_not_list_is_not_read(bundle):
    held = load_bundle(bundle).contents
    for folder in ("arrays", "texts"):
        (bundle / "model-0" / folder).mkdir(exist_ok=True)
        (bundle / "model-0" / folder / "stranger.npy").write_bytes(b"no array")
    assert load_bundle(bundle).contents == held


def test_other_answers_to_its_own_golden_rows_are_refused(bundle):
    answers = msgspec.json.decode((bundle / "answers.json").read_bytes())
    answers[0]["calibrator"]["level"]["shift"] += 1e-6
    rewrite(bundle, "answers.json", msgspec.json.encode(answers))
    with pytest.raises(BundleAnswersDifferently) as e:
        load_bundle(bundle)
    assert 1e-9 < float(e.value.facts["worst"]) < 1e-6


def _places(value: object, path: tuple = ()) -> list[tuple]:
    """Every key and place within a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, part in inside for place in [(*path, key), *_places(part, (*path, key))]]


def _spoilt(content: bytes, path: tuple, with_what: object) -> bytes:
    value = part = json.loads(content)
    for key in path[:-1]:
        part = part[key]
    if with_what is None:
        del part[path[-1]]
    else:
        part[path[-1]] = with_what
    return json.dumps(value).encode()


@pytest.mark.parametrize("of", ["calibrator", "intervals"])
def test_states_of_another_form_are_told(bundle, of):
    """As an older Foresale wrote them under the same number: nothing less than one of our own lines comes of it."""
    answers = (bundle / "answers.json").read_bytes()
    keys = [place for place in _places(json.loads(answers)) if len(place) == 3 and place[1] == of]
    for place in keys:
        rewrite(bundle, "answers.json", _spoilt(answers, place, None))
        with pytest.raises(BundleNotUnderstood, match=r"answers\.json"):
            load_bundle(bundle)
    assert len(keys) > 2


@pytest.mark.parametrize("file", ["answers.json", "spec.json", "model-0/state.json", "reference.json"])
@pytest.mark.parametrize("with_what", [None, "a text", [], {"a": "dict"}], ids=str)
def test_whatever_a_state_holds_no_traceback_comes_of_it(bundle, file, with_what):
    content = (bundle / file).read_bytes()
    places = _places(json.loads(content))
    refused = 0
    for place in places[:: max(1, len(places) // 25)]:
        rewrite(bundle, file, _spoilt(content, place, with_what))
        try:
            load_bundle(bundle)
        except ForesaleError as e:
            refused += e.exit_code == 1
    assert refused


@pytest.mark.parametrize(
    ("path", "with_what"),
    [(("types",), ["view"]), (("p", "shares"), [0.5]), (("features",), None), (("span_days",), "long")],
)
def test_a_memory_of_the_training_that_is_spoilt_is_told_when_the_bundle_is_loaded(bundle, path, with_what):
    reference = (bundle / "reference.json").read_bytes()
    rewrite(bundle, "reference.json", _spoilt(reference, path, with_what))
    with pytest.raises(BundleNotUnderstood, match=r"reference\.json"):
        load_bundle(bundle)


def test_the_model_of_a_plugin_that_is_not_installed_is_named(bundle, trained):
    answers = json.loads((bundle / "answers.json").read_bytes())
    answers[0]["model"] = "deepest_net"
    rewrite(bundle, "answers.json", json.dumps(answers).encode())
    with pytest.raises(BundleLacksModel) as e:
        foresale.score(bundle, trained.log, cache=trained.cache)
    assert "`deepest_net`, which is not installed here" in str(e.value)
    assert "install the package that adds `deepest_net`" in str(e.value) and "--model" not in str(e.value)


def test_a_task_that_cannot_be_read_is_damage(bundle):
    sign(bundle, task="buys buys")
    with pytest.raises(BundleDamaged, match=r"manifest\.json"):
        load_bundle(bundle)


def test_golden_rows_hold_features_and_answers_and_no_ids(trained):
    held = load_bundle(trained.run.bundle)
    with pyarrow.OSFile(str(trained.run.bundle / "golden.arrow"), "rb") as source:
        golden = pyarrow.ipc.open_file(source).read_all()
    assert golden.num_rows == 32
    assert golden.num_columns == len(held.spec.features) + len(held.answers)
    p = trained.run.scores["p"].to_numpy()
    assert np.isin(golden["p0"].to_numpy(), p).all()


def test_scoring_needs_neither_scikit_learn_nor_lightgbm(trained, tmp_path):
    code = """
import sys
import foresale

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("sklearn", "lightgbm"):
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Refuse())
bundle, log, cache, cutoff, out = sys.argv[1:]
foresale.score(bundle, log, cache=cache, cutoff=cutoff, out=out)
"""
    out = tmp_path / "scores.parquet"
    arguments = [str(trained.run.bundle), str(trained.log), str(trained.cache), date(100), str(out)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert {"lightgbm", "forest"} & {m.name for m in trained.run.judged.horizons[0].models}
    assert pyarrow.parquet.read_table(out).equals(trained.run.scores)


def test_a_bundle_of_a_day_on_which_nobody_was_asked_loads(bundle):
    with pyarrow.ipc.open_file(bundle / "golden.arrow") as reader:
        nobody = reader.read_all().slice(0, 0)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, nobody.schema) as writer:
        writer.write_table(nobody)
    rewrite(bundle, "golden.arrow", sink.getvalue().to_pybytes())
    assert load_bundle(bundle).answers
