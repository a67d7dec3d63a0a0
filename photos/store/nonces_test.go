package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
)

func TestNoncesAreExact(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ *clock) {
		base := oauthcore.Nonce{Consumer: "c", Token: "t", Timestamp: noon.Unix(), Nonce: "n"}
		others := []oauthcore.Nonce{base, base, base, base, base, base, base}
		others[1].Consumer, others[2].Token, others[3].Timestamp, others[4].Nonce = "d", "", noon.Unix()+1, "N"
		others[5].Nonce, others[6].Nonce = "n\x00a", "n\x00b"
		for _, want := range []bool{true, false} {
			for _, n := range others {
				if fresh, err := s.UseNonce(t.Context(), n); err != nil || fresh != want {
					t.Errorf("%+v: %v, %v, want %v", n, fresh, err, want)
				}
			}
		}
	})
}

func TestNoncesAreForgottenOnlyWhenNoClockAcceptsThem(t *testing.T) {
	each(t, func(t *testing.T, s *Store, clock *clock) {
		ctx := t.Context()
		n := oauthcore.Nonce{Consumer: "c", Token: "t", Timestamp: noon.Add(s.window).Unix(), Nonce: "from a fast clock"}
		if fresh, err := s.UseNonce(ctx, n); err != nil || !fresh {
			t.Fatal(fresh, err)
		}
		clock.Add(2 * s.window) // the last moment at which its timestamp is accepted
		if err := s.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if fresh, err := s.UseNonce(ctx, n); err != nil || fresh {
			t.Errorf("at the last moment: %v, %v", fresh, err)
		}
		clock.Add(time.Hour)
		if err := s.Tidy(ctx); err != nil {
			t.Fatal(err)
		}
		if left := count(t, s, "nonces"); left != 0 {
			t.Errorf("%d are left after an hour", left)
		}
		clock.Set(noon) // somebody sets the clock back
		if fresh, err := s.UseNonce(ctx, n); fresh || !isRefusal(err) && err != nil {
			t.Errorf("with the clock set back a forgotten nonce is %v, %v", fresh, err)
		}
		n.Timestamp++
		if fresh, err := s.UseNonce(ctx, n); err != nil || !fresh {
			t.Errorf("above the floor: %v, %v", fresh, err)
		}
	})
}

// isRefusal tells whether err is what a Consumer hears whose timestamp is no use.
func isRefusal(err error) bool {
	problem, is := errors.AsType[*oauthcore.Problem](err)
	return is && problem.Code == oauthcore.TimestampRefused
}

// Where one process serves they are rows, and deleted.
func TestManyNoncesAreForgottenInBatches(t *testing.T) {
	s, clock := newStore(t, sqldbtest.Engines()[0])
	_, err := s.db.Exec(t.Context(), `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		INSERT INTO nonces SELECT $2 + i / 100, 'c', 't', i FROM n`, 3*forgetBatch, noon.Unix())
	if err != nil {
		t.Fatal(err)
	}
	clock.Add(time.Hour)
	if err := s.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := count(t, s, "nonces"); left != 0 {
		t.Errorf("%d are left", left)
	}
}

// BenchmarkUseNonce is 64 at a time; direct is a statement for each, as one
// would do it without the group.
func BenchmarkUseNonce(b *testing.B) {
	for _, e := range sqldbtest.Engines() {
		b.Run(e.Name, func(b *testing.B) {
			s, _ := newStore(b, e)
			benchmarkNonces(b, s.UseNonce)
		})
		if e.Name == "postgres" {
			b.Run(e.Name+"-direct", func(b *testing.B) {
				s, _ := newStore(b, e)
				benchmarkNonces(b, s.insertDirectly)
			})
		}
	}
}

func (s *Store) insertDirectly(ctx context.Context, n oauthcore.Nonce) (fresh bool, err error) {
	key := keyOf(n)
	err = s.db.Returning(ctx, func(*sql.Rows) error { fresh = true; return nil },
		`INSERT INTO nonces (timestamp, digest) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING timestamp`, key.timestamp, key.digest[:])
	return fresh, err
}

func benchmarkNonces(b *testing.B, use func(context.Context, oauthcore.Nonce) (bool, error)) {
	var n atomic.Int64
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			fresh, err := use(b.Context(), oauthcore.Nonce{Consumer: "dpf43f3p2l4k3l03", Token: "nnch734d00sl2jdk",
				Timestamp: noon.Unix(), Nonce: strings.Repeat("x", 16) + fmt.Sprint(n.Add(1))})
			if err != nil || !fresh {
				b.Error(fresh, err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "nonces/s")
}
