//go:build !race

package oauthcore_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// free is a Store that makes nothing, so that what is counted is ours.
type free struct {
	oauthcore.Store
	consumer oauthcore.Registration
	access   oauthcore.IssuedAccessToken
}

func (s *free) Registration(context.Context, string) (*oauthcore.Registration, error) {
	return &s.consumer, nil
}

func (s *free) AccessToken(context.Context, string) (*oauthcore.IssuedAccessToken, error) {
	return &s.access, nil
}

func (s *free) UseNonce(context.Context, oauthcore.Nonce) (bool, error) { return true, nil }

// What signing and checking leave to the garbage collector is bounded. (The
// race detector makes more, so it does not see this.)
func TestSigningAndCheckingMakeLittleGarbage(t *testing.T) {
	const most = 6
	jane := oauthcore.AccessToken{Token: accessToken, Secret: accessSecret}
	sp := &oauthcore.ServiceProvider{
		Store:  &free{consumer: printer(), access: oauthcore.IssuedAccessToken{AccessToken: jane, Consumer: printerKey}},
		Origin: photosOrigin, Now: func() time.Time { return time.Unix(appendixSecond, 0) },
	}
	c := &oauthcore.Consumer{
		Key: printerKey, Secret: printerSecret,
		Now:   func() time.Time { return time.Unix(appendixSecond, 0) },
		Nonce: func() string { return "kllo9940pd9333jh" },
	}
	for _, m := range []oauthcore.SignatureMethod{oauthcore.HMACSHA1, oauthcore.HMACSHA256, oauthcore.HMACSHA512} {
		c.Method = m
		r, err := http.NewRequest(http.MethodGet, photosOrigin+"/photos?file=vacation.jpg&size=original", nil)
		if err != nil {
			t.Fatal(err)
		}
		if made := testing.AllocsPerRun(500, func() { err = c.Sign(r, accessToken, accessSecret) }); made > most || err != nil {
			t.Errorf("signing with %s allocates %v times, %v", m.Name(), made, err)
		}
		if made := testing.AllocsPerRun(500, func() { _, err = sp.Authenticate(r) }); made > most || err != nil {
			t.Errorf("checking %s allocates %v times, %v", m.Name(), made, err)
		}
	}
}
