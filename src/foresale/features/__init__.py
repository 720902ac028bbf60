"""Feature families, one file each, and the runner: the only place where history becomes numbers.

The package answers calls too: `foresale.features(log, keys=...)` is `foresale.jobs.features.features`.
"""

from foresale.callable_package import answers_calls

answers_calls(__name__, "foresale.jobs.features:features")
