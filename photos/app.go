package photos

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthdoctor"
	"example.net/oauth1/photos/classroom"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/gate"
	"example.net/oauth1/photos/metadata"
	"example.net/oauth1/photos/nonces"
	"example.net/oauth1/photos/registry"
	"example.net/oauth1/photos/renditions"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/photos/store"
	"example.net/oauth1/photos/web"
	"example.net/oauth1/seed"
	"example.net/oauth1/templates"
)

// App is a Service Provider with all its rooms open.
type App struct {
	Handler  http.Handler // every URL of photos
	Metrics  http.Handler // what Prometheus fetches; nil if it is not asked for
	Gallery  *gallery.Gallery
	Provider *oauthcore.ServiceProvider
	Store    *store.Store
	Requests *requestlog.Log
	Faults   *gate.Board

	config  Config
	url     *url.URL
	db      *sqldb.DB
	figures *figures // nil: nothing is measured
	closers []func() error
}

// New opens the rooms of photos, each on top of the ones before: folder, key, database, store, pictures, gallery,
// protocol, web. If one does not open, those before it are closed again.
func New(ctx context.Context, config Config) (app *App, err error) {
	a := &App{config: config}
	a.measure()
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
			app = nil
		}
	}()
	if a.url, err = config.publicURL(); err != nil {
		return nil, err
	}
	if err := config.guard(a.url, config.Seed == seedDemo); err != nil {
		return nil, err
	}
	if err := a.openRooms(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

func (a *App) openRooms(ctx context.Context) error {
	unlock, err := sqldb.LockDir(a.config.Data)
	if err != nil {
		return err
	}
	a.atClose(func() error { unlock(); return nil })
	if err := sqldb.NotMoved(a.config.Data, a.config.databasePath()); err != nil {
		return err
	}
	key, err := a.config.secretKey()
	if err != nil {
		return err
	}
	if err := a.openStore(ctx, key); err != nil {
		return err
	}
	if err := a.db.Join(ctx); err != nil {
		return err
	}
	if err := a.openGallery(ctx); err != nil {
		return err
	}
	a.openRequests()
	if err := a.openBoard(ctx); err != nil {
		return err
	}
	if err := a.openProvider(); err != nil {
		return err
	}
	if err := a.loadDemo(ctx); err != nil {
		return err
	}
	return a.openWeb(ctx, key)
}

func (a *App) openStore(ctx context.Context, key [32]byte) error {
	if err := a.openDatabase(ctx, key, false); err != nil {
		return err
	}
	return a.openNonces(ctx)
}

func (a *App) openDatabase(ctx context.Context, key [32]byte, guest bool) error {
	db, err := sqldb.Open(ctx, a.config.databasePath(), a.figures.onDatabase()...)
	if err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	a.atClose(db.Close)
	a.db = db
	a.figures.ofReplicas(db.Peers)
	a.Store, err = store.Open(ctx, db, store.Options{
		Sealer: seal.New(key), Window: a.config.TimestampWindow, Now: a.config.Now, Log: a.config.Log, Guest: guest,
		KeyCheck: seal.CheckValue(key),
	})
	if err != nil {
		return fmt.Errorf("opening the store: %w", withAdvice(err))
	}
	a.atClose(a.Store.Close)
	return nil
}

// openNonces keeps the used nonces in a folder of their own beside the database, where remembering one costs little.
func (a *App) openNonces(ctx context.Context) error {
	floor, err := store.NonceFloor(ctx, a.db)
	if err != nil {
		return err
	}
	return a.Store.KeepNonces(ctx, func(begin bool) (store.Nonces, error) {
		book, err := nonces.Open(nonces.Config{
			Dir: a.config.noncesPath(), Window: a.window(), Now: a.config.Now, New: begin, Floor: floor - 1,
		})
		if err != nil {
			return nil, fmt.Errorf("opening the nonces: %w", err)
		}
		a.atClose(book.Close)
		return book, nil
	})
}

// window is the accepted difference between clocks.
func (a *App) window() time.Duration {
	if a.config.TimestampWindow != 0 {
		return a.config.TimestampWindow
	}
	return 5 * time.Minute
}

func (a *App) openGallery(ctx context.Context) error {
	kept, err := a.openBlobs(ctx)
	if err != nil {
		return err
	}
	kept = a.figures.ofBlobs(kept)
	workshop := &renditions.Workshop{Blobs: kept, Pending: a.Store, Log: a.config.Log, Made: a.figures.onRendition()}
	if a.db.Shared() {
		workshop.Leases = a.Store
	}
	a.Gallery = &gallery.Gallery{Store: a.Store, Blobs: kept, Renditions: workshop, Metadata: metadata.Reader{}, Now: a.config.Now, Shared: a.config.inBucket(), Lock: a.db.Lock}
	if err := a.openPasskeys(); err != nil {
		return err
	}
	if err := a.sweep(ctx); err != nil {
		return err
	}
	workshop.Start()
	a.atClose(workshop.Close)
	a.figures.ofQueue(a.Store, a.config.Now)
	a.tidyGallery()
	return nil
}

// tidyGallery lets the gallery do what nobody asks for at the moment, until the program ends.
func (a *App) tidyGallery() {
	ctx, stop := context.WithCancel(context.Background())
	var tidying sync.WaitGroup
	tidying.Go(func() {
		a.Gallery.Tidy(ctx, func(err error) {
			if a.config.Log != nil {
				a.config.Log.Warn("tidying up pictures", "error", err)
			}
		})
	})
	a.atClose(func() error { stop(); tidying.Wait(); return nil })
}

// openRequests opens the log of signed requests, whose doctor has time.
func (a *App) openRequests() {
	a.Requests = &requestlog.Log{Store: a.Store, Diagnose: oauthdoctor.New(1).Advice, Now: a.config.Now, Log: a.config.Log, Compared: a.figures.onSignature()}
	if a.db.Shared() {
		a.Requests.Bus = a.db
	}
	a.Requests.Start()
	a.atClose(a.Requests.Close)
}

// gate is the store as the protocol meets it: with a limit for each Consumer, and its sandbox.
func (a *App) gate() *gate.Store {
	g := &gate.Store{SessionStore: a.figures.ofNonces(a.Store), Board: a.Faults}
	if limit := a.limiter(a.config.ConsumerRate); limit != nil {
		g.Limit = limit
	}
	return g
}

// limiter lets so many through in a second, and as many at once; 0 means no limit.
func (a *App) limiter(perSecond int) *webapp.Limiter {
	if perSecond <= 0 {
		return nil
	}
	l := &webapp.Limiter{Every: time.Second / time.Duration(perSecond), Burst: perSecond, Now: a.config.Now}
	if a.db.Shared() {
		l.Share = a.db.Peers
	}
	return l
}

func (a *App) openProvider() error {
	origin, err := oauthcore.ParseOrigin(a.url.String())
	if err != nil {
		return err
	}
	gate := a.gate()
	a.Provider = &oauthcore.ServiceProvider{
		Store: gate, Admit: gate.Admit, Origin: origin, Realm: a.url.String() + "/", Window: a.window(),
		Now: a.config.Now, NewToken: a.config.NewToken, NewSecret: a.config.NewSecret,
		NewVerifier: a.config.NewVerifier, NewPIN: a.config.NewPIN,
		Diagnose: oauthdoctor.New(1).Advice, Mismatched: a.Requests.Mismatched, Accept: web.AcceptExtra,
		// A hashed body of more than this is checked while it is read, on a route that takes so much.
		Limits: oauthcore.Limits{HashedBytes: 512 << 10},
	}
	return nil
}

// loadDemo brings the demo data in when it is asked for. Where it was brought in by an earlier start, the guard holds
// just the same: what counts is that everybody knows the password. Of processes that start together one loads it.
func (a *App) loadDemo(ctx context.Context) error {
	if a.config.Seed == seedDemo {
		unlock, err := a.db.Lock(ctx, "seed")
		if err != nil {
			return fmt.Errorf("waiting for another photos that loads the demo: %w", err)
		}
		defer unlock()
		return seed.Load(ctx, a.Gallery, a.Store, a.config.PrinterURL)
	}
	loaded, err := seed.Loaded(ctx, a.Store)
	if err != nil {
		return err
	}
	return a.config.guard(a.url, loaded)
}

func (a *App) openWeb(ctx context.Context, key [32]byte) error {
	log := a.config.Log
	if log == nil {
		log = slog.Default()
	}
	catalogues, err := words.Load(templates.Catalogues, "lang")
	if err != nil {
		return err
	}
	desk := &registry.Registry{Store: a.Store, Now: a.config.Now}
	if a.db.Shared() {
		desk.Lock = a.db.Lock
	}
	server := &web.Server{
		Log: log, Gallery: a.Gallery, Provider: a.Provider, URL: a.url, Words: catalogues,
		Requests: a.Requests, Faults: a.Faults, Pace: a.limiter(a.config.AddressRate),
		Registry:  desk,
		Classroom: &classroom.Desk{Store: a.Store, Registry: desk, Requests: a.Requests, Now: a.config.Now},
		Sessions:  webapp.NewSessions("photos", a.url, key, a.Store.Sessions()),
		ByAccount: a.tries("account", 12*time.Second, 10), ByAddress: a.tries("address", time.Second, 60),
		ByCode:  a.tries("code", 100*time.Millisecond, 300),
		Refused: a.figures.onRefusal(),
	}
	if a.db.Shared() {
		server.Holders = a.Store
	}
	if err := a.addDemoPages(server); err != nil {
		return err
	}
	checks, err := a.checks(ctx)
	if err != nil {
		return err
	}
	e := webapp.New(webapp.Config{
		Name: "photos", PublicURL: a.url, TrustedProxies: a.config.TrustedProxies, Log: log,
		Ready: a.Store.Ready, Wrong: checks.Wrong, Machine: web.Machine(), Meter: a.figures.meter(),
	})
	a.Handler = e
	return server.Register(e)
}

// licences are the addresses that the licences of the demo photographs want to be linked to.
var licences = map[string]string{
	"CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
	"CC BY 2.0": "https://creativecommons.org/licenses/by/2.0/",
	"CC0 1.0":   "https://creativecommons.org/publicdomain/zero/1.0/",
}

// addDemoPages shows whom one may sign in as, and who took the photographs.
func (a *App) addDemoPages(server *web.Server) error {
	demo, err := seed.Read()
	if err != nil {
		return err
	}
	for _, p := range demo.Photographs {
		server.Credits = append(server.Credits, web.Credit{
			Title: p.Alt, Author: p.Author, Licence: p.Licence, Link: licences[p.Licence], Changes: p.Changes,
		})
	}
	if a.config.Seed != seedDemo {
		return nil
	}
	server.Printer = strings.TrimSuffix(a.config.PrinterURL, "/")
	for _, user := range demo.Users {
		server.Demo = append(server.Demo, web.Account{ScreenName: user.ScreenName, Password: demo.Password})
	}
	return nil
}

func (a *App) atClose(f func() error) { a.closers = append(a.closers, f) }

// Close closes the rooms in reverse order.
func (a *App) Close() error {
	var errs []error
	for _, f := range slices.Backward(a.closers) {
		errs = append(errs, f())
	}
	a.closers = nil
	return errors.Join(errs...)
}
