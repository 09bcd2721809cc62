# Help is what `make` prints: every `target: ## what it does` below.
# Everything installs itself, from the pins in requirements/, into .venv; set PYTHON to choose the interpreter.

PYTHON ?= python3
BIN := .venv/bin
CODE := generator tests docs/guides/apps examples
JOBS ?= 2
SOAK_SECONDS ?= 600
# Descriptions in the documentation's own words: PROSE=1 puts them into what is built. SOURCE: where the pages are.
PROSE ?=
SOURCE ?= https://apidocs.bitrix24.com
WITH_PROSE := $(if $(filter-out 0,$(PROSE)),--prose)

PIP_INSTALL := python -m pip install --quiet --disable-pip-version-check
# Wheels alone: what a package needs to be built from source is pinned nowhere.
PINNED := --require-hashes --only-binary :all:
OURSELVES := --no-deps --no-build-isolation --editable .

# Where it is set, every run would compile every test anew.
unexport PYTHONDONTWRITEBYTECODE

# A file's tests stay together, so that what they share is made once; tests/conftest.py says how many processes and
# which files are begun first.
PARALLEL := --numprocesses auto --dist loadfile --no-loadscope-reorder
# All but those that need the generator, or web frameworks, which have versions of their own, or what no library has a
# part in and takes long. What is generated uses little of others: the oldest versions show whether it is too new.
CLIENT_TESTS := tests/command_line tests/fleet tests/runtime tests/portal tests/typegen \
	$(filter-out %_generator.py %_generator_input.py %_archives.py %_forms.py %_frameworks.py %_posted.py,$(wildcard tests/apps/test_*.py tests/reliability/test_*.py))

# What the OpenAPI document and the local portal are held against, and programs for it.
FOREIGN := tests/foreign
VIEWER := docs/viewer

# Output of checks that run at the same time comes in one piece each, where make can do that (4.0 and newer).
TOGETHER := --no-print-directory --jobs $(JOBS) $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)

.PHONY: help run generate update quick test test-all test-oldest test-newest test-long test-fast test-servers test-foreign soak check fix docs wheel pins clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n -E 's/^([a-z-]+):.*## (.*)/make \1|\2/p' Makefile | while IFS='|' read -r name what; do \
		printf '%-18s%s\n' "$$name" "$$what"; done
	@echo "Python 3.10 or newer; another one: make PYTHON=python3.12 test"

run: .venv/.run ## a tour: sample pages → specs → client → local portal → first calls
	@$(BIN)/python -m generator.demo

generate: .venv/.dev ## specs/ → generated/
	$(BIN)/python -m generator generate

# With changes that may break programs it is as good as without; where a person must look, make says so.
update: .venv/.dev ## the documentation in SOURCE (default: the live site) → specs/, generated/, CHANGELOG.md, the version
	$(BIN)/python -m generator update --source $(SOURCE) || { code=$$?; [ $$code -eq 10 ] || [ $$code -eq 11 ] || exit $$code; }

quick: .venv/.dev ## the tests that matter while working, in half a minute
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not slow and not servers and not foreign" tests

test: .venv/.dev ## every test, once generated/ is what the generator writes
	$(BIN)/python -m generator check
	$(BIN)/python -m pytest -q $(PARALLEL) -m "not long and not servers and not foreign"

test-all: test-oldest test-newest test-long test-fast test-servers test-foreign ## the client's tests with the oldest and the newest versions, all that is long or foreign, a short soak
	@$(MAKE) --no-print-directory soak SOAK_SECONDS=60

# Connections that an old httpcore leaves to the collector when many calls are cancelled at once.
NOT_OURS := -W ignore::pytest.PytestUnraisableExceptionWarning
test-oldest: .venv/.dev .venv-oldest/.ready ## the client's tests with the oldest versions that pyproject.toml allows
	$(call test-client,.venv-oldest,generated/tests $(NOT_OURS))

test-newest: .venv/.dev .venv-newest/.ready ## the client's tests with the newest versions that there are
	@.venv-newest/bin/$(PIP_INSTALL) --upgrade --upgrade-strategy eager --no-build-isolation --editable '.[cli,fast,portal,redis,sql,types]'
	$(call test-client,.venv-newest)

soak: .venv/.dev ## ten minutes of calls to a portal that fails (SOAK_SECONDS): none lost, doubled or hung, nothing leaked
	SOAK_SECONDS=$(SOAK_SECONDS) $(BIN)/python -m tests.reliability.soak

test-long: .venv/.dev ## what `make test` leaves out: attacks at length, the whole site, the whole OpenAPI document
	$(BIN)/python -m pytest -q $(PARALLEL) -m long tests

# `NOT_OURS`: connections by TLS that aiohttp closes when their event loop has ended.
# The files of the tests in which a connection fails, or carries what it should not.
OVER_AIOHTTP := $(addprefix tests/runtime/test_runtime_,faults.py faults_cancel.py faults_storm.py download.py upload.py) \
	$(addprefix tests/reliability/test_reliability_,cancel.py connecting.py loops.py redirects.py size_and_time.py stale_answers.py)

test-fast: .venv/.dev ## the faults of connections once more, with each AsyncClient over aiohttp
	$(BIN)/python -m pytest -q $(PARALLEL) $(NOT_OURS) -p tests.over_aiohttp -k "not call_sync and not sync]" $(OVER_AIOHTTP)

# Debian's packages; elsewhere install what is named here.
test-servers: .venv/.dev .venv-warehouse/.ready ## many processes on one budget and one token, the warehouse: with a real Redis and a real PostgreSQL
	@command -v redis-server || command -v valkey-server || { $$(command -v sudo) apt-get update -qq && $$(command -v sudo) apt-get install -y -qq redis-server; }
	@command -v initdb || ls /usr/lib/postgresql/*/bin/initdb || { $$(command -v sudo) apt-get update -qq && $$(command -v sudo) apt-get install -y -qq postgresql; }
	$(BIN)/python -m pytest -q $(PARALLEL) -m servers tests/fleet
	.venv-warehouse/bin/python -m pytest -q $(PARALLEL) -p no:cacheprovider tests/warehouse

test-foreign: .venv/.dev .venv-foreign/.ready $(FOREIGN)/node_modules/.ready $(VIEWER)/node_modules/redoc.standalone.js ## the OpenAPI document and the local portal, held against what other people wrote: Redocly, Prism, schemathesis, SDKs
	@command -v chromium || command -v google-chrome || { apt-get update -qq && apt-get install -y -qq chromium; }
	$(BIN)/python -m pytest -q $(PARALLEL) -m foreign $(FOREIGN)

define test-client
	$(BIN)/mypy --python-executable $(1)/bin/python --cache-dir .mypy_cache/$(1) tests/typing
	$(1)/bin/python -m pytest -q $(PARALLEL) -p no:cacheprovider -m "not long and not servers" $(CLIENT_TESTS) $(2)
endef

check: .venv/.dev ## lint, formatting, strict types, generated/, the site, the packages
	@$(MAKE) $(TOGETHER) check-pyright check-docs check-mypy check-generated check-package check-style

.PHONY: check-pyright check-docs check-mypy check-generated check-package check-style

check-pyright:
	$(BIN)/pyright

check-docs:
	$(BIN)/python -m sphinx -q -W --keep-going -j auto -d build/doctrees $(if $(WITH_PROSE),-D bitrix24_prose=1) docs site
	@$(BIN)/python -m generator openapi --out site/openapi.json $(WITH_PROSE)
	@cp $(VIEWER)/openapi.html site
	@echo "site/index.html"

check-mypy:
	$(BIN)/mypy generator tests/typing docs/guides/apps
	MYPYPATH=examples $(BIN)/mypy --ignore-missing-imports --disable-error-code untyped-decorator examples
	$(BIN)/mypy -p bitrix24

check-generated:
	$(BIN)/python -m generator check

check-package:
	@rm -rf build/dist && mkdir -p build
	$(BIN)/python -m build --no-isolation --outdir build/dist . > build/dist.log || { cat build/dist.log; exit 1; }
	$(BIN)/twine check --strict build/dist/*

check-style:
	$(BIN)/ruff check --no-cache $(CODE) generated
	$(BIN)/black --check --quiet $(CODE) generated || { echo "not formatted: run 'make fix'"; exit 1; }
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/actionlint
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml

docs: .venv/.dev $(VIEWER)/node_modules/redoc.standalone.js ## the documentation site, guides, API reference and OpenAPI, into site/
	@$(MAKE) --no-print-directory check-docs
	@cp $(VIEWER)/node_modules/redoc.standalone.js site/_static

fix: .venv/.dev ## format the hand-written code
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/black --quiet $(CODE)

# A tree of its own, from the pages to the package: specs/ and generated/ stay as they are. What specs/ knows of names,
# corrections and methods that have left the documentation counts here too.
WHEEL := build/wheel

wheel: .venv/.dev ## a wheel from the pages in SOURCE (default: the live site) into dist/; PROSE=1: with descriptions in docstrings
	@rm -rf $(WHEEL) && mkdir -p $(WHEEL)/generator/runtime dist
	@cp -R specs $(WHEEL)/specs
	@cp pyproject.toml README.md LICENSE $(WHEEL)
	@cp generator/runtime/_version.py $(WHEEL)/generator/runtime
	$(BIN)/python -m generator scrape --source $(SOURCE) --specs $(WHEEL)/specs || [ $$? -eq 1 ]
	$(BIN)/python -m generator generate --specs $(WHEEL)/specs --out $(WHEEL)/generated $(WITH_PROSE) || [ $$? -eq 1 ]
	@cp $(WHEEL)/generated/bitrix24/LICENSE-* $(WHEEL) 2>/dev/null || true
	@$(BIN)/python -m build --no-isolation --wheel --outdir dist $(WHEEL) > build/wheel.log || { cat build/wheel.log; exit 1; }
	@tail -1 build/wheel.log

# `lowest-direct`: the oldest versions that pyproject.toml names, with the newest that these go with.
COMPILE := .venv-pins/bin/uv pip compile --quiet --upgrade --universal --python-version 3.10 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make pins'

pins: .venv-pins/.ready ## resolve pyproject.toml anew into requirements/
	$(COMPILE) pyproject.toml --extra mcp --extra generator --extra portal --extra fast --extra redis --extra sql --extra types --extra docs --group dev -o requirements/dev.txt
	$(COMPILE) pyproject.toml --extra generator --extra portal --group build -c requirements/dev.txt -o requirements/run.txt
	$(COMPILE) --group test -c requirements/dev.txt -o requirements/test.txt
	$(COMPILE) pyproject.toml --extra cli --extra portal --extra fast --extra redis --extra sql --extra types --resolution lowest-direct -o requirements/oldest.txt
	$(COMPILE) --group foreign -o requirements/foreign.txt
	$(COMPILE) pyproject.toml --extra cli --extra portal --extra dlt --extra parquet --group warehouse -c requirements/dev.txt -o requirements/warehouse.txt

clean: ## remove all that make has made
	rm -rf .venv .venv-oldest .venv-newest .venv-pins .venv-foreign .venv-warehouse $(FOREIGN)/node_modules $(VIEWER)/node_modules .generator_cache .page_cache build site docs/reference dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Node comes with the type checker.
%/node_modules/.ready: .venv/.dev %/package-lock.json
	@$(BIN)/python -m tests.foreign.node $*
	@touch $@

# Without the logo and the icons that it would have from another host.
$(VIEWER)/node_modules/redoc.standalone.js: $(VIEWER)/node_modules/.ready
	@sed -E 's#https://cdn\.redoc(ly)?\.(ly|com)/[^`"]*#data:,#g' $(@D)/redoc/bundles/redoc.standalone.js > $@

.venv-foreign/.ready: .venv-foreign/bin/python requirements/foreign.txt
	@.venv-foreign/bin/$(PIP_INSTALL) $(PINNED) -r requirements/foreign.txt
	@touch $@

.venv-warehouse/.ready: .venv-warehouse/bin/python requirements/warehouse.txt pyproject.toml
	@.venv-warehouse/bin/$(PIP_INSTALL) $(PINNED) -r requirements/warehouse.txt
	@.venv-warehouse/bin/$(PIP_INSTALL) $(OURSELVES)
	@touch $@

%/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null || \
		{ echo "Python 3.10 or newer is needed; name one with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "setting up $*"
	@$(PYTHON) -m venv $*

.venv/.run: .venv/bin/python requirements/run.txt pyproject.toml
	@$(BIN)/$(PIP_INSTALL) $(PINNED) -r requirements/run.txt
	@$(BIN)/$(PIP_INSTALL) $(OURSELVES)
	@touch $@

.venv/.dev: .venv/bin/python requirements/dev.txt pyproject.toml
	@$(BIN)/$(PIP_INSTALL) $(PINNED) -r requirements/dev.txt
	@$(BIN)/$(PIP_INSTALL) $(OURSELVES)
	@touch $@ .venv/.run

# In two steps: the tests' own tools stay at their pins.
.venv-oldest/.ready: .venv-oldest/bin/python requirements/test.txt requirements/oldest.txt pyproject.toml
	@.venv-oldest/bin/$(PIP_INSTALL) $(PINNED) -r requirements/test.txt
	@.venv-oldest/bin/$(PIP_INSTALL) $(PINNED) -r requirements/oldest.txt
	@.venv-oldest/bin/$(PIP_INSTALL) $(OURSELVES)
	@touch $@

.venv-newest/.ready: .venv-newest/bin/python requirements/test.txt
	@.venv-newest/bin/$(PIP_INSTALL) $(PINNED) -r requirements/test.txt
	@touch $@

.venv-pins/.ready: .venv-pins/bin/python
	@.venv-pins/bin/$(PIP_INSTALL) uv
	@touch $@
