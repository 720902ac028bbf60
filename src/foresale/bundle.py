"""The bundle: the folder that can answer again, on another day and another machine.

    manifest.json     format, versions, task, cutoff, SHA-256 of every file and of itself
    reading.json      how the log was understood, applied again when scoring
    spec.json         the feature spec
    answers.json      one entry a horizon: model, calibrator, level, intervals, bands, the cold answer
    model-N/          the N-th horizon's fitted model: state.json, arrays/*.npy, texts
    reference.json    histograms of inputs, event types and scores, to tell later what moved
    golden.arrow      feature rows (no ids) and the answers that they must give on load

Everything is data; nothing is pickled. Only files that the manifest lists are read. No file holds a date or a path of
the machine, so the same seed on the same log gives the same bytes.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.ipc

import foresale
from foresale.errors import (
    BundleAnswersDifferently,
    BundleDamaged,
    BundleLacksModel,
    BundleNotUnderstood,
    BundleOfAnotherVersion,
    NoSuchModel,
    NotABundle,
    QuestionUnreadable,
)
from foresale.features.spec import FeatureSpec
from foresale.features.table import Table
from foresale.files import sha256
from foresale.judging.answer import Answer
from foresale.judging.backtest import widened
from foresale.judging.moved import NOTHING, Reference
from foresale.language import tr
from foresale.log.reading import Reading, ReadOptions
from foresale.models.base import Fitted, State
from foresale.models.registry import load_fitted
from foresale.tasks.grammar import parse_task
from foresale.tasks.task import Task

FORMAT = 4  # raised whenever what a bundle holds takes another form: states of models, calibrators, intervals ...
GOLDEN = "golden.arrow"
GOLDEN_ROWS = 32
NEW_IN_FORMAT = "since format {format} a bundle can say why a score is what it is"
TOLERANCE = 1e-9  # trees and linear models; float nets will declare more

S = TypeVar("S")


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a bundle.

    version   : names these very answers (`Bundle.version`)
    cutoff    : instant as of which it was trained, microseconds UTC; nothing at or after it was read
    learned   : end of the newest label window; scoring an earlier instant would be hindsight
    tolerance : largest difference of a golden answer that is still the same answer
    files     : relative path -> SHA-256
    source    : SHA-256 of the target's source, a function's text or a file of labels; None where an event is asked
    digest    : SHA-256 of all the other facts
    """

    format: int
    foresale: str
    version: str
    task: str
    zone: str
    cutoff: int
    learned: int
    relative: bool
    tolerance: float
    files: dict[str, str]
    source: str | None
    digest: str = ""

    @property
    def signed(self) -> Manifest:
        """The same facts with their digest."""
        plain = msgspec.structs.replace(self, digest="")
        return msgspec.structs.replace(plain, digest=hashlib.sha256(_json(plain)).hexdigest())


@dataclass(frozen=True)
class Bundle:
    """A model that can answer: everything between a prepared log and its scores.

    models, answers : one a horizon, in the order of the task's horizons
    relative        : time counts in units of the observed length (the horizon was never observed)
    reference       : what inputs and scores looked like in training (see `foresale.judging.moved`)
    golden          : rows for which the answers are known
    options         : what the owner said about the training log; holds for the logs scored later, too
    source          : SHA-256 of a target function's text or of a file of labels; scoring needs neither
    """

    task: Task
    reading: Reading | None
    spec: FeatureSpec
    zone: str
    cutoff: int
    learned: int
    models: tuple[Fitted, ...]
    answers: tuple[Answer, ...]
    relative: bool = False
    reference: Reference = NOTHING
    golden: Table | None = None
    options: ReadOptions = field(default_factory=ReadOptions)
    source: str | None = None

    @cached_property
    def contents(self) -> dict[str, bytes]:
        """File name -> bytes, all files but the manifest; the same bundle gives the same bytes."""
        files = {
            "spec.json": _json(self.spec), "answers.json": _json(self.answers), "options.json": _json(self.options),
            "reference.json": _json(self.reference),
        }  # fmt: skip
        if self.reading is not None:
            files["reading.json"] = _json(self.reading)
        for k, model in enumerate(self.models):
            files |= _state_contents(model.state(), f"model-{k}")
        if self.golden is not None:
            files[GOLDEN] = _golden(self.golden, self.p(self.golden))
        return dict(sorted(files.items()))

    @cached_property
    def version(self) -> str:
        """12 hex digits that name these very answers."""
        digest = hashlib.sha256()
        for name, content in self.contents.items():
            digest.update(f"{name} {len(content)}\n".encode() + content)
        return digest.hexdigest()[:12]

    def raw(self, table: Table) -> npt.NDArray[np.float64]:
        """float64[n, h]: the models' raw scores, before calibration."""
        return np.column_stack(
            [m.predict(widened(table, a.customer_base, a.horizon_days)) for m, a in zip(self.models, self.answers)]
        )

    def p(self, table: Table) -> npt.NDArray[np.float64]:
        """float64[n, h]: calibrated, and never falling from a shorter horizon to a longer one."""
        return self.p_of(self.raw(table))

    def p_of(self, raw: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """The same from raw scores that are there already: trees of a blend take seconds for each 100,000 rows."""
        p = np.column_stack([answer.p(raw[:, k]) for k, answer in enumerate(self.answers)])
        return monotone(p, self.task)


def monotone(p: npt.NDArray[np.float64], task: Task) -> npt.NDArray[np.float64]:
    """p float64[n, h], made to rise with the horizon (to fall where staying away is asked)."""
    falls = bool(getattr(task.target, "negated", False))
    return np.minimum.accumulate(p, axis=1) if falls else np.maximum.accumulate(p, axis=1)


def write_bundle(bundle: Bundle, folder: Path) -> Manifest:
    """Fill the empty `folder` (see `files.whole_folder`) and give its manifest."""
    files = {}
    for name, content in bundle.contents.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        files[name] = hashlib.sha256(content).hexdigest()
    manifest = Manifest(
        format=FORMAT, foresale=foresale.__version__, version=bundle.version, task=str(bundle.task), zone=bundle.zone,
        cutoff=bundle.cutoff, learned=bundle.learned, relative=bundle.relative, tolerance=TOLERANCE, files=files,
        source=bundle.source,
    ).signed  # fmt: skip
    (folder / "manifest.json").write_bytes(_json(manifest))
    return manifest


def load_bundle(folder: str | Path) -> Bundle:
    """Read a bundle, or that of a run's folder; refuse it unless every byte is as it was written and it gives its own
    golden answers.

    Raises NotABundle, BundleOfAnotherVersion, BundleDamaged, BundleNotUnderstood, BundleLacksModel,
    BundleAnswersDifferently.
    """
    folder = Path(folder)
    if not (folder / "manifest.json").exists() and (folder / "bundle" / "manifest.json").is_file():
        folder /= "bundle"
    manifest = _read_manifest(folder)
    if GOLDEN not in manifest.files:
        raise BundleDamaged(path=folder, file=GOLDEN)
    for name, digest in manifest.files.items():
        if not (folder / name).is_file() or sha256(folder / name) != digest:
            raise BundleDamaged(path=folder, file=name)
    parts = _Parts(folder, manifest.foresale, tuple(sorted(manifest.files)))
    answers = parts.json("answers.json", tuple[Answer, ...])
    bundle = Bundle(
        task=parts.task(manifest.task),
        reading=parts.json("reading.json", Reading) if "reading.json" in manifest.files else None,
        spec=parts.json("spec.json", FeatureSpec),
        zone=manifest.zone,
        cutoff=manifest.cutoff,
        learned=manifest.learned,
        models=tuple(parts.model(k, answer.model) for k, answer in enumerate(answers)),
        answers=answers,
        relative=manifest.relative,
        reference=parts.json("reference.json", Reference),
        options=parts.json("options.json", ReadOptions),
        source=manifest.source,
    )
    vars(bundle)["version"] = manifest.version  # known, and the golden rows are not held to make it again
    with parts.understood("answers.json"):
        for answer in answers:  # no golden row asks for an interval
            answer.bounds(answer.p(np.array([0.5])), np.array([False]))
    with parts.understood(GOLDEN):
        worst = _golden_off(bundle, folder / GOLDEN)
    if not worst <= manifest.tolerance:
        raise BundleAnswersDifferently(path=folder, worst=f"{worst:.2g}", tolerance=f"{manifest.tolerance:.2g}")
    return bundle


@dataclass(frozen=True)
class _Parts:
    """The parts of a bundle, all as they were written; what cannot be made sense of is of another Foresale."""

    folder: Path
    writer: str
    files: tuple[str, ...]

    @contextmanager
    def understood(self, file: str) -> Iterator[None]:
        try:
            yield
        except (LookupError, TypeError, ValueError, AttributeError) as e:
            raise BundleNotUnderstood(
                path=self.folder, file=file, version=foresale.__version__, writer=self.writer
            ) from e

    def json(self, file: str, kind: type[S]) -> S:
        with self.understood(file):
            return _read_json(self.folder / file, kind)

    def model(self, k: int, name: str) -> Fitted:
        with self.understood(f"model-{k}"):
            state = _read_state(self.folder, f"model-{k}/", self.files)
            try:
                return load_fitted(name, state)
            except NoSuchModel as e:
                raise BundleLacksModel(path=self.folder, name=e.facts["name"]) from e

    def task(self, text: str) -> Task:
        try:
            return parse_task(text)
        except QuestionUnreadable as e:
            raise BundleDamaged(path=self.folder, file="manifest.json") from e


def _read_manifest(folder: Path) -> Manifest:
    path = folder / "manifest.json"
    if not path.is_file():
        raise NotABundle(path=folder)
    try:
        facts = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        if facts.get("format") != FORMAT:
            found = facts.get("format")
            older = isinstance(found, int) and found < FORMAT
            raise BundleOfAnotherVersion(
                path=folder, found=found, known=FORMAT, version=foresale.__version__, writer=facts.get("foresale"),
                details={tr("why"): tr(NEW_IN_FORMAT, format=FORMAT)} if older else {},
            )  # fmt: skip
        manifest = msgspec.convert(facts, Manifest)
    except msgspec.MsgspecError as e:
        raise BundleDamaged(path=folder, file=path.name) from e
    if manifest != manifest.signed:
        raise BundleDamaged(path=folder, file=path.name)
    return manifest


def _json(value: Any) -> bytes:
    plain = msgspec.to_builtins(value, str_keys=True)
    return msgspec.json.format(msgspec.json.encode(plain, order="sorted"), indent=1) + b"\n"


def _read_json(path: Path, kind: type[S]) -> S:
    return msgspec.json.decode(path.read_bytes(), type=kind)


def _state_contents(state: State, folder: str) -> dict[str, bytes]:
    contents = {f"{folder}/state.json": _json(state.json)}
    for name, array in state.arrays.items():
        file = io.BytesIO()
        np.save(file, array, allow_pickle=False)
        contents[f"{folder}/arrays/{name}.npy"] = file.getvalue()
    return contents | {f"{folder}/texts/{name}": text.encode("utf-8") for name, text in state.texts.items()}


def _read_state(folder: Path, model: str, files: tuple[str, ...]) -> State:
    def below(kind: str) -> list[tuple[str, Path]]:
        root = f"{model}{kind}/"
        return [(name.removeprefix(root), folder / name) for name in files if name.startswith(root)]

    arrays = {name.removesuffix(".npy"): np.load(path, allow_pickle=False) for name, path in below("arrays")}
    texts = {name: path.read_text(encoding="utf-8") for name, path in below("texts")}
    return State(json=_read_json(folder / f"{model}state.json", dict[str, Any]), arrays=arrays, texts=texts)


def _golden(table: Table, p: npt.NDArray[np.float64]) -> bytes:
    columns: dict[str, npt.NDArray[Any]] = {f"x{k}": table.values[:, k] for k in range(table.values.shape[1])}
    columns |= {f"p{k}": p[:, k] for k in range(p.shape[1])}
    batch = pa.record_batch(columns)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _golden_off(bundle: Bundle, path: Path) -> float:
    """How far the answers to the golden rows lie from those that were written."""
    with pa.OSFile(str(path), "rb") as source:
        golden = pa.ipc.open_file(source).read_all()
    features = bundle.spec.features
    values = np.column_stack([golden[f"x{k}"].to_numpy() for k in range(len(features))])
    expected = np.column_stack([golden[f"p{k}"].to_numpy() for k in range(len(bundle.answers))])
    return float(np.abs(bundle.p(Table(features, bundle.spec.family_of, values)) - expected).max(initial=0.0))
