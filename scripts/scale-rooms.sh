#!/bin/sh
# Prints the rooms whose tests look at TEST_DATABASE or TEST_S3, or are there
# only for several replicas (the build tag scale).
set -eu
cd "$(dirname "$0")/.."
grep -rlE --include='*_test.go' 'TEST_DATABASE|TEST_S3|sqldbtest\.|objectstest\.|^//go:build scale' . | sed 's|/[^/]*$||' | sort -u
