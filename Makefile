# `make demo` and `make test` are all a newcomer needs. Each installs what it lacks, into .venv.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 15

install: $(STAMP) ## a virtual environment in .venv, with the locked requirements

$(STAMP): requirements.lock
	@sh scripts/install $(PYTHON) requirements.lock
	@touch $@

.venv/demo: requirements-demo.lock
	@sh scripts/install $(PYTHON) requirements-demo.lock
	@touch $@

demo: .venv/demo ## everything on this machine: stores, accounts, server (PORT, HOST, WORKERS, DATA_DIR)
	@exec $(BIN)/python manage.py demo $(ARGS)

check: install ## the quick part: lint, types, import rules, system checks, migrations
	@sh scripts/check

test: check ## everything
	@sh scripts/test $(ARGS)

test-sessions: install ## Django's own session tests, fetched with pip, on each of our stores
	@sh scripts/test-sessions $(ARGS)

test-libraries: install ## the libraries that people use today, installed and asked everything
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-libraries.lock
	@LIBRARIES=1 $(BIN)/python -m pytest tests/libraries $(ARGS)

test-faults: install ## real faults while clients run: stores killed, frozen, full, … (FAULTS=docs/faults.md writes the table)
	@FAULTS=$(or $(FAULTS),1) $(BIN)/python -m pytest tests/faults -p no:randomly $(ARGS)

test-deploy: install ## deploy/ as processes: nginx with TLS, PgBouncer, two servers (apt-get install nginx pgbouncer)
	@DEPLOY=1 $(BIN)/python -m pytest tests/deploy $(ARGS)

test-guards: install ## with each guard off, do its tests notice? writes docs/guards.md
	@DEBUG=1 $(BIN)/python scripts/guards.py $(ARGS)

test-firefox: install ## the lab, its guides, the front door and the room in Firefox: some minutes (apt-get install firefox-esr)
	@FIREFOX=1 $(BIN)/python -m pytest tests/browser/lab tests/browser/test_guides.py tests/browser/test_front.py $(ARGS)

test-room: install ## a room of thirty browsers and the trainer's page: how soon a step is on the last one (PEOPLE, GUIDE)
	@$(BIN)/python -m tests.browser.room_of_thirty

attacks: install ## a hundred attacks from outside on what `serve` starts: half a minute, written to docs/attacks.md
	@DEBUG=1 $(BIN)/python scripts/attacks.py > docs/attacks.md

test-dial: install ## the dial, measured anew at one setting
	@DIAL=1 $(BIN)/python -m pytest tests/lab/test_dial.py $(ARGS)

test-clients: install ## what people call an API with, from npm and PyPI; two tabs of twenty calls, a hundred times
	@CLIENTS=1 CLIENT_ROUNDS=100 $(BIN)/python -m pytest -s tests/clients tests/browser/test_client.py $(ARGS)

soak: install ## ten minutes of mixed load: memory, descriptors and connections stay flat (SECONDS, SOAK=docs/soak.md)
	@SECONDS=$(or $(SECONDS),600) SOAK=$(SOAK) $(BIN)/python -m tests.soak

test-rehearsal: install ## every guide, in every order, one after the other in one page: some seven minutes
	@REHEARSAL=1 $(BIN)/python -m pytest tests/browser/test_guides.py -k one_after_the_other $(ARGS)

test-eject: install ## every set of modes carried away, each in an empty environment with all of its tests (SETS)
	@sh scripts/test-eject $(SETS)

lock: requirements.txt requirements-libraries.txt requirements-clients.txt ## resolve the requirements into the lock files
	@sh scripts/lock
	@sh scripts/lock-libraries

floors: install ## draw docs/architecture.svg from the import graph
	@$(BIN)/python scripts/floors.py

clean: ## forget the environment and the demo's data
	rm -rf .venv .data

.PHONY: help install demo attacks check test test-dial test-deploy test-firefox test-room test-rehearsal test-sessions test-libraries test-clients test-faults soak test-guards lock floors clean test-eject
