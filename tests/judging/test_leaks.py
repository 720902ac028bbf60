"""What knows the answer is named with the flag that removes it; what a shop may know is left in peace."""

import numpy as np

from foresale.judging.leaks import audit, shuffled_control
from foresale.models.odds import expit


def table(n=3000, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 4))
    label = (rng.random(n) < expit(x @ np.array([1.0, 0.7, 0.4, 0.0]) - 1.5)).astype(float)
    return ["recency", "views_7d", "spend_30d", "hour"], x, label


def test_honest_features_are_left_in_peace():
    assert audit(*table()) == []


def test_a_column_known_only_after_the_purchase_is_named_with_its_flag():
    names, x, label = table()
    status = label * 2 + np.random.default_rng(1).normal(0, 0.5, len(label))
    findings = audit([*names, "status_last"], np.c_[x, status], label, {"status_last": "order_status"})
    assert [f.code for f in findings] == ["leak_strong"]
    assert "`order_status`" in str(findings[0]) and "--ignore order_status" in str(findings[0])


def test_a_feature_of_our_own_is_left_out_by_without():
    names, x, label = table()
    findings = audit([*names, "orders_7d"], np.c_[x, -label], label)
    assert "--without orders_7d" in str(findings[0])


def test_one_far_above_all_others_is_suspect_below_the_limit():
    _, _, label = table()
    rng = np.random.default_rng(2)
    lonely = label * 1.7 + rng.normal(0, 1, len(label))  # AUC about .88
    noise = rng.normal(size=(len(label), 2))
    assert [f.facts["column"] for f in audit(["a", "b", "lonely"], np.c_[noise, lonely], label)] == ["lonely"]
    twin = lonely + rng.normal(0, 0.2, len(label))  # with company of its kind it is what this shop knows
    assert audit(["a", "lonely", "twin"], np.c_[noise[:, :1], lonely, twin], label) == []


def test_two_features_of_one_column_are_no_company_for_each_other():
    _, _, label = table()
    rng = np.random.default_rng(2)
    lonely = label * 1.7 + rng.normal(0, 1, len(label))
    both = np.c_[rng.normal(size=len(label)), lonely, lonely * 2]
    findings = audit(["a", "x_sum", "x_last"], both, label, {"x_sum": "x", "x_last": "x"})
    assert [f.facts["column"] for f in findings] == ["x"]


def test_a_feature_there_for_buyers_only_is_named():
    names, x, label = table()
    delivery = np.where((label > 0) & (np.arange(len(label)) % 3 > 0), 1.0, np.nan)
    findings = audit([*names, "delivery"], np.c_[x, delivery], label, {"delivery": "delivery_date"})
    assert [f.code for f in findings] == ["leak_present"]
    assert findings[0].facts["others"] == 0 and "--ignore delivery_date" in str(findings[0])


def test_features_undefined_for_most_are_no_leak():
    """Days since the last refund: mostly missing, and buyers have it more often."""
    names, x, label = table()
    rng = np.random.default_rng(3)
    some = np.where(rng.random(len(label)) < 0.02 + 0.1 * label, x[:, 0], np.nan)
    assert audit([*names, "refund", "never"], np.c_[x, some, np.full(len(label), np.nan)], label) == []


def test_too_few_buyers_for_any_suspicion():
    names, x, label = table(60)
    label[:] = 0
    label[:5] = 1
    assert audit([*names, "leak"], np.c_[x, label], label) == []


def test_a_pipeline_that_sees_the_answers_fails_the_shuffled_control():
    _, x, label = table()
    held_out = np.arange(len(label)) % 2 == 0

    def sound(y):
        return x[held_out] @ (x[~held_out].T @ (y[~held_out] - y[~held_out].mean()))

    def peeking(y):
        return x[held_out, 0] + y[held_out]

    assert shuffled_control(sound, label, held_out) is None
    finding = shuffled_control(peeking, label, held_out)
    assert finding is not None and finding.facts["auc"] > 0.7
