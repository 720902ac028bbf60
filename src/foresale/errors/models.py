"""Features and models."""

from __future__ import annotations

from foresale.errors.tree import UsageError


class NoSuchFeature(UsageError):
    sentence = "there is no feature and no family `{name}` in this log"
    fix = "--without {nearest}; all of them: foresale features LOG"


class NoSuchCountry(UsageError):
    sentence = "there are no public holidays known of `{country}`"
    fix = "--country with a code of ISO 3166 ({known})"


class NoSuchModel(UsageError):
    slip = ("name", "known")
    sentence = "there is no model `{name}`"
    fix = "--model auto, or one of {known}"


class ModelCannotAnswer(UsageError):
    sentence = "the model `{name}` cannot answer this: {reason}"
    fix = "--model auto, or one of {known}"
