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
func TestTheWorkbenchWritesTheSameBaseString(t *testing.T) {
	params := Params{{"c2", ""}, {"c@", ""}, {"c%40", "x"}, {"a", "+"}, {"a", "&"}, {"a", " "}, {"ab", ""}, {"a", ""}, {"photographs~", "é"}, {"photographs", "2"}}
	var w workbench
	const url = "http://photos.example.net/photos"
	if got, want := string(w.baseString("get", url, params)), BaseString("get", url, params); got != want {
		t.Errorf("written at once %s\nin two steps    %s", got, want)
	}
}

// FuzzWorkbench holds the fast way of writing a base string against the plain
// one.
func FuzzWorkbench(f *testing.F) {
	f.Add("GET", "http://photos.example.net/photos", "file=vacation.jpg&size=original&a=%2B&a=+&A=~")
	f.Add("", "", "photographs=1&photograph=2&photographs=")
	var w workbench
	f.Fuzz(func(t *testing.T, method, url, query string) {
		params, err := ParseForm(query)
		if err != nil {
			return
		}
		if fast, plain := string(w.baseString(method, url, params)), BaseString(method, url, params); fast != plain {
			t.Errorf("fast  %s\nplain %s", fast, plain)
		}
	})
}
