# The two commands: `make demo` and `make test`. Everything else serves them.
VENV ?= .venv
PORT ?= 8000
export VENV
PY = $(VENV)/bin/python

.PHONY: help demo test setup check bench mutations walkthrough pictures lock clean

help:
	@echo "make demo [PORT=8000]   the demo office in the browser; Ctrl-C stops it"
	@echo "make test [ARGS=...]    the whole test suite on an embedded PostgreSQL"
	@echo "make check              format, lint, types, contracts, templates, migrations,"
	@echo "                        translations, deployment, then the tests"
	@echo "make setup              only the environment and the installation"
	@echo "make walkthrough        the main road without a browser, papers into var/walkthrough"
	@echo "make bench [SCALE=...]  the measured promises, on an invented office of a million dossiers"
	@echo "make mutations          break each rule on purpose; its tests must notice"
	@echo "make pictures           the pictures of README.md"
	@echo "make lock               resolve .ci/*.in into the locks (needs uv)"

demo:
	@.ci/setup run $(PORT)
	@exec $(PY) manage.py demo --port $(PORT)

test: setup
	@$(PY) -m pytest -n auto --dist loadfile $(ARGS)

setup:
	@.ci/setup dev
	@$(PY) manage.py compile_translations

check: setup
	@PATH="$(abspath $(VENV))/bin:$$PATH" .ci/check

bench: setup
	@$(PY) manage.py bench $(if $(SCALE),--scale $(SCALE)) $(ARGS)

mutations: setup
	@$(PY) .ci/mutate.py $(ARGS)

walkthrough: setup
	@$(PY) manage.py walkthrough --out var/walkthrough $(ARGS)

pictures: setup
	@$(PY) manage.py take_pictures $(ARGS)

lock:
	cd .ci && uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --quiet $(ARGS) --output-file ../requirements.txt requirements.in
	cd .ci && uv pip compile --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --quiet $(ARGS) --constraint ../requirements.txt \
		--output-file ../requirements-dev.txt requirements-dev.in

clean:
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
