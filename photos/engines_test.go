package photos_test

import (
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos"
)

// engines are those that tests run on, by the names of the tests.
var engines sync.Map

// each runs a test on every engine of databases: what it opens is on that one.
func each(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		engines.Store(t.Name(), e)
		defer engines.Delete(t.Name())
		test(t)
	})
}

// engineOf is the engine that a test, or the one that it is a part of, runs on.
func engineOf(t *testing.T) sqldbtest.Engine {
	for name := t.Name(); ; {
		if e, ok := engines.Load(name); ok {
			return e.(sqldbtest.Engine)
		}
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return sqldbtest.Engines()[0]
		}
		name = name[:i]
	}
}

// sharedKey is the secret key of photos on a database that several share.
const sharedKey = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

// database sets the database of the engine that a test runs on: the same for the same folder.
func database(t *testing.T, c *photos.Config) {
	t.Helper()
	e := engineOf(t)
	if e.Name == "sqlite" || c.Database != "" {
		return
	}
	where, known := databases.Load(c.Data)
	if !known {
		where = e.Where(t)
		databases.Store(c.Data, where)
		data := c.Data
		t.Cleanup(func() { databases.Delete(data) })
	}
	c.Database, c.SecretKey = where.(string), sharedKey
}

// databases are those that belong to a folder.
var databases sync.Map
