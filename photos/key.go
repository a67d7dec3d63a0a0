package photos

import (
	"errors"
	"fmt"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/photos/store"
)

// secretKey is the key of all secrets at rest. Who alone has a database makes it at the first start. Who shares one is
// told it: each would make another, in a folder that need not be kept.
func (c *Config) secretKey() ([32]byte, error) {
	if sqldb.IsShared(c.databasePath()) {
		if _, found, err := webapp.FindSecretKey(c.Data, c.SecretKey); err == nil && !found {
			return [32]byte{}, errors.New("set PHOTOS_SECRET_KEY, best to 64 random hexadecimal digits: with PostgreSQL it is the same for every replica, and none of them makes one")
		}
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
