package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/nonces"
)

// keeper is a way to remember nonces.
type keeper struct {
	name string
	use  func(context.Context, oauthcore.Nonce) error
}

// compareNonces lets many callers use nonces up, in each way in turn.
func compareNonces(callers, rounds int, slice time.Duration) error {
	dir, err := os.MkdirTemp("", "nonces")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	keepers, closeAll, err := openKeepers(dir)
	if err != nil {
		return err
	}
	defer closeAll()
	results := make([]usage, len(keepers))
	for range rounds {
		for i, k := range keepers {
			if err := results[i].run(k, callers, slice); err != nil {
				return fmt.Errorf("%s: %w", k.name, err)
			}
		}
	}
	fmt.Printf("Nonces, %d callers at once\n\n%-40s %10s %12s %12s %12s\n", callers, "", "a second", "times", "half wait", "99% wait")
	for i, k := range keepers {
		perSecond := results[i].perSecond()
		fmt.Printf("%-40s %10.0f %12.1f %12v %12v\n", k.name, perSecond, perSecond/results[0].perSecond(), results[i].wait(50), results[i].wait(99))
	}
	fmt.Println()
	return nil
}

const nonceTable = `CREATE TABLE IF NOT EXISTS nonces (at BIGINT, consumer TEXT, token TEXT, nonce TEXT,
	PRIMARY KEY (at, consumer, token, nonce)) WITHOUT ROWID`

// openKeepers opens SQLite (WAL, synchronous=FULL) with a commit for each nonce
// and with one for all who wait, and the book of photos.
func openKeepers(dir string) (keepers []keeper, closeAll func(), err error) {
	ctx := context.Background()
	db, err := sqldb.Open(ctx, filepath.Join(dir, "nonces.db"))
	if err != nil {
		return nil, nil, err
	}
	if _, err := db.Exec(ctx, nonceTable); err != nil {
		return nil, nil, err
	}
	book, err := nonces.Open(nonces.Config{Dir: filepath.Join(dir, "book"), Window: 5 * time.Minute, New: true})
	if err != nil {
		return nil, nil, err
	}
	insert := func(ctx context.Context, n oauthcore.Nonce) error {
		_, err := db.Exec(ctx, `INSERT INTO nonces VALUES ($1, $2, $3, $4)`, n.Timestamp, n.Consumer, n.Token, n.Nonce)
		return err
	}
	var alone sync.Mutex
	return []keeper{
		{"SQLite, a commit for each", func(ctx context.Context, n oauthcore.Nonce) error {
			alone.Lock()
			defer alone.Unlock()
			return insert(ctx, n)
		}},
		{"SQLite, a commit for all who wait", insert},
		{"photos/nonces: memory and a log", func(ctx context.Context, n oauthcore.Nonce) error {
			_, err := book.Use(ctx, n)
			return err
		}},
	}, func() { book.Close(); db.Close() }, nil
}

// usage is what came of it.
type usage struct {
	elapsed time.Duration
	waits   []time.Duration
}

func (u *usage) perSecond() float64 { return float64(len(u.waits)) / u.elapsed.Seconds() }

func (u *usage) wait(percent int) time.Duration {
	slices.Sort(u.waits)
	return u.waits[len(u.waits)*percent/100].Round(time.Microsecond / 10)
}

var lastNonce atomic.Int64

// run lets the callers use nonces for a while.
func (u *usage) run(k keeper, callers int, slice time.Duration) error {
	began := time.Now()
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	var mu sync.Mutex
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			var waits []time.Duration
			for ctx.Err() == nil && time.Since(began) < slice {
				n := oauthcore.Nonce{Consumer: "dpf43f3p2l4k3l03", Token: "nnch734d00sl2jdk", Timestamp: time.Now().Unix(),
					Nonce: strconv.FormatInt(lastNonce.Add(1)*7919, 36)}
				start := time.Now()
				if err := k.use(ctx, n); err != nil {
					cancel(err)
				}
				waits = append(waits, time.Since(start))
			}
			mu.Lock()
			defer mu.Unlock()
			u.waits = append(u.waits, waits...)
		})
	}
	all.Wait()
	u.elapsed += time.Since(began)
	return context.Cause(ctx)
}
