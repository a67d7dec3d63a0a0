package sqldb

import (
	"database/sql"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
)

const (
	nonceTable  = "CREATE TABLE nonces (at BIGINT, consumer TEXT, token TEXT, nonce TEXT, PRIMARY KEY (at, consumer, token, nonce)) WITHOUT ROWID"
	insertNonce = "INSERT INTO nonces (at, consumer, token, nonce) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING"
)

// BenchmarkNonces compares 64 callers who each wait until their nonce is on
// disk: one commit each, and one commit for all who wait.
func BenchmarkNonces(b *testing.B) {
	b.Run("direct", func(b *testing.B) {
		db := direct(b)
		insertNonces(b, func(args ...any) error { _, err := db.Exec(insertNonce, args...); return err })
	})
	b.Run("group", func(b *testing.B) {
		db := openTest(b, nonceTable)
		insertNonces(b, func(args ...any) error { _, err := db.Exec(b.Context(), insertNonce, args...); return err })
	})
	b.Run("group in functions", func(b *testing.B) {
		db := openTest(b, nonceTable)
		insertNonces(b, func(args ...any) error {
			return db.Write(b.Context(), func(tx *Tx) error { _, err := tx.Exec(insertNonce, args...); return err })
		})
	})
}

func insertNonces(b *testing.B, insert func(args ...any) error) {
	var n atomic.Int64
	b.SetParallelism(64 / runtime.GOMAXPROCS(0))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			if err := insert(1_700_000_000+i/1000, "dpf43f3p2l4k3l03", "nnch734d00sl2jdk", strconv.FormatInt(i*7919, 36)); err != nil {
				b.Error(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "nonces/s")
}

// direct is the usual way: database/sql, one connection, a commit each.
func direct(b *testing.B) *sql.DB {
	db, err := sql.Open("sqlite", dsn(filepath.Join(b.TempDir(), "direct.db"), writing))
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	b.Cleanup(func() { db.Close() })
	if _, err := db.Exec(nonceTable); err != nil {
		b.Fatal(err)
	}
	return db
}
