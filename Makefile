# make run    a tour: sample pages → specs → client → local portal → first calls
# make test   every test
# make check  lint, formatting, strict types; is generated/ what the generator writes? does the site build?
# make docs   the documentation site, guides and API reference, into site/
# make fix    format the hand-written code
# Everything installs itself into .venv; set PYTHON to choose the interpreter (3.10 or newer).

PYTHON ?= python3
BIN := .venv/bin
CODE := generator tests

.PHONY: run test check docs fix clean

run: .venv/.run
	@$(BIN)/python -m generator.demo

test: .venv/.dev
	$(BIN)/python -m pytest -q

check: .venv/.dev
	$(BIN)/ruff check --no-cache $(CODE) generated
	$(BIN)/black --check --quiet $(CODE) generated || { echo "not formatted: run 'make fix'"; exit 1; }
	$(BIN)/mypy generator tests/typing
	$(BIN)/mypy -p bitrix24
	$(BIN)/pyright
	$(BIN)/python -m generator check
	@$(MAKE) --no-print-directory docs

docs: .venv/.dev
	$(BIN)/python -m sphinx -q -W --keep-going -j auto -d build/doctrees docs site
	@echo "site/index.html"

fix: .venv/.dev
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/black --quiet $(CODE)

clean:
	rm -rf .venv .generator_cache build site docs/reference .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || \
		{ echo "Python 3.10 or newer is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "setting up .venv"
	@$(PYTHON) -m venv .venv

.venv/.run: .venv/bin/python pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[generator,portal]'
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ .venv/.run
