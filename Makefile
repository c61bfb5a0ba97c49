# Two commands matter: `make run` opens a working shop, `make test` runs everything that decides whether a change
# may land. Both install the Debian packages they lack, where they are allowed to.
SHELL := /bin/bash
OUT ?= dist/gallery
.DEFAULT_GOAL := help
.PHONY: help run test check lint fmt gallery bench chaos scans sim fuzz race hub windows android clean

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: ## a whole shop here: hub, sample chain, one terminal (ARGS="-shape counter -lang en")
	@.ci/shop $(ARGS)

test: ## everything that decides whether a change may land
	@.ci/setup test && .ci/test

check: ## walls, linter and quick tests: no cgo, no display, no PostgreSQL
	@. .ci/env && export CGO_ENABLED=0 && go test -count=1 ./app && .ci/lint && \
	 go test $$(packages '/(chaostest|windowtest)$$')

lint: ## the linter alone
	@.ci/lint

fmt: ## format every Go file as the linter wants it
	@.ci/lint fmt

gallery: ## every screen as PNG, no display needed (OUT=DIR)
	@. .ci/env && CGO_ENABLED=0 go run ./app/cmd/gallery -out "$(OUT)"

bench: ## every benchmark; the cold start needs what make test needs
	@. .ci/env && CGO_ENABLED=0 go test -run '^$$' -bench . -skip '^BenchmarkTypeAhead' -benchmem -timeout 30m $$(packages '/(chaostest|windowtest)$$')
	@. .ci/env && CGO_ENABLED=0 go test -p 1 -run '^$$' -bench '^BenchmarkTypeAhead' -benchtime 400x -benchmem -timeout 60m ./app/internal/catalog ./app/terminal
	@.ci/setup test && .ci/window -run '^$$' -bench . -benchtime 5x

chaos: ## 200 random kill -9 points, hub and terminal (KILLS=200)
	@. .ci/env && CGO_ENABLED=0 MISEBAN_KILL_POINTS=$(or $(KILLS),200) \
	 go test -count=1 -v -timeout 60m -run TestChaos ./app/chaostest

scans: ## 10,000 scans typed into the real window, half an hour (SCANS=10000); a quiet machine, please
	@.ci/setup test
	@MISEBAN_SCANS=$(or $(SCANS),10000) .ci/window -v -timeout 90m -run 'TestScans'

sim: ## chains of shops in virtual time, everything going wrong (SEEDS=1000 FIRST=1), and every planted fault (MUTANTS=100)
	@. .ci/env && CGO_ENABLED=0 go run ./sync/cmd/miseban-sim -seeds $(or $(SEEDS),1000) -first $(or $(FIRST),1)
	@. .ci/env && CGO_ENABLED=0 go run ./sync/cmd/miseban-sim -mutants -seeds $(or $(MUTANTS),100)

fuzz: ## every fuzz function for FUZZTIME=20s
	@.ci/fuzz

race: ## the race detector over all that has no screen
	@. .ci/env && CGO_ENABLED=1 go test -race -count=1 $$(packages '/(ui|cmd|chaostest|windowtest)(/|$$)')

hub: ## bin/miseban-hub: static, no cgo
	@. .ci/env && build_hub && ls -l bin/miseban-hub

windows: ## dist/miseban.exe, cross-built with mingw-w64
	@.ci/windows

android: ## dist/miseban.apk; needs ANDROID_NDK_HOME and says so
	@.ci/android

clean: ## remove what was built and the shop of make run
	@rm -rf bin dist .run .ci/bin
