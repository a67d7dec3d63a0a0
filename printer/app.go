package printer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"example.net/oauth1/internal/health"
	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/internal/requestid"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/printer/ipp"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/provider"
	"example.net/oauth1/printer/sheet"
	"example.net/oauth1/printer/shelf"
	"example.net/oauth1/printer/store"
	"example.net/oauth1/printer/web"
	"example.net/oauth1/templates"
)

// App is the running shop: its pages, and the worker behind them.
type App struct {
	Handler http.Handler // every URL of printer
	Metrics http.Handler // what Prometheus fetches; nil if it is not asked for
	Shop    *orders.Shop

	config    Config
	url       *url.URL
	db        *sqldb.DB
	clock     func() time.Time // of the shop; nil means time.Now
	key       [seal.KeySize]byte
	sealer    *seal.Sealer
	provider  *provider.Provider
	press     orders.Press        // nil: a print is a PDF to download
	shelf     shelf.Shelf         // finished print files
	inspector *inspector.Recorder // nil: nothing is recorded
	figures   *figures            // nil: nothing is measured
	fit       *health.Checks
	closers   []func() error
}

// New opens the rooms of the printer, each on top of the ones before: settings,
// folder, key, database, store, shop, web. It asks nothing of the Service
// Provider, which may be down. If a room does not open, those before it are
// closed again.
func New(ctx context.Context, config Config) (app *App, err error) {
	if config.Log == nil {
		config.Log = slog.Default()
	}
	a := &App{config: config, clock: config.Now}
	for _, step := range []func(context.Context) error{a.measure, a.readSettings, a.openData, a.openShelf, a.openShop, a.loadDemo, a.openWeb} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(err, a.Close())
		}
	}
	a.work()
	return a, nil
}

// readSettings refuses what cannot work before anything is made.
func (a *App) readSettings(context.Context) (err error) {
	if a.url, err = webapp.PublicURL("PRINTER_URL", a.config.URL); err != nil {
		return err
	}
	if err := a.readPress(); err != nil {
		return err
	}
	if err := a.config.guard(a.url, a.config.Seed == seedDemo); err != nil {
		return err
	}
	a.provider, err = newProvider(&a.config, a.figures.onAnswer())
	return err
}

// openData claims the data folder, reads or makes the key, and opens the
// database.
func (a *App) openData(ctx context.Context) error {
	unlock, err := sqldb.LockDir(a.config.Data)
	if err != nil {
		return err
	}
	a.atClose(func() error { unlock(); return nil })
	if err := sqldb.NotMoved(a.config.Data, a.config.databasePath()); err != nil {
		return err
	}
	if a.key, err = a.config.secretKey(); err != nil {
		return err
	}
	a.sealer = seal.New(a.key)
	if a.db, err = sqldb.Open(ctx, a.config.databasePath(), a.figures.onDatabase()...); err != nil {
		return err
	}
	a.atClose(a.db.Close)
	return nil
}

func (a *App) openShop(ctx context.Context) error {
	memory, err := store.New(ctx, a.db, a.sealer)
	if err != nil {
		return fmt.Errorf("opening the store: %w", err)
	}
	for _, step := range []func(context.Context) error{a.sameKey, a.sameShelf, a.join} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	a.openInspector(memory)
	a.figures.ofQueue(memory, a.config.Now)
	a.figures.ofReplicas(a.db.Peers)
	a.fit = a.checks(memory)
	a.Shop = &orders.Shop{
		Store: memory, Provider: a.provider.Renewing(memory), Composer: sheet.Composer{},
		Shelf: a.figures.ofShelf(a.shelf), Dir: a.config.printsPath(), Now: a.clock, Log: a.config.Log, Press: a.press,
		Name: requestid.Fresh, Ended: a.figures.onEnd(), Replicas: memory.Replicas(),
	}
	return nil
}

// readPress prepares the way to the shop's own printer, which may be off: orders wait for it.
func (a *App) readPress() error {
	if a.config.IPPURL == "" {
		return nil
	}
	press, err := ipp.New(a.config.IPPURL, nil)
	if err != nil {
		return fmt.Errorf("PRINTER_IPP_URL: %w", err)
	}
	a.press = press
	return nil
}

func (a *App) openWeb(context.Context) error {
	catalogues, err := words.Load(templates.Guide, "guide")
	if err != nil {
		return err
	}
	server := &web.Server{
		Shop: a.Shop, Provider: a.provider,
		Sessions: webapp.NewSessions("printer", a.url, a.key, &sqldb.Sessions{DB: a.db, Now: a.config.Now}),
		Seal:     a.sealer, URL: a.url, Log: a.config.Log, Now: a.config.Now, Patience: a.config.Patience,
		Inspector: a.inspector, Words: catalogues, Everyone: a.config.Seed == seedDemo && webapp.IsLoopback(a.url.Hostname()),
		ByAccount: a.tries("account", 12*time.Second, 10), ByAddress: a.tries("address", time.Second, 60),
		Connects: a.tries("connect", 2*time.Second, 30),
	}
	if a.config.Seed == seedDemo {
		server.Demo = []web.Account{{Email: demoEmail, Password: demoPassword}}
	}
	e := webapp.New(webapp.Config{
		Name: "printer", PublicURL: a.url, TrustedProxies: a.config.TrustedProxies, Log: a.config.Log,
		Ready: a.db.Ping, Wrong: a.fit.Wrong, Meter: a.figures.meter(),
	})
	a.Handler = e
	return server.Register(e)
}

// work runs the shop's queue until the App is closed.
func (a *App) work() {
	a.background(func(ctx context.Context) {
		if err := a.Shop.Run(ctx); err != nil && !errors.Is(err, context.Canceled) {
			a.config.Log.Error("the queue of orders stopped", "error", err)
		}
	})
}

func (a *App) atClose(f func() error) { a.closers = append(a.closers, f) }

// Close ends the worker and closes the rooms, the last opened first.
func (a *App) Close() error {
	var err error
	for _, f := range slices.Backward(a.closers) {
		err = errors.Join(err, f())
	}
	a.closers = nil
	return err
}

// The demo's account belongs to the shop alone: its password is not the one that
// jane has at photos.
const (
	demoEmail    = "jane@printer.example"
	demoPassword = "printer-demo"
)

// loadDemo makes the demo's account, once, through the door of a visitor. Where
// an earlier start made it, the guard holds just the same: everybody knows the
// password.
func (a *App) loadDemo(ctx context.Context) error {
	unlock, err := a.db.Lock(ctx, "demo") // of two replicas that start together, one makes it
	if err != nil {
		return fmt.Errorf("waiting for another replica that makes the demo account: %w", err)
	}
	defer unlock()
	_, _, err = a.Shop.Store.Account(ctx, demoEmail)
	switch {
	case err == nil:
		return a.config.guard(a.url, true)
	case !errors.Is(err, orders.ErrNotFound):
		return fmt.Errorf("looking for the demo account: %w", err)
	case a.config.Seed != seedDemo:
		return nil
	}
	customer, err := a.Shop.NewCustomer(ctx)
	if err == nil {
		_, err = a.Shop.SignUp(ctx, customer.ID, demoEmail, "Jane", demoPassword)
	}
	if err != nil {
		return fmt.Errorf("making the demo account: %w", err)
	}
	return nil
}
