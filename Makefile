# Every target does the set-up it needs, in a fresh clone too. `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

bin := .venv/bin
# One process for each core; the tests of one file stay together, because they share what is slow to make.
pytest := $(bin)/python -m pytest -n auto --dist loadfile

# What a machine lacks is left out and named, never skipped in silence; .ci/run installs all of it.
chromium := $(wildcard /usr/bin/chromium)
ogrinfo := $(shell command -v ogrinfo)
node := $(shell command -v npm)
faketime := $(shell command -v faketime)
# The browser client is built where there is a Node that its tools run on; without it the one-file map is served.
builder := $(shell node -e 'const [major, minor] = process.versions.node.split(".").map(Number); if (major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19)) console.log("npm")' 2>/dev/null)
qgis := $(wildcard /usr/lib/python3/dist-packages/qgis/core)
postgres := $(strip $(wildcard /usr/lib/postgresql/*/bin/initdb) $(shell command -v initdb))
later := browser or client or provider or faketime or slow
quick := not soak and not ($(later))$(if $(postgres),, and not postgres)
rest := not soak and ($(later))$(if $(chromium),, and not browser)$(if $(ogrinfo),, and not client)
rest += $(if $(builder),,and not page) $(if $(qgis),,and not qgis) $(if $(faketime),,and not faketime) $(if $(postgres),,and not postgres) $(if $(node),,and not provider)

.PHONY: help setup run test check quick lint bench bench-web docs reference client-types soak clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

setup: .venv/.installed $(if $(builder),web/node_modules/.built) ## Install clusterplan with its development tools, build the client
	@$(if $(builder),,echo "No Node 20.19 or newer here: the browser client is not built (https://nodejs.org).")

run: setup ## Solve the national scenario on the bundled layers and serve its map on this machine
	@$(bin)/clusterplan serve national

test: quick $(if $(node),tests/oidc/node_modules/.installed) ## Run every test, doctests included
	@$(if $(chromium),,echo "No Chromium here: the browser tests are left out (apt-get install chromium).")
	@$(if $(ogrinfo),,echo "No ogrinfo here: the GIS client tests are left out (apt-get install gdal-bin).")
	@$(if $(qgis),,echo "No QGIS here: its test is left out (apt-get install --no-install-recommends python3-qgis).")
	@$(if $(node),,echo "No Node here: the tests of signing in are left out (apt-get install nodejs npm).")
	@$(if $(faketime),,echo "No faketime here: the tests with a wrong clock are left out (apt-get install faketime).")
	@$(pytest) -m "$(rest)"

check: lint quick ## Quick gate before a commit: format, lint, types, imports, quick tests

# Asked for both `check` and `test`, make runs these once.
quick: setup
	@$(if $(postgres),,echo "No PostgreSQL here: its tests are left out (apt-get install postgresql).")
	@$(pytest) -m "$(quick)"

lint: setup ## The part of `make check` that runs no test
	@$(bin)/ruff format --check --quiet .
	@$(bin)/ruff check --quiet .
	@$(bin)/mypy
	@$(bin)/lint-imports
	@$(if $(builder),cd web && { said=$$(npx biome ci . 2>&1 && npx svelte-check 2>&1 && npx vitest run 2>&1) || { echo "$$said"; exit 1; }; })

bench: setup ## Measure times to a plan and to a proof, beside other formulations, on this machine
	@$(bin)/python -m benchmarks.proof_times

bench-web: setup ## Measure the browser client beside a folium page of the same layers
	@$(bin)/python -m benchmarks.web

docs: .venv/.installed-docs reference ## Build the manual into site/
	@NO_MKDOCS_2_WARNING=1 $(bin)/python -m mkdocs build --strict --quiet
	@echo "site/index.html"

reference: setup ## Write the JSON Schemas and the manual's tables of fields again from the code
	@$(bin)/python docs/write_reference.py

client-types: setup ## Write the client's TypeScript types again from the service's OpenAPI document
	@$(bin)/python web/build/write_types.py

soak: setup ## Run the long campaigns (half an hour or more); keep what they print
	@$(bin)/python -m pytest -m soak --hypothesis-show-statistics --durations=0

clean: ## Remove everything that the other targets made
	@rm -rf .venv build dist output site .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -not -path './web/node_modules/*' -prune -exec rm -rf {} +

web/node_modules/.installed: web/package-lock.json
	@echo "Installing what builds the browser client ..."
	@cd web && npm ci --silent --no-audit --no-fund
	@touch $@

web/node_modules/.built: web/node_modules/.installed $(shell find web/src web/public web/index.html web/*.ts web/*.js web/build/*.ts -type f 2>/dev/null)
	@echo "Building the browser client ..."
	@cd web && npx vite build --logLevel error
	@touch $@

tests/oidc/node_modules/.installed: tests/oidc/package-lock.json
	@echo "Installing an OpenID provider for the tests ..."
	@cd tests/oidc && npm ci --silent --no-audit --no-fund
	@touch $@

.venv/.installed: .venv/bin/python pyproject.toml
	@echo "Installing clusterplan into .venv ..."
	@$(bin)/python -m pip install -qq --disable-pip-version-check --upgrade "pip>=25.1"
	@$(bin)/python -m pip install -qq --disable-pip-version-check --group dev --editable .
	@touch $@

.venv/.installed-docs: .venv/.installed
	@$(bin)/python -m pip install -qq --disable-pip-version-check --group docs
	@touch $@

# A name on the path may be a pyenv shim without a version behind it, so every candidate is asked what it is.
.venv/bin/python:
	@for python in python3.14 python3.13 python3.12 \
	        "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/*/bin/python3.1[2-9] \
	        "$$(uv python find '>=3.12' 2>/dev/null)" python3; do \
	    "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || continue; \
	    exec "$$python" -m venv --clear .venv; \
	done; \
	echo "clusterplan needs Python 3.12 or newer with venv: pyenv install 3.13, uv python install 3.13, or on Debian 13 apt-get install python3-venv" >&2; \
	exit 1
