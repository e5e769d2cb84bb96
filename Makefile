# Everything a developer does with Ledgerline. `make` alone lists it.
#
# Needs Python 3.11 and nothing else. Several environments come from one lock file, because the newest
# tools want different versions of botocore: .venv (code and tests), .venv-sam, .venv-emulator, one for
# each client that the end-to-end tests call with, and one with Node where the machine has none.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.PHONY: help setup up down status env reset logs invoke clock demo test check unit integration crash test-crash e2e browser \
	console publish consolecheck tryconsole audit format openapi release sdk clients models permissions dashboard bench lock clean python

UV_VERSION := 0.13.9
UV_OLDEST := 0.9.0
OWN_UV := .local/uv/bin/uv
PYTHON := $(shell for name in python3.11 python3; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
	&& command -v "$$name" && break; done)
# A uv that is already there serves, if it is not too old to read the lock file.
FOUND_UV := $(shell found="$$(uv --version 2>/dev/null | cut -d' ' -f2)"; [ -n "$$found" ] \
	&& printf '%s\n' "$(UV_OLDEST)" "$$found" | sort -VC && command -v uv)
UV := $(or $(FOUND_UV),$(OWN_UV))

export UV_PYTHON := $(PYTHON)
export UV_PYTHON_DOWNLOADS := never
export SAM_CLI_TELEMETRY := 0

RUN := .venv/bin/python
LOCAL := $(RUN) -m local

# Node builds the console: the machine's own if it is not too old, else one from the lock file.
NODE_OLDEST := 20
FOUND_NODE := $(shell node -e 'process.exit(+(parseInt(process.versions.node) < $(NODE_OLDEST)))' \
	2>/dev/null && dirname "$$(command -v npm)")
NODE := $(or $(FOUND_NODE),$(CURDIR)/.venv-node/bin)
NPM := cd console && PATH="$(NODE):$$PATH" npm --silent

# AWS's SDK as it is and as it was, and the command line: groups of pyproject.toml.
CLIENTS := boto3 boto3-old cli

FUNCTION ?=
EVENT ?=
AT ?=
FOCUS ?=
FOLLOW ?=
STACK ?= ledgerline
REGION ?=
DRY ?=

# $(call step,what it does,command): says how long a command took.
define step
@printf '▸ %s\n' '$(1)'; began=$$SECONDS; $(2) || exit 1; \
	printf '  done in %d s\n' $$((SECONDS - began))
endef

# $(call tests,what they are,folders,options): runs the tests in those of the folders that exist.
tests = $(call step,$(1),$(if $(wildcard $(2)),.venv/bin/python -m pytest $(3) $(wildcard $(2)),echo '  none yet'))
# Processes that share the tests; each has a moto, or a stack, of its own.
JOBS ?= 2

help: ## This list
	@printf 'Ledgerline\n\n'
	@sed -nE 's/^([a-z0-9-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
	@printf '\nStart with `make demo`. Options are written as NAME=value behind the target.\n'

setup: .venv/.ready .venv-sam/.ready .venv-emulator/.ready ## Environments, from the lock file
	@:

clients: $(CLIENTS:%=.venv-clients-%/.ready) ## Environments of the clients that the end-to-end tests call with
	@:

up: setup tryconsole ## Start the local AWS, build and deploy what changed
	@$(LOCAL) up

down: .venv/.ready ## Stop the local AWS; what is stored stays
	@$(LOCAL) down

status: .venv/.ready ## What is running, and where
	@$(LOCAL) status

env: .venv/.ready ## Shell lines that point `procurement` at the local AWS
	@$(LOCAL) env

reset: .venv/.ready ## Stop the local AWS and delete what is stored
	@$(LOCAL) reset

logs: .venv/.ready ## Logs of all functions; FUNCTION=plan_invoices for one, FOLLOW=1 to go on
	@$(LOCAL) logs $(FUNCTION) $(if $(FOLLOW),--follow)

invoke: .venv/.ready ## Call a function: FUNCTION=plan_invoices [EVENT=name or path]
	@test -n "$(FUNCTION)" || { echo 'usage: make invoke FUNCTION=plan_invoices [EVENT=…]' >&2; exit 2; }
	@$(LOCAL) invoke "$(FUNCTION)" $(if $(EVENT),"$(EVENT)")

clock: .venv/.ready ## What time it is for the functions; AT=2027-04-20T09:30Z or now tells them
	@$(LOCAL) clock $(if $(AT),"$(AT)")

demo: setup tryconsole ## Deploy, load the samples, make invoices, show them; FOCUS=path for another cost export
	@$(LOCAL) demo $(if $(FOCUS),--focus "$(FOCUS)")

# The console is built before its checks bring more packages: as a newcomer builds it.
test: check unit integration crash e2e consolecheck ## Everything that must pass

check: setup ## Style, types, imports, breaking changes of the API, template
	$(call step,ruff,.venv/bin/ruff check . && .venv/bin/ruff format --check .)
	$(call step,mypy,.venv/bin/mypy)
	$(call step,lint-imports,PYTHONPATH=layers/common .venv/bin/lint-imports)
	$(call step,openapi,PYTHONPATH=layers/common $(RUN) -m local.openapi --compare)
	$(call step,sam validate,.venv-sam/bin/sam validate --lint --template template.yaml)

unit: setup ## Tests of the rules: no AWS, no network
	$(call tests,unit and property tests,tests/unit tests/property,-n $(JOBS) --dist worksteal)

integration: setup ## Tests of handlers and adapters against moto
	$(call tests,contract and integration tests,tests/contract tests/integration tests/model tests/security,-n $(JOBS) --dist worksteal)

crash: setup ## Every use case cut off at each of its writes, and throttled at each of its reads
	$(call tests,crash points,tests/crash,-n $(JOBS) --dist worksteal)

test-crash: setup ## Every use case cut off at everything that it asks of AWS, in every way
	$(call step,all crash points,EVERY_CRASH_POINT=1 $(RUN) -m pytest --timeout 1800 -n $(JOBS) --dist worksteal tests/crash)

# Two stacks at a time unpack too many functions for memory alone.
e2e: export LEDGERLINE_SCRATCH = disk
e2e: setup clients console ## Tests of a freshly deployed stack of their own, with clients and a browser
	$(call tests,end-to-end and browser tests,tests/e2e tests/browser,-n $(JOBS) --dist loadfile --no-loadscope-reorder)

browser: setup console ## Tests of the console in Chromium, on a stack of its own
	$(call tests,browser tests,tests/browser)

console: console/dist/index.html ## Build the web console
	@:

publish: .venv/.ready console ## Publish the console of a deployment in AWS: STACK=ledgerline [REGION=…] [DRY=1]
	@$(RUN) -m local.console --stack "$(STACK)" $(if $(REGION),--region "$(REGION)") $(if $(DRY),--dry-run)

consolecheck: console/node_modules/.checks ## Types, style and unit tests of the console
	$(call step,console: types and style,($(NPM) run api) && ($(NPM) run check))
	$(call step,console: unit tests,($(NPM) test))

# Without a console everything else works: what is asked for with it goes on.
tryconsole:
	@$(MAKE) console || printf '%s\n' \
		'  The console could not be built; the reason stands above. It takes Node $(NODE_OLDEST) or newer, or a package' \
		'  index for one, and a registry for its packages. Going on without it: API and command line' \
		'  do all that it does. `make console up` tries again.' >&2

audit: setup ## Known vulnerabilities of the packages in the lock files, where advisories can be read
	$(call step,advisories,PATH="$(NODE):$$PATH" $(RUN) -m local.audit $(UV) npm)

format: setup ## Format the code and repair what ruff can
	@.venv/bin/ruff check --fix --exit-zero . && .venv/bin/ruff format .

openapi: setup ## Renew the OpenAPI document and the schemas of events that the API serves, and the SDK models
	@PYTHONPATH=layers/common $(RUN) -m local.event_schemas
	@$(RUN) -m pytest --quiet -p tests.support.example_recorder -k test_every_example_works \
		tests/contract/test_documentation.py
	@PYTHONPATH=layers/common $(RUN) -m local.openapi
	@$(RUN) -m local.sdk

release: setup ## Make the OpenAPI document the one that later ones must not break
	@PYTHONPATH=layers/common $(RUN) -m local.openapi --release

sdk: setup ## Renew the models for AWS's SDKs from the OpenAPI document
	@$(RUN) -m local.sdk

permissions: setup ## Renew policies, roles and their documentation after a change of local/permissions
	@PYTHONPATH=layers/common $(RUN) -m local.permissions

dashboard: setup ## Renew the CloudWatch dashboard after a change of the template or of metrics
	@$(RUN) -m local.dashboard

models: setup ## Renew the copies of AWS's service models, and the table of their operations
	@PYTHONPATH=layers/common $(RUN) -m local.aws_models

bench: demo ## Measure: cold starts, requests, matching, an invoice run, documents, the import of a million cost rows, the console
	$(call step,cold starts,$(RUN) -m benchmarks.cold_start)
	$(call step,requests and capacity,PYTHONPATH=.:layers/common $(RUN) -m benchmarks.requests)
	$(call step,growth,PYTHONPATH=.:layers/common $(RUN) -m benchmarks.growth)
	$(call step,a month of a million accounts,PYTHONPATH=.:layers/common $(RUN) -m benchmarks.scale)
	$(call step,matching,PYTHONPATH=layers/common $(RUN) -m benchmarks.matching)
	$(call step,invoice run,PYTHONPATH=.:layers/common $(RUN) -m benchmarks.invoice_run)
	$(call step,documents,$(RUN) -m benchmarks.documents)
	$(call step,cost import,PYTHONPATH=layers/common $(RUN) -m benchmarks.focus_import)
	$(call step,console,PYTHONPATH=layers/common $(RUN) -m benchmarks.console)

lock: $(UV) ## Renew uv.lock and the layer's requirements after a change of pyproject.toml
	@$(UV) lock
	@{ printf '%s\n' \
		'# What the layer ships beside `procurement`; `make lock` writes it from uv.lock. The Lambda' \
		'# runtime brings boto3, botocore, s3transfer, urllib3, dateutil and six.'; \
	$(UV) export --quiet --locked --only-group layer --no-header --no-annotate \
		$(addprefix --no-emit-package ,boto3 botocore s3transfer urllib3 python-dateutil six); \
	} > layers/common/requirements.txt

clean: ## Delete environments and caches; stop the local AWS first, its data stays
	@if [ -x $(RUN) ]; then $(LOCAL) down; fi
	@rm -rf .venv .venv-sam .venv-emulator .venv-node console/node_modules console/dist .venv-clients-* .aws-sam .build .local/sam .local/uv \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# $(call environment,options for uv sync): makes the environment that the target's file is in.
define environment
@printf '▸ %s\n' '$(@D)'; began=$$SECONDS; \
	UV_PROJECT_ENVIRONMENT='$(@D)' $(UV) sync --quiet --locked $(1); touch $@; \
	printf '  done in %d s\n' $$((SECONDS - began))
endef

.venv/.ready: pyproject.toml cli/pyproject.toml uv.lock | python $(UV)
	$(call environment,)

.venv-sam/.ready: pyproject.toml uv.lock | python $(UV)
	$(call environment,--only-group sam)

.venv-emulator/.ready: pyproject.toml uv.lock | python $(UV)
	$(call environment,--only-group emulator)

.venv-clients-%/.ready: pyproject.toml uv.lock | python $(UV)
	$(call environment,--only-group client-$*)

.venv-node/.ready: pyproject.toml uv.lock | python $(UV)
	$(call environment,--only-group node)

console/node_modules/.ready: console/package.json console/package-lock.json \
		| $(if $(FOUND_NODE),,.venv-node/.ready)
	$(call step,packages of the console,($(NPM) ci --omit=dev) && touch $@)

# What builds it, and what checks it besides.
console/node_modules/.checks: console/package.json console/package-lock.json \
		| $(if $(FOUND_NODE),,.venv-node/.ready)
	$(call step,packages of the console and its checks,($(NPM) ci) && touch $@ console/node_modules/.ready)

console/dist/index.html: layers/common/procurement/data/openapi.json console/index.html \
		$(wildcard console/*.ts console/*.json) console/node_modules/.ready \
		$(shell find console/src console/public -type f ! -name schema.d.ts)
	$(call step,console,($(NPM) run build) && touch $@)

python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11 is needed: neither python3.11 nor python3 is it' >&2; exit 1; }

$(OWN_UV): | python
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		echo 'This Python 3.11 cannot make environments; on Debian: apt install python3.11-venv' >&2; exit 1; }
	$(call step,uv $(UV_VERSION),$(PYTHON) -m venv .local/uv && .local/uv/bin/python -m pip install \
		--quiet --disable-pip-version-check uv==$(UV_VERSION))
