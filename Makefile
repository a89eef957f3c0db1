# What can be done here; `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
HOME_FOLDER ?= .odr
PORT ?= 8000
WORKERS ?= 2
SEED ?= 1
ODR := $(BIN)/python -m odr_local --home $(HOME_FOLDER) --port $(PORT)

# Tests and benches start processes by the hundred: each would compile all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help environment up demo test check lock migrations docs invariants mutants contract chaos

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

environment:
	@$(PYTHON) local/environment.py

# With job control Ctrl-C reaches ODR alone, which then ends well; make would call it an error.
up: environment ## Start all of ODR on this machine, with a sandbox platform (PORT=8000)
	@if [ -t 0 ] && command -v bash >/dev/null; then bash -mc '$(ODR)'; else $(ODR); fi

demo: environment ## Play real disputes on what `make up` runs (SEED=1, START=1 starts it)
	@$(BIN)/python -m demo --seed $(SEED) --home $(HOME_FOLDER) --port $(PORT) $(if $(START),--start)

test: environment ## Run every test, on a real PostgreSQL (WORKERS=2)
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup tests --ignore tests/faults
	$(BIN)/pytest tests/faults

check: environment ## Look for what tests do not find: form, lint, types, imports, rules of the house
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -q tests/architecture

lock: ## Pin what the packages need into requirements.lock (UPGRADE=1 takes what is newest)
	uv lock -q $(if $(UPGRADE),--upgrade)
	uv export -q --frozen --all-packages --all-groups --no-emit-workspace --no-header -o requirements.lock

migrations: environment ## Write the migrations that the models have made necessary (WHAT="Add …", ANEW=1)
	$(BIN)/python -m odr_local.revise $(if $(ANEW),--anew) "$(or $(WHAT),Tables)"

docs: environment ## Make the documents that are made from the code
	$(BIN)/python -m odr_local.documents

invariants: environment ## Run the tests that show the numbered invariants, and print which shows which
	@$(BIN)/python -m tests.invariants

mutants: environment ## Take away one safety after the other, and see the test that notices (ONLY="level", LONG=1)
	@$(BIN)/python -m tests.mutants$(if $(LONG),.long) $(ONLY)

contract: environment ## Call every documented operation as every role, and print the answers (ODR_SEED=3)
	@$(BIN)/python -m tests.contract

chaos: environment ## Break all around real processes, and see that nothing is lost or doubled (SECONDS=480, LONGEST=1440, AT_ONCE=48, SEED=1, ONLY="poison reorder")
	@$(BIN)/python -m tests.chaos $(if $(ONLY),--only $(ONLY)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(LONGEST),--longest $(LONGEST)) $(if $(AT_ONCE),--at-once $(AT_ONCE)) $(if $(filter command line environment,$(origin SEED)),--seed $(SEED))
	@$(if $(ONLY),,ODR_STEPS=2000 ODR_CRASHES=all $(BIN)/pytest -q tests/faults/test_model.py tests/faults/test_crashes.py)

# Where the credentials of the sandbox under Docker Compose are put.
STACK ?= .odr/compose
compose-up compose-down: export ODR_PORT = $(PORT)
.PHONY: compose-up compose-demo compose-down e2e

compose-up: ## Start all of ODR as containers, on a real Kafka (PORT=8000)
	docker compose up -d --build --wait
	@mkdir -p $(STACK)
	@docker compose run --rm -T credentials > $(STACK)/credentials.json

compose-demo: ## Play the demo, unchanged, on what `make compose-up` runs
	@$(MAKE) --no-print-directory demo HOME_FOLDER=$(STACK)

compose-down: ## Stop the containers; the data stays (GONE=1: it goes too)
	docker compose down $(if $(GONE),-v)

e2e: environment ## Run the tests that need what `make compose-up` runs
	ODR_E2E_URL=http://127.0.0.1:$(PORT) ODR_E2E_CREDENTIALS=$(STACK)/credentials.json \
		$(BIN)/pytest -q tests/e2e

.PHONY: bench
bench: environment ## Measure it against floors of the same run, goals beside them (ONLY=B1,B4, SCALE=0.1)
	@SCALE=$(SCALE) $(BIN)/python -m tests.bench $(ONLY)
