package printer_test

import (
	"strings"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/printer"
)

// TestReplicasHaveOneKey: what one has sealed the other must be able to open, so another key is refused at once.
func TestReplicasHaveOneKey(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		where, prints := e.Where(t), t.TempDir()
		with := func(key string) printer.Config {
			config := good(t)
			config.Database, config.SecretKey, config.Blobs = where, strings.Repeat(key, 40), prints
			return config
		}
		starts(t, "the first", with("a"), "")
		starts(t, "another key", with("b"), "first used with another secret key")
		starts(t, "the same key", with("a"), "")
	})
}
