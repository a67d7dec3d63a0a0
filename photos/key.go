package photos

import (
	"errors"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/store"
)

// secretKey is the key of all secrets at rest. Who alone has a database makes it at the first start; who shares one is
// told it.
func (c *Config) secretKey() ([32]byte, error) {
	if sqldb.IsShared(c.databasePath()) {
		return webapp.SharedSecretKey("PHOTOS_SECRET_KEY", c.Data, c.SecretKey)
	}
	return webapp.SecretKey(c.Data, c.SecretKey)
}

// withAdvice says what to do about a key that is not the database's.
func withAdvice(err error) error {
	if errors.Is(err, store.ErrOtherKey) {
		return fmt.Errorf("%w: PHOTOS_SECRET_KEY must be the one of the first start, the same for all; if it is not set, secret.key in the data folder must be", err)
	}
	return err
}
