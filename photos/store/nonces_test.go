package store

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
)

// alone runs a test where one process serves, whose nonces the tests below are about.
func alone(t *testing.T, test func(t *testing.T, s *Store, c *clock)) {
	t.Helper()
	s, c := newStore(t, sqldbtest.Engines()[0])
	test(t, s, c)
}

func TestNoncesAreExact(t *testing.T) {
	alone(t, func(t *testing.T, s *Store, _ *clock) {
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
	alone(t, func(t *testing.T, s *Store, clock *clock) {
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
		if fresh, err := s.UseNonce(ctx, n); err != nil || fresh {
			t.Errorf("with the clock set back a forgotten nonce is %v, %v", fresh, err)
		}
		n.Timestamp++
		if fresh, err := s.UseNonce(ctx, n); err != nil || !fresh {
			t.Errorf("above the floor: %v, %v", fresh, err)
		}
	})
}

func TestManyNoncesAreForgottenInBatches(t *testing.T) {
	alone(t, func(t *testing.T, s *Store, clock *clock) {
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
	})
}

func BenchmarkUseNonce(b *testing.B) {
	for _, e := range sqldbtest.Engines() {
		b.Run(e.Name, func(b *testing.B) {
			s, _ := newStore(b, e)
			var n atomic.Int64
			b.SetParallelism(32)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					fresh, err := s.UseNonce(b.Context(), oauthcore.Nonce{Consumer: "dpf43f3p2l4k3l03", Token: "nnch734d00sl2jdk",
						Timestamp: noon.Unix(), Nonce: strings.Repeat("x", 16) + fmt.Sprint(n.Add(1))})
					if err != nil || !fresh {
						b.Error(fresh, err)
					}
				}
			})
		})
	}
}
