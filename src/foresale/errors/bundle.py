"""What is written and loaded: bundles and folders."""

from __future__ import annotations

from foresale.errors.tree import BundleError, OutputError


class CannotWrite(OutputError):
    sentence = "cannot write {path}: {reason}"
    fix = "name another place with --out"


class FolderNotEmpty(OutputError):
    sentence = "the folder {path} is not empty"
    fix = "name another one with --out, or add --force to replace the files of the same names"


class NotWrittenByUs(OutputError):
    sentence = "the folder {path} holds {file}, which Foresale did not write there; --force deletes nothing of others"
    fix = "move it to another place, or name another folder with --out"


class FolderInUse(OutputError):
    sentence = "another run is filling the folder {path} right now"
    fix = "name another one with --out, or wait until that run is over"


class NotABundle(BundleError):
    sentence = "{path} is not a bundle: it has no manifest.json"
    fix = "name the folder `bundle` that `foresale train` left, for example my-run/bundle"


class BundleLacksModel(BundleError):
    sentence = "the bundle {path} answers with the model `{name}`, which is not installed here"
    fix = "install the package that adds `{name}`, or train again; what is installed: foresale plugins"


class BundleDamaged(BundleError):
    sentence = "the bundle {path} is damaged: {file} is not as it was written"
    fix = "copy the bundle again from where it was made, or train again"


class BundleOfAnotherVersion(BundleError):
    sentence = "the bundle {path} has format {found}, this Foresale {version} reads format {known}"
    fix = "score with the Foresale that wrote it ({writer}), or train again"


class BundleNotUnderstood(BundleError):
    sentence = "this Foresale {version} cannot make sense of {file} in the bundle {path}"
    fix = "score with the Foresale that wrote it ({writer}), or train again"


class BundleAnswersDifferently(BundleError):
    sentence = "the bundle {path} does not give its own golden answers here: {worst} off, {tolerance} allowed"
    fix = "compare the versions in its manifest.json with those installed here, or train again"
