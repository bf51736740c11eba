# Each target is one script of the same name in scripts/. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: run dev test check build migrate seed lint sqlx openapi coverage logs shell up down bench clean help

run: ## Install what is missing, build, and serve Kist with demo data until Ctrl-C
	@scripts/run

dev: ## Serve a debug build that follows every saved file
	@scripts/dev

test: ## Run all tests: domain, database, API, browser
	@scripts/test

check: ## Check formatting, lints, documentation, dependencies and .sqlx
	@scripts/check

build: ## Build the release product
	@scripts/build

migrate: ## Bring the product's database to the newest schema
	@scripts/kist migrate

seed: ## Fill the product's database with demo people, loans and money
	@scripts/kist seed

lint: ## The quick half of check: formatting and lints
	@scripts/check lint

sqlx: ## Write .sqlx anew after a query or a migration changed
	@scripts/sqlx

openapi: ## Write docs/openapi.json and docs/schema.graphql anew after a route or its types changed
	@scripts/openapi

coverage: ## Measure how many lines the Rust tests run through
	@scripts/coverage

logs: ## Follow the log of the product in the background
	@scripts/logs

shell: ## Open psql on the product's database
	@scripts/shell

up: ## Start the product in the background, in containers where an engine runs
	@scripts/up

down: ## Stop the product and its database
	@scripts/down

bench: ## Measure the product
	@bench/run

clean: ## Delete builds and the test database; the product's data stay
	@scripts/clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
