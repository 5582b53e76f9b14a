# Kundig: `make run` starts it, `make test` proves it.
PYTHON ?= python3
KUNDIG = .venv/bin/kundig

.PHONY: run test bench faults imap-faults fuzz build clean

run: .venv/base static/staticfiles.json
	$(KUNDIG) serve --demo

test: .venv/dev static/staticfiles.json
	bin/ci

bench: .venv/dev static/staticfiles.json
	.venv/bin/python -m bench
	.venv/bin/python -m bench.arrival
	.venv/bin/python -m bench.painted

# Nothing is lost: an hour of kills, power cuts and bad servers. `make faults FAULTS=--short` takes a minute.
faults: .venv/dev static/staticfiles.json
	.venv/bin/python -m faults $(FAULTS)

# A folder numbered anew, moved and cut off, read by two at once: 5,000 mails, about ten minutes.
imap-faults: .venv/dev
	TEST_MAILS=5000 .venv/bin/pytest -q tests/test_mail_never_lost.py

build: static/staticfiles.json

.venv/bin/python:
	@echo "Making a virtual environment …"
	$(PYTHON) -m venv .venv

.venv/base: .venv/bin/python requirements/base.txt pyproject.toml
	@echo "Installing Kundig …"
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/base.txt
	.venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/base requirements/dev.txt
	@echo "Installing the tools for tests …"
	.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

# Damaged mails, all stored and visible: an hour. `make fuzz FUZZ="--mails 2000 --seed 1 --folder …"`
fuzz: .venv/dev
	.venv/bin/python -m fuzz $(FUZZ)

node_modules/.package-lock.json: package.json package-lock.json
	@echo "Installing the front end's packages …"
	npm ci --silent --no-audit --no-fund
	@touch $@

static/staticfiles.json: .venv/base node_modules/.package-lock.json bin/build-assets.mjs $(shell find kundig -path '*/assets/*' -type f -o -name '*.po')
	@echo "Building the front end …"
	npm run --silent build
	.venv/bin/python bin/messages --compile
	$(KUNDIG) collectstatic --noinput --clear --verbosity 0

clean:
	rm -rf .venv node_modules static kundig/web/static/web
