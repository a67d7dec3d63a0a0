package registry_test

import (
	"errors"
	"testing"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos/registry"
	"example.net/oauth1/photos/store"
)

// A change at one process does not undo one at another, though that has not been heard of yet.
func TestAChangeDoesNotUndoAnothers(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, e sqldbtest.Engine) {
		db, err := sqldb.Open(t.Context(), e.Where(t))
		if err != nil {
			t.Fatal(err)
		}
		kept, err := store.Open(t.Context(), db, store.Options{Sealer: seal.New([seal.KeySize]byte{1})})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := errors.Join(kept.Close(), db.Close()); err != nil {
				t.Error(err)
			}
		}()
		desk := &registry.Registry{Store: kept, Lock: db.Lock}
		form := registry.Form{Name: "Frame", OutOfBand: true}
		r, err := desk.Register(t.Context(), "sam", form)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Consumer(t.Context(), "sam", r.Key); err != nil { // it is in memory now
			t.Fatal(err)
		}
		if _, err := db.Exec(t.Context(), `UPDATE registrations SET suspended = $1 WHERE consumer_key = $2`, true, r.Key); err != nil {
			t.Fatal(err)
		}
		form.Name = "Another name"
		if _, err := desk.Change(t.Context(), "sam", r.Key, form); err != nil {
			t.Fatal(err)
		}
		if r, err = desk.Consumer(t.Context(), "sam", r.Key); err != nil || !r.Suspended || r.Name != "Another name" {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
