package photos_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/internal/sqldb/sqldbtest"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/store"
	"example.net/oauth1/seed"
)

// The database remembers which key it was first used with.
func TestAnotherKeyIsRefusedAtTheStart(t *testing.T) {
	each(t, func(t *testing.T) {
		config := photos.Config{URL: "http://localhost:8080", Data: t.TempDir(), SecretKey: sharedKey}
		database(t, &config)
		open := func(key string) error {
			config.SecretKey = key
			app, err := photos.New(context.Background(), config)
			if err != nil {
				return err
			}
			return app.Close()
		}
		if err := open(sharedKey); err != nil {
			t.Fatal(err)
		}
		err := open(strings.Repeat("another key ", 5))
		if !errors.Is(err, store.ErrOtherKey) || !strings.Contains(err.Error(), "PHOTOS_SECRET_KEY must be the one of the first start") {
			t.Errorf("with another key: %v", err)
		}
		if err := open(sharedKey); err != nil {
			t.Errorf("with the first one: %v", err)
		}
	})
}

// A database from before it remembered is not given to a key that opens nothing in it.
func TestAnotherKeyIsNotRemembered(t *testing.T) {
	each(t, func(t *testing.T) {
		config := photos.Config{URL: "http://localhost:8080", Data: t.TempDir(), SecretKey: sharedKey, Seed: "demo"}
		database(t, &config)
		app, err := photos.New(context.Background(), config)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(app.Close(), forgetKey(t, config)); err != nil {
			t.Fatal(err)
		}
		config.SecretKey = strings.Repeat("another key ", 5)
		if _, err := photos.New(context.Background(), config); !errors.Is(err, store.ErrOtherKey) {
			t.Errorf("with another key: %v", err)
		}
		config.SecretKey = sharedKey
		if app, err = photos.New(context.Background(), config); err != nil {
			t.Fatalf("with the first one: %v", err)
		}
		app.Close()
	})
}

// forgetKey makes a database one from before it remembered its key.
func forgetKey(t *testing.T, config photos.Config) error {
	if config.Database == "" {
		config.Database = filepath.Join(config.Data, "photos.db")
	}
	_, err := sqldbtest.Open(t, config.Database).Exec(t.Context(), `DELETE FROM marks WHERE name = 'secret_key'`)
	return err
}

// Where replicas share a database none of them makes a key, which would be another one each.
func TestReplicasAreToldTheirKey(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		config := photos.Config{URL: "http://localhost:8080", Data: t.TempDir(), Database: e.Where(t)}
		if _, err := photos.New(context.Background(), config); err == nil || !strings.Contains(err.Error(), "set PHOTOS_SECRET_KEY") {
			t.Errorf("without a key: %v", err)
		}
		config.SecretKey = sharedKey
		app, err := photos.New(context.Background(), config)
		if err != nil {
			t.Fatal(err)
		}
		app.Close()
		left, err := os.ReadDir(config.Data)
		for _, file := range left {
			if name := file.Name(); name == "nonces" || name == "secret.key" || strings.HasPrefix(name, "photos.db") {
				t.Errorf("%s is in the folder, which is scratch: %v", name, err)
			}
		}
	})
}

// Replicas that start together bring one database up to date, and load one demo.
func TestReplicasStartTogether(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		config := photos.Config{URL: "http://localhost:8080", Database: e.Where(t), Blobs: t.TempDir(), SecretKey: sharedKey, Seed: "demo"}
		var starting sync.WaitGroup
		for range 3 {
			starting.Go(func() {
				config := config
				config.Data = t.TempDir()
				app, err := photos.New(context.Background(), config)
				if err != nil {
					t.Error(err)
					return
				}
				t.Cleanup(func() { app.Close() })
			})
		}
		starting.Wait()
		s := open(t, func(c *photos.Config) { url := c.URL; *c = config; c.URL, c.Data = url, t.TempDir() })
		jane := s.browser()
		jane.trySignIn("jane", "photos-demo").wants(http.StatusOK, "Vacation")
		demo, err := seed.Read()
		if err != nil {
			t.Fatal(err)
		}
		var photographs int
		db := sqldbtest.Open(t, config.Database)
		if err := db.Read().QueryRow(`SELECT count(*) FROM photos`).Scan(&photographs); err != nil || photographs != len(demo.Photographs) {
			t.Errorf("%d photos of %d, %v", photographs, len(demo.Photographs), err)
		}
	})
}

// Commands are guests of a shared database, the first ones too; a reset waits until nobody serves from it.
func TestCommandsOnASharedDatabase(t *testing.T) {
	sqldbtest.Shared(t, func(t *testing.T, e sqldbtest.Engine) {
		env := map[string]string{"PHOTOS_DATA": t.TempDir(), "PHOTOS_DATABASE": e.Where(t), "PHOTOS_SECRET_KEY": sharedKey}
		config := photos.Config{URL: "http://localhost:8080", Data: t.TempDir(), Database: env["PHOTOS_DATABASE"], Blobs: filepath.Join(env["PHOTOS_DATA"], "blobs"), SecretKey: sharedKey}
		wants := func(status int, says string, args ...string) {
			t.Helper()
			if got, said := command(env, args...); got != status || !strings.Contains(said, says) {
				t.Errorf("%v ends with %d and says:\n%s", args, got, said)
			}
		}
		wants(0, "User anna has the id", "user", "add", "anna", "--password", password)
		app, err := photos.New(context.Background(), config)
		if err != nil {
			t.Fatal(err)
		}
		wants(1, "taken", "user", "add", "anna", "--password", password)
		wants(0, "All 0 originals", "check")
		wants(1, "stop them first", "reset", "--yes")
		if err := app.Close(); err != nil {
			t.Fatal(err)
		}
		wants(0, "as new", "reset", "--yes")
		wants(0, "User anna has the id", "user", "add", "anna", "--password", password)
		env["PHOTOS_SECRET_KEY"] = strings.Repeat("another key ", 5)
		wants(1, "PHOTOS_SECRET_KEY must be the one", "user", "add", "berta", "--password", password)
	})
}
