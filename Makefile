# Steward 管家: `make run` for a living demo company, `make test` for the tests that need no more than Rust, a C compiler and Node.
SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help needs run assets check lint test client-test ci ci-test ci-postgres ci-fuzz ci-browser ci-bench bench nightly generated pictures

LISTEN ?= 127.0.0.1:8080
DATA ?= .data/demo
TARGET := $(or $(CARGO_TARGET_DIR),target)
ASSETS := $(wildcard $(shell git ls-files assets field 2>/dev/null))

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

needs: # says what is missing to build
	@.ci/needs

run: needs assets ## a demo company on an embedded database; prints its address and log-ins
	cargo run --package server --bin steward -- demo --data $(DATA) --listen $(LISTEN)

assets: assets/dist/manifest.json ## styles, icons and client code, bundled into assets/dist

assets/node_modules/.package-lock.json: assets/package-lock.json
	npm ci --prefix assets --ignore-scripts --no-audit --no-fund
	@touch $@

assets/dist/manifest.json: assets/node_modules/.package-lock.json $(ASSETS)
	npm run --prefix assets build
	@touch $@

check: ## formatting, clippy and the house rules: seconds
	cargo fmt --all --check
	$(MAKE) --no-print-directory lint
	cargo test --quiet --package tidy --package features

lint:
	cargo clippy --quiet --workspace --all-targets -- --deny warnings

test: needs assets client-test ## every test that needs no more than make run
	env -u DATABASE_URL cargo test --workspace
	@echo
	@echo "Passed on the embedded database. Left out here, done by make ci: PostgreSQL, the fuzzed API, the browser stories, benches at 1/100 size."
	@echo "Left out there too, done by make nightly: long kill -9, long fuzz, the long simulated history."

ci: ## exactly what CI runs, installing what is missing
	.ci/install
	$(MAKE) --no-print-directory needs assets check ci-test ci-postgres ci-fuzz ci-browser ci-bench
	@echo "make ci: all passed"

ci-test: assets client-test
	env -u DATABASE_URL cargo test --workspace

# The types of the browser's code, and the model of a shift without signal: at least 1,000 seeds; FIELD_SEEDS for more.
client-test: assets
	npm test --prefix assets --silent

# The pure crates have nothing to say to a database; `features` keeps the set of features, so that nothing is compiled again.
ci-postgres: assets
	.ci/postgres cargo test --workspace --exclude kernel --exclude ledger --exclude charge --exclude settle --exclude gateway --exclude tidy --exclude ui --exclude sheet

# The API, fuzzed by an outside tool from its own document: at most 45 seconds as an administrator and 45 as a manager.
ci-fuzz: assets
	cargo build --workspace --bins
	STEWARD="$(TARGET)/debug/steward" "$(TARGET)/fuzzer/bin/python" tests/fuzz/run.py

ci-browser: assets
	@if [ -f tests/e2e/package.json ]; then \
	  cargo build --workspace --bins; \
	  npm ci --prefix tests/e2e --ignore-scripts --no-audit --no-fund; \
	  STEWARD="$$(realpath $(TARGET))/debug/steward" CHROMIUM="$${CHROMIUM:-/usr/bin/chromium}" npm test --prefix tests/e2e; \
	else echo "no browser stories in tests/e2e"; fi

# `features` keeps the set of features, so that no library is compiled again.
ci-bench:
	cargo build --package server --package benches --package features --bins
	.ci/postgres "$$(realpath $(TARGET))/debug/benches" all --scale 0.01

bench: assets ## make bench NAME=… prints each figure beside its yardstick (no NAME: lists them)
	cargo build --release --package server --bin steward
	POSTGRES_DURABLE=1 .ci/postgres cargo run --release --package benches -- $(or $(NAME),list)

generated: ## writes docs/generated/ anew: routes, permissions, schema, OpenAPI, module graph, process charts
	UPDATE_GENERATED=1 cargo test --workspace --test tests generated

nightly: needs assets ## the long runs: property tests, kill -9, fuzz, a simulated year
	.ci/install
	PROPTEST_CASES=20000 STEWARD_KILLS=200 STEWARD_SIM_MONTHS=12 STEWARD_MONEY_SEEDS=1000 cargo test --workspace
	PROPTEST_CASES=2000 STEWARD_KILLS=50 .ci/postgres cargo test --workspace --exclude kernel --exclude ledger --exclude charge --exclude settle --exclude gateway --exclude tidy --exclude ui --exclude sheet
	FIELD_SEEDS=50000 $(MAKE) --no-print-directory client-test
	STEWARD_FUZZ_SECONDS=1800 $(MAKE) --no-print-directory ci-fuzz
	EVERY_WALK=1 $(MAKE) --no-print-directory ci-browser bench NAME=all

pictures: ## the pictures of the README, made anew by the browser stories
	cargo build --workspace --bins
	npm ci --prefix tests/e2e --ignore-scripts --no-audit --no-fund
	cd tests/e2e && STEWARD="$$(realpath ../../$(TARGET))/debug/steward" PICTURES="$$PWD/../../docs/pictures" node --test stories.test.mjs
