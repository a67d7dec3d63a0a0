package oauthcore_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// countingMethod counts how often a signature is looked at.
type countingMethod struct {
	oauthcore.SignatureMethod
	checks *int
}

func (m countingMethod) Check(base, signature string, k oauthcore.Keys) bool {
	*m.checks++
	return m.SignatureMethod.Check(base, signature, k)
}

// A secret that was changed works beside the new one until the overlap ends, and which of them it was costs the same.
func TestASecretAndTheOneBefore(t *testing.T) {
	now := time.Unix(appendixSecond, 0)
	for _, c := range []struct {
		name, signsWith string
		until           time.Time
		refused         oauthcore.Code
		checks          int
	}{
		{"the new one", "new", now.Add(time.Second), "", 2},
		{"the old one", printerSecret, now.Add(time.Second), "", 2},
		{"neither", "other", now.Add(time.Second), oauthcore.SignatureInvalid, 2},
		{"the old one, too late", printerSecret, now, oauthcore.SignatureInvalid, 1},
		{"the new one, later", "new", now, "", 1},
	} {
		r := printer()
		r.Secret, r.PreviousSecret, r.PreviousUntil = "new", printerSecret, c.until
		provider, _ := newProvider(r)
		checks, misfits := 0, 0
		provider.Methods = []oauthcore.SignatureMethod{countingMethod{oauthcore.HMACSHA1, &checks}}
		provider.Mismatched = func(_ context.Context, m oauthcore.Misfit) { misfits++ }
		letter := photoLetter()
		letter.consumerSecret = c.signsWith
		_, err := provider.Authenticate(letter.request(t))
		if got := codeOf(err); got != c.refused || checks != c.checks {
			t.Errorf("%s: refused with %q after %d checks, want %q after %d", c.name, got, checks, c.refused, c.checks)
		}
		if want := c.refused != ""; (misfits == 1) != want {
			t.Errorf("%s: %d misfits were told", c.name, misfits)
		}
	}
}

// No secret before the last change is no secret at all: an empty one opens nothing.
func TestNoSecretBefore(t *testing.T) {
	r := printer()
	r.PreviousUntil = time.Unix(appendixSecond, 0).Add(time.Hour)
	provider, _ := newProvider(r)
	letter := photoLetter()
	letter.consumerSecret = ""
	if _, err := provider.Authenticate(letter.request(t)); codeOf(err) != oauthcore.SignatureInvalid {
		t.Errorf("an empty secret is answered with %v", err)
	}
}

// codeOf is the code of a refusal, "" for none.
func codeOf(err error) oauthcore.Code {
	var problem *oauthcore.Problem
	errors.As(err, &problem)
	if problem == nil {
		return ""
	}
	return problem.Code
}
