#!/usr/bin/env bash
# Builds the page: installs the locked packages where they are missing, checks the types, bundles into dist.
set -euo pipefail
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --silent --no-audit --no-fund
npx --no-install tsc --noEmit
node build.mjs
