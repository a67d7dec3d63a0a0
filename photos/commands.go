package photos

import (
	"bufio"
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/registry"
	"example.net/oauth1/photos/store"
)

// userAdd signs a User up through the same door as a visitor.
type userAdd struct {
	ScreenName string `arg:"" help:"Screen name to sign in with."`
	Name       string `help:"Name to be called by."`
	Password   string `help:"Password. Without it, the first line of the standard input is read, which keeps it out of the shell's history."`
}

func (u *userAdd) run(ctx context.Context, config Config, out io.Writer) error {
	if u.Password == "" {
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && line == "" {
			return errors.New("no password: give --password, or write it to the standard input")
		}
		u.Password = strings.TrimRight(line, "\r\n")
	}
	return visit(ctx, config, func(app *App) error {
		user, err := app.Gallery.SignUp(ctx, u.ScreenName, u.Name, u.Password)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "User %s has the id %s.\n", user.ScreenName, user.ID)
		return nil
	})
}

// consumerAdd registers a Consumer (OAuth Core 1.0a section 4.2).
type consumerAdd struct {
	Name        string   `arg:"" help:"Name, as Users will read it."`
	URL         string   `name:"home" help:"Its home page."`
	Description string   `help:"One sentence about it."`
	Callback    []string `help:"Address that it may send Users back to; one that ends with a slash allows all below it. May be repeated." sep:"none"`
	OutOfBand   bool     `help:"It may show Users a PIN instead (oob)."`
	Method      []string `help:"Signature method that it may use; may be repeated. Without it: all that need a secret." sep:"none"`
	PublicKey   string   `type:"existingfile" help:"PEM file with its RSA public key. It signs with RSA then and gets no secret."`
	Verified    bool     `help:"We know who is behind it."`
	Debug       bool     `help:"A wrong signature is explained to it, and shown beside the server's base string."`

	TokenLifetime time.Duration `placeholder:"1h" help:"Its Access Tokens live so long, and it renews them with the session handle that comes with each. Without it they live as long as the User allows."`
}

func (c *consumerAdd) run(ctx context.Context, config Config, out io.Writer) error {
	r, err := c.registration()
	if err != nil {
		return err
	}
	return visit(ctx, config, func(app *App) error {
		if err := app.Store.Register(ctx, *r); err != nil {
			return fmt.Errorf("registering %s: %w", c.Name, err)
		}
		fmt.Fprintf(out, "consumer key     %s\nconsumer secret  %s\n", r.Key, r.Secret)
		return nil
	})
}

func (c *consumerAdd) registration() (*oauthcore.Registration, error) {
	if len(c.Callback) == 0 && !c.OutOfBand {
		return nil, errors.New("a Consumer needs a --callback or --out-of-band")
	}
	if c.TokenLifetime != 0 && (c.TokenLifetime < registry.ShortestLifetime || c.TokenLifetime > registry.LongestLifetime) {
		return nil, fmt.Errorf("--token-lifetime is at least %s and at most %s", registry.ShortestLifetime, registry.LongestLifetime)
	}
	r := &oauthcore.Registration{
		Key: oauthcore.NewSecret(), Secret: oauthcore.NewSecret(), Name: c.Name, Description: c.Description, URL: c.URL,
		Callbacks: c.Callback, OutOfBand: c.OutOfBand, Methods: c.Method, Verified: c.Verified, Debug: c.Debug, TokenLifetime: c.TokenLifetime,
		Created: time.Now(),
	}
	for _, callback := range c.Callback {
		if err := oauthcore.CheckCallback(callback, r); err != nil {
			return nil, fmt.Errorf("callback %s: %w", callback, err)
		}
	}
	if c.PublicKey == "" {
		return r, nil
	}
	r.Secret = ""
	if r.Methods == nil {
		r.Methods = []string{"RSA-SHA1", "RSA-SHA256", "RSA-SHA512"}
	}
	var err error
	r.PublicKey, err = readPublicKey(c.PublicKey)
	return r, err
}

func readPublicKey(file string) (*rsa.PublicKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%s holds no PEM block", file)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if key, ok := key.(*rsa.PublicKey); ok {
		return key, nil
	}
	return nil, fmt.Errorf("%s holds a key of another kind than RSA", file)
}

// reset brings photos back to its first state.
type reset struct {
	Yes bool `help:"Do it even where the data is not the demo's."`
}

func (r *reset) run(ctx context.Context, config Config, out io.Writer) error {
	if config.Seed != seedDemo && !r.Yes {
		return errors.New("this deletes every User, album and photo: say --yes, or --seed=demo to have the demo back")
	}
	if err := sqldb.NotMoved(config.Data, config.databasePath()); err != nil {
		return err
	}
	if err := deleteData(ctx, config); err != nil {
		return err
	}
	app, err := New(ctx, config)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "photos is as new.")
	return app.Close()
}

// deleteData deletes what photos has written, and nothing that it has not. The secret key stays.
func deleteData(ctx context.Context, config Config) error {
	unlock, err := sqldb.LockDir(config.Data)
	if err != nil {
		return err
	}
	defer unlock()
	if err := deleteDatabase(ctx, config.databasePath()); err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(config.noncesPath()), config.deletePictures(ctx))
}

func deleteDatabase(ctx context.Context, database string) error {
	if sqldb.IsShared(database) {
		db, err := sqldb.Open(ctx, database)
		if err != nil {
			return err
		}
		return errors.Join(store.Reset(ctx, db), db.Close())
	}
	for _, file := range []string{database, database + "-wal", database + "-shm"} {
		if err := os.Remove(file); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
