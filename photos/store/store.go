package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Options are what a Store needs beside its database. Only Sealer must be set.
type Options struct {
	Sealer *seal.Sealer
	Window time.Duration    // accepted clock difference (section 8); zero means five minutes
	Now    func() time.Time // nil means time.Now, and the clock of the database for what processes share
	Log    *slog.Logger     // nil means silence
	// Guest opens a database that another process serves from: nothing is brought
	// up to date or tidied up here, and the schema must be the one known here.
	Guest bool
	// KeyCheck is the check value of the Sealer's key (seal.CheckValue), for the
	// database to compare. Empty means that nobody is to compare.
	KeyCheck string
}

// Store remembers everything that photos must remember.
type Store struct {
	db     *sqldb.DB
	sealer *seal.Sealer
	window time.Duration
	now    func() time.Time
	log    *slog.Logger

	reads         statements
	photos        *cache[gallery.Photo]
	places        *cache[bool] // whether they are hidden, by album
	registrations *cache[oauthcore.Registration]
	tokens        *cache[oauthcore.IssuedAccessToken]
	used          uses
	nonces        Nonces // nil: one row each
	forgetNonces  func(context.Context) error
	clock         func(context.Context) (time.Time, error) // for what processes share

	stop    context.CancelFunc
	deaf    func() // ends listening
	working sync.WaitGroup
}

var (
	_ gallery.Store          = (*Store)(nil)
	_ oauthcore.SessionStore = (*Store)(nil)
)

// How many of each are kept in memory: some megabytes.
const (
	cachedPhotos        = 20_000
	cachedAlbums        = 20_000
	cachedTokens        = 20_000
	cachedRegistrations = 2_000
)

// Open brings the database up to date and begins to tidy up from time to time.
// The database stays the caller's, to be closed after the Store.
func Open(ctx context.Context, db *sqldb.DB, o Options) (*Store, error) {
	scripts, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, db, scripts, o.Guest); err != nil {
		return nil, err
	}
	age := aging(db)
	s := &Store{
		db: db, sealer: o.Sealer, window: o.Window, now: o.Now, log: o.Log,
		reads:         statements{db: db.Read(), shared: db.Shared()},
		photos:        newCache[gallery.Photo](cachedPhotos, age),
		places:        newCache[bool](cachedAlbums, age),
		registrations: newCache[oauthcore.Registration](cachedRegistrations, age),
		tokens:        newCache[oauthcore.IssuedAccessToken](cachedTokens, age),
	}
	s.defaults()
	if err := s.sameKey(ctx, o.KeyCheck); err != nil {
		return nil, err
	}
	if err := s.writeWords(ctx); err != nil {
		return nil, err
	}
	background, stop := context.WithCancel(context.Background())
	s.stop = stop
	if o.Guest {
		return s, nil
	}
	if db.Shared() {
		if err := s.shareNonces(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	s.listen()
	s.work(background)
	return s, nil
}

// aging is the clock of the caches where entries must not live for ever: what
// has passed since now, whatever is done to the machine's clock.
func aging(db *sqldb.DB) func() time.Duration {
	if !db.Shared() {
		return nil
	}
	began := time.Now()
	return func() time.Duration { return time.Since(began) }
}

// work begins what goes on beside the requests.
func (s *Store) work(ctx context.Context) {
	s.working.Go(func() { s.tidyUp(ctx) })
	if !s.db.Shared() {
		s.working.Go(func() { s.watchRegistrations(ctx) })
	}
	if n, shared := s.nonces.(*sharedNonces); shared {
		s.working.Go(func() { n.run(ctx) })
	}
}

// prepare brings a database up to date, or makes sure that it is.
func prepare(ctx context.Context, db *sqldb.DB, scripts fs.FS, guest bool) error {
	if guest && !isNew(ctx, db) {
		return db.Migrated(ctx, scripts)
	}
	if err := db.Migrate(ctx, scripts); err != nil {
		return fmt.Errorf("bringing the database up to date: %w", err)
	}
	_, err := db.Exec(ctx, `INSERT INTO marks (name, value) VALUES ('identity', $1) ON CONFLICT DO NOTHING`, rand.Int64())
	if err != nil {
		return fmt.Errorf("giving the database an identity: %w", err)
	}
	return nil
}

// isNew tells whether nobody has ever served from a shared database, so that a
// guest is the first to come.
func isNew(ctx context.Context, db *sqldb.DB) (is bool) {
	if !db.Shared() {
		return false
	}
	err := db.Read().QueryRowContext(ctx, `SELECT to_regclass('schema_migrations') IS NULL`).Scan(&is)
	return err == nil && is
}

func (s *Store) defaults() {
	if s.window <= 0 {
		s.window = 5 * time.Minute
	}
	s.clock = s.db.Clock
	if s.now != nil {
		s.clock = func(context.Context) (time.Time, error) { return s.now(), nil }
	} else {
		s.now = time.Now
	}
	s.forgetNonces = s.deleteNonces
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
}

// Close writes what was waiting to be written.
func (s *Store) Close() error {
	s.stop()
	if s.deaf != nil {
		s.deaf()
	}
	s.working.Wait()
	return errors.Join(s.flushUses(context.Background()), s.reads.close())
}

// Identity implements [gallery.Store].
func (s *Store) Identity(ctx context.Context) (string, error) {
	n, err := one(ctx, s, scanText, `SELECT value FROM marks WHERE name = 'identity'`)
	return n, notFound(err, "reading the identity of the database")
}

// Migrated makes sure that the schema is the one that is known here.
func (s *Store) Migrated(ctx context.Context) error {
	scripts, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return s.db.Migrated(ctx, scripts)
}

// Ready tells whether the database answers.
func (s *Store) Ready(ctx context.Context) error { return s.db.Ping(ctx) }

// Sessions are the browser sessions of photos.
func (s *Store) Sessions() *sqldb.Sessions { return &sqldb.Sessions{DB: s.db, Now: s.now} }

// tidyInterval is how often there is tidying up.
const tidyInterval = 30 * time.Second

func (s *Store) tidyUp(ctx context.Context) {
	tick := time.NewTicker(tidyInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Tidy(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("tidying up", "error", err)
			}
		}
	}
}

// Tidy writes down which tokens were used, and forgets nonces and tokens that
// nobody can use any more, and sign-ins of long ago. It is called from time to
// time by itself.
func (s *Store) Tidy(ctx context.Context) error {
	return errors.Join(s.flushUses(ctx), s.forgetNonces(ctx), s.forgetTokens(ctx), s.forgetSignIns(ctx))
}
