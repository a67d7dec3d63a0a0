package oauthtest_test

import (
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
	"example.net/oauth1/oauthcore/oauthtest/storetest"
)

func TestMemoryStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) (oauthcore.Store, storetest.Register) {
		s := oauthtest.NewMemoryStore()
		return s, func(r oauthcore.Registration) error { s.Register(r); return nil }
	})
}
