package moving_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/moving"
	"example.net/oauth1/photos/store"
)

// begin begins a move from a house.
func (h *house) begin(t testing.TB, to *moving.Place) *moving.Move {
	t.Helper()
	m := &moving.Move{From: h.place, To: to}
	if needed, err := m.Begin(t.Context()); err != nil || !needed {
		t.Fatal(needed, err)
	}
	return m
}

func passes(t testing.TB, m *moving.Move) moving.Pictures {
	t.Helper()
	p, err := m.Pictures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rows moves the rows of a house that has been closed.
func (h *house) rows(t testing.TB, m *moving.Move) {
	t.Helper()
	h.close()
	floor, err := m.Floor(t.Context(), 0, false)
	if err == nil {
		_, err = m.Rows(t.Context(), floor)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAMoveTakesWhatComesWhileItGoesOn(t *testing.T) {
	onEachPair(t, func(t *testing.T, from, to sqldbtest.Engine) {
		h, owner, album := newHouse(t, from)
		p := newPlace(t, to, h.clock)
		m := h.begin(t, p)
		if first := passes(t, m); first.Copied != 3 || first.There != 0 {
			t.Errorf("the first pass: %+v", first)
		}
		h.upload(t, owner, album, 3)
		h.grant(t, "later")
		if second := passes(t, m); second.Copied != 4 {
			t.Errorf("the second pass: %+v", second)
		}
		h.rows(t, m)
		open(t, p, h.clock).wants(t, []int{0, 1, 2, 3}, "token", "later")
	})
}

func TestUsedNoncesAreNotFreshAfterAMove(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, _, _ := newHouse(t, e)
		used := oauthcore.Nonce{Consumer: "consumer", Token: "token", Timestamp: h.clock.at.Unix(), Nonce: "n"}
		if fresh, err := h.store.UseNonce(t.Context(), used); err != nil || !fresh {
			t.Fatal(fresh, err)
		}
		h.close()
		for name, c := range map[string]struct {
			latest int64
			known  bool
			want   int64
		}{
			"the old place knows its latest": {used.Timestamp, true, used.Timestamp + 1},
			"it does not":                    {0, false, used.Timestamp + 302},
		} {
			t.Run(name, func(t *testing.T) {
				p := newPlace(t, e, h.clock)
				m := h.begin(t, p)
				floor, err := m.Floor(t.Context(), c.latest, c.known)
				if err != nil || floor != c.want {
					t.Fatalf("the floor is %d, want %d, %v", floor, c.want, err)
				}
				if _, err := m.Rows(t.Context(), floor); err != nil {
					t.Fatal(err)
				}
				moved := open(t, p, h.clock)
				if fresh, _ := moved.store.UseNonce(t.Context(), used); fresh {
					t.Error("what was used is fresh")
				}
				free := used
				free.Timestamp = c.want
				if fresh, err := moved.store.UseNonce(t.Context(), free); err != nil || !fresh {
					t.Errorf("what cannot have been used is not fresh: %v", err)
				}
			})
		}
	})
}

func TestAMoveThatWasInterruptedIsBegunAgain(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, to sqldbtest.Engine) {
		h, owner, album := newHouse(t, sqldbtest.Engine{Name: "sqlite"})
		p := newPlace(t, to, h.clock)
		passes(t, h.begin(t, p)) // and no more of that one
		h.upload(t, owner, album, 3)

		m := h.begin(t, p)
		if got := passes(t, m); got.There != 3 || got.Copied != 1 {
			t.Errorf("the second try: %+v", got)
		}
		h.close()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := m.Rows(ctx, 0); err == nil {
			t.Fatal("a move that was cancelled succeeds")
		}
		if err := store.Vacant(t.Context(), p.DB.Read()); err != nil {
			t.Errorf("something can be seen: %v", err)
		}
		h.rows(t, h.begin(t, p))

		again := &moving.Move{From: h.place, To: p}
		if needed, err := again.Begin(t.Context()); needed || err != nil {
			t.Errorf("after all has arrived: %v, %v", needed, err)
		}
		if got := passes(t, again); got.There != 4 || got.Copied != 0 {
			t.Errorf("after all has arrived: %+v", got)
		}
		open(t, p, h.clock).wants(t, []int{0, 1, 2, 3}, "token")
	})
}

func TestAMoveIsComparedRowByRow(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		h, _, _ := newHouse(t, e)
		p := newPlace(t, e, h.clock)
		m := h.begin(t, p)
		passes(t, m)
		h.rows(t, m)
		if err := m.Compare(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := p.DB.Exec(t.Context(), `UPDATE photos SET caption = 'x' WHERE file = '1.png'`); err != nil {
			t.Fatal(err)
		}
		err := m.Compare(t.Context())
		if err == nil || !strings.Contains(err.Error(), "photos (3 rows, and 3 here)") {
			t.Errorf("one caption is another: %v", err)
		}
		if needed, err := (&moving.Move{From: h.place, To: p}).Begin(t.Context()); needed || !errors.Is(err, store.ErrOccupied) {
			t.Errorf("a place that is in use: %v, %v", needed, err)
		}
	})
}

func TestUploadsOnTheirWayGoAlong(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, to sqldbtest.Engine) {
		h, owner, album := newHouse(t, sqldbtest.Engine{Name: "sqlite"})
		content := picture(7)
		a, err := h.Announce(t.Context(), owner, album, "7.png", "", int64(len(content)))
		if err == nil {
			_, err = h.Append(t.Context(), a, 0, bytes.NewReader(content[:50]))
		}
		if err != nil {
			t.Fatal(err)
		}
		p := newPlace(t, to, h.clock)
		m := h.begin(t, p)
		passes(t, m)
		for range 2 { // the first try is interrupted
			if n, err := m.Uploads(t.Context()); n != 1 || err != nil {
				t.Fatal(n, err)
			}
		}
		h.rows(t, m)
		moved := open(t, p, h.clock)
		if a, err = moved.Arrival(t.Context(), owner, a.ID); err != nil || a.Arrived != 50 {
			t.Fatalf("%+v, %v", a, err)
		}
		if _, err := moved.Append(t.Context(), a, 50, bytes.NewReader(content[50:])); err != nil {
			t.Fatal(err)
		}
		if photo, _, err := moved.Complete(t.Context(), owner, a.ID); err != nil || photo.File != "7.png" {
			t.Fatalf("%+v, %v", photo, err)
		}
		moved.wants(t, []int{0, 1, 2, 7}, "token")
	})
}
