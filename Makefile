# The commands a person types. Each sets up what it needs and is quick the second time.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test faults lint lock up clean

setup: $(READY)

# --no-compile: msgraph-sdk alone is 16,000 files; Python compiles the few that are used when they are used.
$(READY): requirements/dev.txt
	@echo "Setting up $(VENV) (once; a few minutes with a cold cache)..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Handoff needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile \
		--only-binary lxml,xmlsec --require-hashes -r requirements/dev.txt
	@touch $@

demo: setup
	@exec $(BIN)/python manage.py serve --sandbox --port $(PORT)

test: setup
	@$(BIN)/python -m pytest -n auto --dist loadfile
	@$(BIN)/python -m tests.servers

faults: setup
	@$(BIN)/python -m pytest -n auto -m "long or not long" tests/faults

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --check --lint --quiet templates
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@.ci/deploy-check

lock: setup
	@for name in runtime dev; do $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --python-version 3.11 $(UPGRADE) \
		requirements/$$name.in -o requirements/$$name.txt; done

# Everything a team needs, in Docker. The secrets are made once and stay; nobody else may enter their folder.
up:
	@mkdir -p var/secrets && chmod 700 var var/secrets
	@for name in secret_key handoff_keys database_password; do test -s var/secrets/$$name || \
		$(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))' > var/secrets/$$name; done
	@chmod 444 var/secrets/*
	docker compose up --build --detach --wait

clean:
	rm -rf $(VENV) var
