#!/bin/sh
# Runs every fuzz test there is for FUZZTIME each.
set -eu
go=${GO:-go}
for package in $("$go" list ./...); do
	for name in $("$go" test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
		echo "$package $name"
		"$go" test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZTIME:-20s}" "$package"
	done
done
