package gate_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/gate"
	"example.net/oauth1/photos/store"
)

// mute is a line on which nothing can be said.
type mute struct{ gate.Bus }

func (mute) Notify(context.Context, string, string) error { return errors.New("the line is cut") }

// What is switched at one process holds at all; where they cannot be told, they look.
func TestSwitchesHoldAtAllProcesses(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		where := e.Where(t)
		var boards []*gate.Board
		for _, cut := range []bool{false, false, true} {
			boards = append(boards, openBoard(t, where, cut))
		}
		for _, from := range boards {
			for _, f := range []gate.Faults{{Busy: true}, {Slow: time.Second}, {}} {
				if err := from.Set(t.Context(), "frame", f); err != nil {
					t.Fatal(err)
				}
				if from.Of("frame") != f {
					t.Errorf("who switches sees %+v", from.Of("frame"))
				}
				for i, b := range boards {
					until(t, i, func() bool { return b.Of("frame") == f && b.Quiet() == !f.Any() })
				}
			}
		}
	})
}

func openBoard(t *testing.T, where string, cut bool) *gate.Board {
	t.Helper()
	db, err := sqldb.Open(t.Context(), where)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := store.Open(t.Context(), db, store.Options{Sealer: seal.New([seal.KeySize]byte{1})})
	if err != nil {
		t.Fatal(err)
	}
	b, err := gate.OpenBoard(t.Context(), kept)
	if err != nil {
		t.Fatal(err)
	}
	var bus gate.Bus = db
	if cut {
		bus = mute{db}
	}
	b.Share(bus, func(err error) {
		if !cut {
			t.Error(err)
		}
	})
	t.Cleanup(func() {
		if err := errors.Join(b.Close(), kept.Close(), db.Close()); err != nil {
			t.Error(err)
		}
	})
	return b
}

// until waits for something to become true at one of the processes.
func until(t *testing.T, process int, is func() bool) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.After(20*time.Second)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("process %d never sees it", process)
		}
	}
}
