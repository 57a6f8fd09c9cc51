# Two commands do all: make run, make test. README.md starts with them.
GO      ?= go
VERSION := $(shell git describe --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
BIN     := bin/auralis
GOSRC   := $(shell git ls-files '*.go' 2>/dev/null) go.mod go.sum

.PHONY: run build cross test check race lint bench fuzz soak clean tools

run: build
	$(BIN) run --demo --sim $(ARGS)

build: $(BIN)

$(BIN): $(GOSRC)
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/auralis

# Everything that is shipped builds without cgo for the three architectures.
cross:
	CGO_ENABLED=0 GOARCH=amd64 $(GO) vet ./...
	CGO_ENABLED=0 GOARCH=arm64 $(GO) build ./...
	CGO_ENABLED=0 GOARCH=arm GOARM=7 $(GO) build ./...

# The programs that the tests use as references and peers. Does nothing where all are there.
tools:
	deploy/tools.sh

test: tools
	deploy/test.sh

race:
	$(GO) test -race ./...

lint:
	deploy/lint.sh

check: lint
	$(GO) test ./...

bench:
	deploy/bench.sh

fuzz:
	deploy/fuzz.sh $(FUZZTIME)

clean:
	rm -rf bin
