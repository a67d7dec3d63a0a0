// Package peers holds oauthcore against implementations of OAuth 1.0a that
// others have written: they sign and we check, we sign and they check. It is
// tests only.
//
// Three of the peers are Go libraries (dghubble/oauth1, gomodule/oauth1 and
// mrjones/oauth). Two are of other languages, as Debian packages them: oauthlib
// for Python and oauth for Ruby. Those are run as scripts that read requests as
// JSON lines and print what became of them; scripts/setup-tests.sh installs
// them. The last is a shell with curl and openssl, whose script testdata/sign.sh is
// also documentation.
//
// The requests are the vectors of oauthcore/testdata, and a few of our own that
// gather whatever implementations disagree about. See exchange_test.go for what
// goes to and fro.
//
// Where a peer does otherwise than the specification, that is written down as
// a deviation with its reason, and asserted: the day a peer changes, its test
// says so.
package peers
