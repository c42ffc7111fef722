# What a newcomer and the checking machine call. Nothing of the environment is
# assumed: no GOFLAGS, no display, no root.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

# migrated_fynedo: callbacks run on Fyne's own goroutine. x11: native Wayland
# has no Chinese input yet. no_animations: a window at rest uses no processor.
# no_emoji: the emoji font would cost 9 MB of memory at the counter.
TAGS  := migrated_fynedo,x11,no_animations,no_emoji
# No version stamp from git: a source tree without .git, or one owned by
# another user, builds as well.
FLAGS := -buildvcs=false -tags $(TAGS)
GO     = $(shell .ci/go)
# A packaged go may be set to its own version; go.mod says which one is needed.
export GOTOOLCHAIN ?= auto
export GO TAGS
LINT  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
VULN  := golang.org/x/vuln/cmd/govulncheck@v1.9.0
STAGE := .ci/stage

.PHONY: help run build test lint vuln fuzz bench bench-log bench-million net simulate soak fmt wine-print pictures clean deps-build deps-test \
	test-format test-vet test-lint test-unit test-race test-windows test-walk

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-20s %s\n", $$1, $$2}'

run: build ## build and open the window, with a central system beside it
	@.ci/demo

build: deps-build ## both programs into bin/
	@echo "Building both programs into bin/ (the first time takes some minutes) …"
	@mkdir -p bin
	@$(GO) build $(FLAGS) -o bin/ ./app/onewindow ./app/onewindow-central

test: deps-build deps-test ## everything the checking machine checks
	@$(STAGE) 'All checks' $(MAKE) --no-print-directory --keep-going \
		test-format test-vet test-lint test-unit test-race test-windows test-walk

test-format:
	@$(STAGE) 'Format (gofmt)' .ci/format

test-vet:
	@$(STAGE) 'Vet (go vet)' $(GO) vet -buildvcs=false -tags $(TAGS),walk,net ./...

test-lint:
	@$(STAGE) 'Lint (golangci-lint)' $(GO) run -buildvcs=false $(LINT) run --build-tags $(TAGS),walk,net

test-unit:
	@$(STAGE) 'Tests' $(GO) test $(FLAGS) ./...

test-race:
	@$(STAGE) 'Tests with the race detector, all but the GL driver' \
		sh -ec 'packages=$$(.ci/packages nogl $(TAGS)); $(GO) test -race $(FLAGS) $$packages'

test-windows:
	@$(STAGE) 'Vet for Windows, all that needs no cgo' \
		sh -ec 'packages=$$(.ci/packages nocgo $(TAGS)); GOOS=windows CGO_ENABLED=0 $(GO) vet $(FLAGS) $$packages'

test-walk: build
	@$(STAGE) 'The real window, walked by keyboard' \
		$(GO) test -buildvcs=false -tags $(TAGS),walk -count=1 -timeout 20m ./app/walk/...

lint: ## golangci-lint alone
	@$(GO) run -buildvcs=false $(LINT) run --build-tags $(TAGS),walk,net

vuln: deps-build ## known weaknesses that the programs can reach (asks vuln.go.dev, or DB=file:///…)
	@$(GO) run -buildvcs=false $(VULN) $(if $(DB),-db $(DB)) -tags $(TAGS) ./...

bench: build deps-test ## measure, as a table
	@.ci/bench

bench-log: deps-test ## measure the log of the centre up to 10 million events (20 GB, half an hour)
	@turn=10000,100000,1000000,10000000; ONEWINDOW_BENCH_EVENTS=$$turn,$$turn,$$turn \
		$(GO) test $(FLAGS) -run '^$$' -bench Write -benchtime 20000x -timeout 2h ./store/postgres

net: ## lines as bad as they come: 64 kbit/s, 800 ms, 5 % loss (Linux, root, /dev/net/tun)
	@$(GO) test -buildvcs=false -tags net -count=1 -v -run 'OverABadLine|Impatient' ./app/replica

fuzz: deps-test ## every fuzz target for FUZZTIME (20s), one after the other
	@.ci/fuzz

bench-million: ## the store alone, on a million cases (some minutes, 10 GB in TMPDIR)
	@ONEWINDOW_BENCH_CASES=1000000 .ci/bench Many ./store

soak: deps-build deps-test ## kill windows and centre 1000 times and hold them to their promises (ROUNDS, SEED)
	@mkdir -p bin
	@$(GO) build $(FLAGS) -o bin/ ./app/onewindow-central ./app/soak
	@$(STAGE) 'Killed at random moments, half of the centres on PostgreSQL' \
		bin/soak --postgres --central bin/onewindow-central --rounds $(or $(ROUNDS),1000) $(if $(SEED),--seed $(SEED))
	@$(STAGE) 'Every kind of state that a power cut may leave' \
		$(GO) test $(FLAGS) -count=1 -timeout 20m -run '^TestPowerCut$$' -v ./store ./store/central -power.states 5000

fmt: ## write Go files as gofmt wants them
	@.ci/format -w

deps-build: ## install what building needs (apt; root or sudo)
	@.ci/deps build

deps-test: ## install what the tests need (apt; root or sudo)
	@.ci/deps test

simulate: ## play weeks of offices from seeds: RUNS=2000 WEEKS=4 POSTGRES=100, or SEED=7 alone with its trace
	@$(GO) test $(FLAGS) -count=1 -timeout 12h -v -run TestRuns ./app/simulation \
		-runs $(or $(RUNS),2000) -overlaps $(or $(RUNS),2000) -weeks $(or $(WEEKS),0) -seed $(or $(SEED),0) -postgres $(or $(POSTGRES),100)

wine-print: ## print a page from Windows, under Wine (see CONTRIBUTING.md)
	@$(GO) test -buildvcs=false -tags wine -count=1 -v ./print/gdi

pictures: build deps-test ## take the pictures of the README anew, from a walk
	@$(GO) run $(FLAGS) ./app/walk --bin bin --out out
	@cp out/07-materials.png assets/help/intake.png
	@cp out/08-accepted.png assets/help/offline.png
	@pdftoppm -r 88 -png -singlefile out/用地预审与选址意见书.pdf assets/help/permit

clean: ## remove what was built and what the demo left
	@rm -rf bin out
