#!/bin/sh
# Makes sure that what the tests need is there: Chromium (or Chrome) and pdftoppm
# for those with a browser; an IPP printer for printer; for oauthcore/peers and printer the OAuth libraries of
# Python and Ruby; curl, openssl and the languages of the samples in the documentation.
# Asked for "scale", also of PostgreSQL, for the tests of several replicas.
# Installs them from the system's packages where it may (Debian and Ubuntu, as
# root or with sudo); elsewhere it says what to install and fails. Prints the
# path of the browser.
set -eu
scale=${1:-}

browser() {
	for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable \
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
		/Applications/Chromium.app/Contents/MacOS/Chromium; do
		if [ -n "$name" ] && command -v "$name"; then return 0; fi
	done
	return 1
}

# What runs several replicas stands on a PostgreSQL of its own.
postgres() {
	for found in /usr/lib/postgresql/*/bin/pg_ctl; do
		if [ -x "$found" ]; then return 0; fi
	done
	command -v pg_ctl >/dev/null
}

fail() {
	echo "$1" >&2
	exit 1
}

if [ -n "${CHROMIUM:-}" ] && ! command -v "$CHROMIUM" >/dev/null; then
	fail "CHROMIUM names $CHROMIUM, which is no program: correct it, or leave it empty."
fi

# The packages that are missing, by Debian's names. A library of Python or Ruby is
# looked for where these packages put it, not where a version manager would.
missing() {
	[ "$scale" != scale ] || postgres || printf 'postgresql '
	browser >/dev/null || printf 'chromium fonts-liberation '
	command -v pdftoppm >/dev/null || printf 'poppler-utils '
	PATH=$PATH:/usr/sbin command -v ippeveprinter >/dev/null || printf 'cups-ipp-utils '
	[ "$(uname)" = Darwin ] || command -v dbus-run-session >/dev/null || printf 'dbus-daemon '
	"${PEER_PYTHON:-/usr/bin/python3}" -c 'import oauthlib, jwt' 2>/dev/null || printf 'python3-oauthlib '
	"${PEER_PYTHON:-/usr/bin/python3}" -c 'import authlib.oauth1' 2>/dev/null || printf 'python3-authlib '
	"${PEER_RUBY:-/usr/bin/ruby}" -e 'require "oauth"; require "rack"' 2>/dev/null || printf 'ruby-oauth ruby-rack '
	for language in curl:curl openssl:openssl python3:python3 node:nodejs php:php-cli ruby:ruby perl:perl java:default-jdk-headless; do
		command -v "${language%%:*}" >/dev/null || printf '%s ' "${language#*:}"
	done
}

missing=$(missing)
[ -n "$missing" ] || { browser; exit 0; }

need="The tests need Chromium (or Chrome), pdftoppm, ippeveprinter (of CUPS), oauthlib and Authlib for Python, oauth and rack for Ruby, and the languages of the samples: install $missing"
command -v apt-get >/dev/null || fail "$need, for example with: brew install --cask chromium; brew install poppler postgresql; and name a Python and a Ruby that have these libraries in PEER_PYTHON and PEER_RUBY"
as_root=
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null && sudo -n true 2>/dev/null || fail "$need, with: sudo apt-get install $missing"
	as_root="sudo -n"
fi

echo "Installing $missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" >>"$log" 2>&1 </dev/null
}
apt update || true # an old list may still do
# shellcheck disable=SC2086 # one word each
apt install --no-install-recommends $missing || { tail -n 5 "$log" >&2; fail "$need"; }
missing=$(missing)
[ -z "$missing" ] && browser || fail "These packages did not help: $missing. CHROMIUM, PEER_PYTHON and PEER_RUBY may name programs that you have."
