package store

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
)

func nonceAt(at time.Time, text string) oauthcore.Nonce {
	return oauthcore.Nonce{Consumer: "c", Token: "t", Timestamp: at.Unix(), Nonce: text}
}

func TestOfCopiesOverTwoProcessesOneIsFresh(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		stores := []*Store{openStore(t, where, nil), openStore(t, where, nil)}
		for round := range 5 {
			n := nonceAt(time.Now(), strconv.Itoa(round))
			won := race(200, func(i int) bool {
				fresh, err := stores[i%2].UseNonce(t.Context(), n)
				if err != nil {
					t.Error(err)
				}
				return fresh
			})
			if won != 1 {
				t.Errorf("round %d: %d of 200 copies are fresh", round, won)
			}
		}
	})
}

// Copies may be in one statement, with others between them, which other processes are inserting in another order.
func TestOfCopiesInOneGroupOneIsFresh(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		const processes, kinds, copies = 3, 40, 5
		var fresh [kinds]atomic.Int64
		race(processes, func(p int) bool {
			n := openStore(t, where, nil).nonces.(*sharedNonces)
			var group []*usedNonce
			for i := range kinds * copies {
				key := keyOf(nonceAt(time.Unix(time.Now().Unix()/100*100, 0), strconv.Itoa((i*(2*p+1))%kinds)))
				group = append(group, &usedNonce{nonceKey: key, done: make(chan struct{})})
			}
			kind := map[*usedNonce]int{}
			for i, u := range group {
				kind[u] = (i * (2*p + 1)) % kinds
			}
			n.settle(group, n.write(group))
			for _, u := range group {
				<-u.done
				if u.err != nil {
					t.Error(u.err)
				}
				if u.fresh {
					fresh[kind[u]].Add(1)
				}
			}
			return true
		})
		for i := range fresh {
			if n := fresh[i].Load(); n != 1 {
				t.Errorf("nonce %d was fresh %d times", i, n)
			}
		}
	})
}

// The parts of the table move on with the clock, while nonces are used.
func TestPartsOfTheNoncesMoveOnWithTheClock(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		s, clock := newStore(t, e)
		var stop atomic.Bool
		var users sync.WaitGroup
		var used atomic.Int64
		for range 4 {
			users.Go(func() {
				for !stop.Load() {
					n := nonceAt(clock.Now(), fmt.Sprint("n", used.Add(1)))
					if fresh, err := s.UseNonce(t.Context(), n); err != nil || !fresh {
						t.Errorf("%+v is %v, %v", n, fresh, err)
						return
					}
				}
			})
		}
		n := s.nonces.(*sharedNonces)
		for range 20 {
			clock.Add(partSpan * time.Second)
			if err := s.Tidy(t.Context()); err != nil {
				t.Error(err)
			}
			parts, err := n.parts(t.Context())
			if wanted := n.wanted(clock.Now()); err != nil || int64(len(parts)) != (wanted.until-wanted.from)/partSpan {
				t.Errorf("at %v there are the parts %v, %v", clock.Now(), parts, err)
			}
		}
		stop.Store(true)
		users.Wait()
		oldest := s.rows(t, `SELECT MIN(timestamp) FROM nonces`)
		if floor := s.rows(t, `SELECT value FROM marks WHERE name = 'nonce_floor'`); used.Load() < 20 || floor <= int(noon.Unix()) || oldest < floor {
			t.Errorf("%d were used; the floor is %d, the oldest %d", used.Load(), floor, oldest)
		}
	})
}

// Which nonces are old is for the clock of the database to say.
func TestAWrongClockMakesNoOldNonceFresh(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		right, c := openStore(t, where, nil), new(clock).at(time.Now())
		moved := openStore(t, where, c.Now)
		old := nonceAt(time.Now(), "old")
		if fresh, err := right.UseNonce(t.Context(), old); err != nil || !fresh {
			t.Fatal(fresh, err)
		}
		for _, off := range []time.Duration{-2 * time.Hour, 2 * time.Hour} { // which a process with such a clock lets through
			fresh, err := right.UseNonce(t.Context(), nonceAt(time.Now().Add(off), "n"))
			if fresh || !isRefusal(err) {
				t.Errorf("off by %v: %v, %v", off, fresh, err)
			}
		}
		c.Add(time.Hour) // the time goes by, its part is dropped
		if err := moved.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		for i, s := range []*Store{right, moved, openStore(t, where, nil)} { // the last one makes the old parts again
			if fresh, err := s.UseNonce(t.Context(), old); fresh || !isRefusal(err) {
				t.Errorf("%d: a nonce that was used and forgotten is %v, %v", i, fresh, err)
			}
		}
		if fresh, err := right.UseNonce(t.Context(), nonceAt(time.Now().Add(time.Minute), "n")); err != nil || !fresh {
			t.Errorf("a nonce of now is %v, %v", fresh, err)
		}
	})
}

// When nobody has made parts for hours, the first use does.
func TestPartsAreMadeWhenTheyAreNeeded(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		s, clock := newStore(t, e)
		clock.Add(3 * time.Hour)
		n := nonceAt(clock.Now(), "n")
		won := race(20, func(int) bool {
			fresh, err := s.UseNonce(t.Context(), n)
			if err != nil {
				t.Error(err)
			}
			return fresh
		})
		if won != 1 {
			t.Errorf("%d of 20 copies are fresh", won)
		}
	})
}

const childDatabase = "STORE_TEST_DATABASE"

// TestKilledWhileItUsesNonces is both the parent that kills and, with the environment set, the child that is killed.
func TestKilledWhileItUsesNonces(t *testing.T) {
	if where := os.Getenv(childDatabase); where != "" {
		useForEver(t, openStore(t, where, nil))
	}
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		s := openStore(t, where, nil)
		acknowledged := useAndKill(t, where, 500)
		for _, n := range acknowledged {
			if fresh, err := s.UseNonce(t.Context(), n); fresh || err != nil {
				t.Fatalf("%+v was acknowledged before the kill, and then: %v, %v", n, fresh, err)
			}
		}
	})
}

func useForEver(t *testing.T, s *Store) {
	race(4, func(who int) bool {
		for i := 0; ; i++ {
			n := nonceAt(time.Now(), fmt.Sprint(who, "-", i))
			if fresh, err := s.UseNonce(t.Context(), n); !fresh || err != nil {
				t.Error(fresh, err)
				return false
			}
			fmt.Printf("accepted %s %d\n", n.Nonce, n.Timestamp)
		}
	})
}

func useAndKill(t *testing.T, where string, many int) (acknowledged []oauthcore.Nonce) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledWhileItUsesNonces$")
	child.Env = append(os.Environ(), childDatabase+"="+where)
	out, err := child.StdoutPipe()
	if err := errors.Join(err, child.Start()); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var n oauthcore.Nonce
		if _, err := fmt.Sscanf(lines.Text(), "accepted %s %d", &n.Nonce, &n.Timestamp); err == nil && strings.HasPrefix(lines.Text(), "accepted") {
			n.Consumer, n.Token = "c", "t"
			acknowledged = append(acknowledged, n)
		}
		if len(acknowledged) == many {
			child.Process.Kill()
		}
	}
	child.Wait()
	if len(acknowledged) < many {
		t.Fatalf("the child acknowledged only %d", len(acknowledged))
	}
	return acknowledged
}
