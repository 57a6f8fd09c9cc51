#!/usr/bin/env bash
# make test: formatting and vet, the three architectures, every test without the race detector (exactness, allocations),
# and every test with it.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$bad" ]; then echo "gofmt: $bad"; exit 1; fi
go vet ./...
make -s cross
npm_dir=net/web/page
if [ -f "$npm_dir/package.json" ] && [ ! -d "$npm_dir/node_modules" ]; then
  (cd "$npm_dir" && npm ci --silent --no-audit --no-fund)
fi
go test -timeout 20m ./...
# The boards boot once, above: under the race detector the guest's program is the same.
go test -race -short -timeout 30m ./...
