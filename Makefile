# What the README names: demo, test, test-all, lint, bench, docs. Everything runs in .venv, which is made when needed.

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test test-all lint bench docs readme translations clean

demo: $(VENV)/core
	$(VENV)/bin/foresale demo

test: $(VENV)/dev
	$(PY) -m pytest -m "not slow" -n 2 --dist worksteal

test-all: $(VENV)/dev
	$(PY) -m pytest

lint: $(VENV)/dev
	$(PY) -m ruff check .
	$(PY) -m mypy

bench: $(VENV)/dev
	$(PY) benchmarks/run.py

docs: $(VENV)/docs
	$(PY) -m sphinx --fail-on-warning --keep-going -q docs site
	@echo "site/index.html"

readme: $(VENV)/dev
	$(PY) tools/refresh_docs.py

translations: $(VENV)/dev
	$(VENV)/bin/pybabel compile -d src/foresale/locales -D foresale

$(VENV)/core: pyproject.toml constraints.txt
	@python=$$(sh tools/check-machine) && "$$python" -m venv $(VENV)
	@echo "installing into $(VENV)"
	$(PIP) -e .
	@touch $@

$(VENV)/dev: $(VENV)/core
	$(PIP) -e '.[dev,oracle]'
	@touch $@

$(VENV)/docs: $(VENV)/core
	$(PIP) -e '.[docs]'
	@touch $@

clean:
	rm -rf site .pytest_cache .mypy_cache .ruff_cache .hypothesis
