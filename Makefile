# One word for every chore. `make` alone lists them.
SHELL := /bin/bash
export PORT

BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo test lint format screenshots bench lock

help: ## list what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

demo: ## set everything up and serve the portal with demo data at http://127.0.0.1:8000 (PORT=... for another port)
	@bash scripts/demo.sh

test: ## set everything up, then lint and run all tests, on SQLite and on PostgreSQL with Redis
	@bash scripts/test.sh

lint: ## check style, types, templates, import directions and missing migrations
	@bash scripts/setup.sh dev
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/python -m djlint --lint --quiet templates
	$(BIN)/lint-imports
	DEMO=true DATABASE_URL=sqlite://:memory: $(BIN)/python manage.py makemigrations --check --dry-run

format: ## put Python files into the house style
	@bash scripts/setup.sh dev
	$(BIN)/python -m ruff check --fix-only .
	$(BIN)/python -m ruff format .

screenshots: ## take the pictures of the README anew, into docs/img
	@bash scripts/setup.sh dev
	DATABASE_URL=sqlite:///var/test.sqlite3 REDIS_URL= $(BIN)/python -m pytest --quiet e2e/pictures.py

bench: ## measure pages, filing and papers on PostgreSQL, with a table at the end
	@bash scripts/bench.sh

lock: ## pin the packages of requirements*.in, with hashes
	@bash scripts/setup.sh dev
	$(BIN)/python -m uv pip compile -q --upgrade --generate-hashes --no-header --python-version 3.11 requirements.in -o requirements.txt
	$(BIN)/python -m uv pip compile -q --upgrade --generate-hashes --no-header --python-version 3.11 requirements-dev.in -o requirements-dev.txt
