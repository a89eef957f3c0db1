# What can be done here; `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
HOME_FOLDER ?= .odr
PORT ?= 8000
WORKERS ?= 2
SERVICES := shared shared/rules client local services/*

.DEFAULT_GOAL := help
.PHONY: help environment up test check lock migrations

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

environment:
	@$(PYTHON) local/environment.py

up: environment ## Start all of ODR on this machine, with a sandbox platform (PORT=8000)
	@$(BIN)/python -m odr_local --home $(HOME_FOLDER) --port $(PORT)

test: environment ## Run every test, on a real PostgreSQL (WORKERS=2)
	$(BIN)/pytest -n $(WORKERS) --dist loadgroup tests

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
