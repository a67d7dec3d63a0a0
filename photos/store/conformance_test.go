package store

import (
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest/storetest"
)

// TestStoreConforms holds the Store to what every oauthcore.Store promises.
func TestStoreConforms(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		storetest.Run(t, func(t *testing.T) (oauthcore.Store, storetest.Register) {
			s := openStore(t, e.Where(t), nil) // by its own clock, as the suite
			return s, func(r oauthcore.Registration) error { return s.Register(t.Context(), r) }
		})
	})
}
