package photos

import (
	"context"
	"errors"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

// visit does what a command does. Where photos is stopped all rooms are opened, as for serving. Where it serves, the
// command is a guest: it shares the database, whose rows both see at once, and leaves alone what belongs to the one that
// serves: the used nonces, the schema, the demo, and what is to be swept out of the image folder. Of a database that
// replicas share it is always a guest, as they may serve on any machine.
func visit(ctx context.Context, config Config, do func(*App) error) (err error) {
	app, err := newVisitor(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, app.Close()) }()
	return do(app)
}

func newVisitor(ctx context.Context, config Config) (*App, error) {
	if sqldb.IsShared(config.databasePath()) {
		return newGuest(ctx, config)
	}
	app, err := New(ctx, config)
	if errors.Is(err, sqldb.ErrInUse) {
		return newGuest(ctx, config)
	}
	return app, err
}

// newGuest opens store and gallery beside a photos that serves.
func newGuest(ctx context.Context, config Config) (app *App, err error) {
	a := &App{config: config}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	key, err := config.secretKey()
	if err != nil {
		return nil, err
	}
	if err := a.openDatabase(ctx, key, true); err != nil {
		return nil, err
	}
	kept, err := a.openBlobs(ctx)
	if err != nil {
		return nil, err
	}
	a.Gallery = &gallery.Gallery{Store: a.Store, Blobs: kept, Now: config.Now, Shared: config.inBucket(), Lock: a.db.Lock}
	return a, nil
}
