# make, or make help, tells what there is.

GO       ?= go
FUZZTIME ?= 20s
SOAK     ?= 2m

# Nothing here needs a C compiler (the race detector does), and what make demo
# has compiled make test need not compile again.
export CGO_ENABLED = 0

.DEFAULT_GOAL := help
.PHONY: help demo test test-scale race bench soak lint fuzz reset go

help: ## what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: go ## build both programs, start them with the demo data, say where to click
	@$(GO) build -o bin/demo ./cmd/demo
	@exec bin/demo

test: go ## everything, browser tests included (installs Chromium where it may)
	@CHROMIUM="$$(scripts/setup-tests.sh)" && export CHROMIUM && \
	$(GO) vet ./... && $(GO) test -p 2 -timeout 40m ./...

test-scale: go ## the stores on PostgreSQL and S3, and several replicas of both programs (installs PostgreSQL where it may)
	@CHROMIUM="$$(scripts/setup-tests.sh scale)" && export CHROMIUM && \
	$(GO) vet -tags scale ./internal/engines/... && $(GO) build -o bin/engines ./internal/engines/run && \
	bin/engines $(GO) test -tags scale -p 2 -timeout 20m $$(scripts/scale-rooms.sh)

race: go ## the tests without a browser, under the race detector
	@CGO_ENABLED=1 $(GO) test -race -p 2 -timeout 40m $$($(GO) list ./... | grep -v /e2e)

bench: go ## how fast it is
	@$(GO) test -p 1 -timeout 30m -run '^$$' -bench . -benchmem ./...
	@$(GO) run ./bench/ratios
	@$(GO) build -o bin/ ./bench/renditions && bin/renditions
	@$(GO) build -o bin/ ./cmd/photos ./cmd/printer && $(GO) run ./bench/load && $(GO) run ./bench/orders
	@$(GO) build -o bin/ ./bench/replicas && bin/replicas

soak: go ## a mixed load for SOAK (2m) on one process of each program, then on replicas: is what they take up flat?
	@$(GO) build -o bin/ ./cmd/photos ./cmd/printer ./bench/soak && bin/soak -for $(SOAK)

lint: go ## gofmt, go vet, staticcheck
	@unformatted="$$(gofmt -l .)"; test -z "$$unformatted" || { echo "gofmt -w these:"; echo "$$unformatted"; exit 1; }
	@$(GO) vet ./...
	@$(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

fuzz: go ## every fuzz test for FUZZTIME (20s)
	@GO="$(GO)" FUZZTIME="$(FUZZTIME)" scripts/fuzz.sh

reset: go ## the demo data back to its first state
	@$(GO) build -o bin/demo ./cmd/demo
	@exec bin/demo -reset

go:
	@command -v $(GO) >/dev/null || { echo "Go is missing: install it from https://go.dev/dl/"; exit 1; }
