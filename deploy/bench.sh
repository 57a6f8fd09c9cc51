#!/usr/bin/env bash
# make bench: every benchmark once, in the units people compare.
set -euo pipefail
cd "$(dirname "$0")/.."
uname -a; grep -m1 'model name' /proc/cpuinfo || true; nproc; go version
go test -run '^$' -bench . -benchmem ./... | grep -E '^(Benchmark|pkg:|ok)' 
