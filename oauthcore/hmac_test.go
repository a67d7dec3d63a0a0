package oauthcore

import (
	"bytes"
	"crypto/hmac"
	"slices"
	"strings"
	"testing"
)

// Our HMAC is that of package crypto/hmac, for keys shorter and longer than a
// block, one after the other with the same state.
func TestHMACIsThatOfTheStandardLibrary(t *testing.T) {
	text := []byte("GET&http%3A%2F%2Fphotos.example.net%2Fphotos&")
	for _, m := range []SignatureMethod{HMACSHA1, HMACSHA256, HMACSHA512} {
		m := m.(*hmacMethod)
		state := newHMACState(m.hash())
		for length := range 300 {
			keys := Keys{ConsumerSecret: strings.Repeat("c", length), TokenSecret: "t"}
			standard := hmac.New(m.hash, []byte(keys.secrets()))
			standard.Write(text)
			if got := state.digest(text, keys); !bytes.Equal(got, standard.Sum(nil)) {
				t.Errorf("%s with a secret of %d bytes: %x", m.name, length, got)
			}
		}
	}
}

// number answers where a name stands in the two lists.
func TestRollNumbersAreThoseOfTheLists(t *testing.T) {
	for want, name := range slices.Concat(protocolNames[:], otherNames[:]) {
		if got := number(name); got != want {
			t.Errorf("%s has the number %d, its place is %d", name, got, want)
		}
	}
	for _, e := range []*endpoint{&requestTokenEndpoint, &accessTokenEndpoint, &resourceEndpoint, &consumerEndpoint, &approvalEndpoint, &renewalEndpoint} {
		for _, name := range slices.Concat(e.required, e.allowed) {
			if number(name) < 0 {
				t.Errorf("%s takes %s, which has no number", e.name, name)
			}
		}
	}
}

// What is encoded twice at once is what is encoded once and then again, in the
// same order.
func TestBothNotationsSortAlike(t *testing.T) {
	params := Params{{"c2", ""}, {"c@", ""}, {"c%40", "x"}, {"a", "+"}, {"a", "&"}, {"a", " "}, {"ab", ""}, {"a", ""}, {"photographs~", "é"}, {"photographs", "2"}}
	var w workbench
	w.writeParams(params, thenEncoded)
	if got, want := string(w.text), Encode(params.Normalize()); got != want {
		t.Errorf("written at once %s\nin two steps    %s", got, want)
	}
}
