package provider

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"time"

	"golang.org/x/sync/singleflight"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
)

// Renewing is the photo API for Connections whose tokens live shortly (OAuth Session extension): a token is renewed
// shortly before it ends, or when it turns out to be too old, once, however many ask at the same time. Whoever holds a
// Connection from before a renewal is served with its successor.
type Renewing struct {
	orders.Provider
	Store Tokens
	Renew func(context.Context, orders.Connection) (orders.Connection, error)
	Now   func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: discard

	flights singleflight.Group
}

// Tokens is where Connections are kept; orders.Store is one.
type Tokens interface {
	Connection(ctx context.Context, id string) (orders.Connection, error)
	Renewed(ctx context.Context, c orders.Connection) (kept bool, err error)
	// Alone waits until no other process does what has that name, until done is called.
	Alone(ctx context.Context, what string) (done func(), err error)
}

// Renewing is this Service Provider's API, for Connections kept in a store.
func (p *Provider) Renewing(store Tokens) *Renewing {
	return &Renewing{Provider: p.API, Store: store, Renew: p.Renew, Now: p.now, Log: p.settings.Log}
}

// Renew asks for the successor of a Connection's token.
func (p *Provider) Renew(ctx context.Context, c orders.Connection) (orders.Connection, error) {
	consumer, err := p.Consumer(ctx, c.Signing)
	if err != nil {
		return c, err
	}
	token, rest, err := consumer.Renew(ctx, oauthcore.AccessToken{Token: c.Credentials.Token, Secret: c.Credentials.Secret}, c.Credentials.Session)
	if err != nil {
		return c, refusedRenewal(err)
	}
	session := oauthcore.ReadSession(rest)
	if session.Handle == "" {
		session.Handle = c.Credentials.Session // persistent, unless another one is told
	}
	c.Credentials = orders.Credentials{Token: token.Token, Secret: token.Secret, Session: session.Handle}
	c.Lifetime = c.Lifetime.Next(p.now(), session.ExpiresIn, session.EndsIn)
	c.Renewals++
	return c, nil
}

// refusedRenewal is a failed renewal in the words of the shop. After a refusal of the token only the User can help.
func refusedRenewal(err error) error {
	var (
		problem *oauthcore.Problem
		strange *oauthcore.AnswerError
		network *url.Error
	)
	switch {
	case errors.As(err, &problem):
		switch problem.Code {
		case oauthcore.TokenExpired, oauthcore.TokenRevoked, oauthcore.TokenRejected, oauthcore.TokenUsed, oauthcore.PermissionDenied:
			return fmt.Errorf("%w: renewing the token: %s", orders.ErrRevoked, problem.Code)
		case oauthcore.ConsumerKeyRefused, oauthcore.UserRefused:
			return &orders.Unavailable{RetryAfter: problem.RetryAfter, Err: errors.New(string(problem.Code))}
		}
		return &orders.Refused{Status: problem.Status, Problem: string(problem.Code), Advice: problem.Advice}
	case errors.As(err, &strange) && strange.Status < 500 && strange.Status != 429:
		return &orders.NotAnAnswer{Status: strange.Status, ContentType: strange.ContentType, Start: strange.Start, Why: "it is no renewed token"}
	case errors.As(err, &strange):
		return &orders.Unavailable{RetryAfter: strange.RetryAfter, Err: fmt.Errorf("status %d", strange.Status)}
	case errors.As(err, &network):
		return &orders.Unavailable{Err: network.Err} // without the address, which may hold a signature
	}
	return err
}

// fresh is the Connection with a token that will do.
func (k *Renewing) fresh(ctx context.Context, c orders.Connection) (orders.Connection, error) {
	if c.Credentials.Session == "" || !c.Due(k.now()) {
		return c, nil
	}
	renewed, err := k.renewed(ctx, c)
	if err != nil && k.now().Before(c.Expires) && !errors.Is(err, orders.ErrRevoked) {
		return c, nil // it still works, and there is time to try again
	}
	return renewed, err
}

// renewed is the Connection with another token than the one it has: its successor, if somebody has renewed it
// meanwhile, or else a new one. It goes on when whoever wanted it leaves: the Service Provider may have answered.
func (k *Renewing) renewed(ctx context.Context, c orders.Connection) (orders.Connection, error) {
	result := k.flights.DoChan(c.ID+" "+c.Credentials.Token, func() (any, error) { return k.renew(context.WithoutCancel(ctx), c) })
	select {
	case r := <-result:
		if r.Err != nil {
			return c, r.Err
		}
		return r.Val.(orders.Connection), nil
	case <-ctx.Done():
		return c, ctx.Err()
	}
}

// patience is how long a renewal may take.
const patience = 20 * time.Second

func (k *Renewing) renew(ctx context.Context, c orders.Connection) (orders.Connection, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	done, err := k.Store.Alone(ctx, "renewing "+c.ID) // of two replicas, the second would be refused, and take that for the end
	if err != nil {
		return c, err
	}
	defer done()
	now, err := k.Store.Connection(ctx, c.ID)
	if err != nil || now.State == orders.Closed {
		return c, errors.Join(orders.ErrRevoked, err)
	}
	if now.Credentials.Token != c.Credentials.Token {
		return now, nil
	}
	next, err := k.Renew(ctx, now)
	if err != nil {
		return c, err
	}
	kept, err := k.Store.Renewed(ctx, next)
	if err != nil {
		return c, err
	}
	if !kept {
		return k.Store.Connection(ctx, c.ID)
	}
	k.log().InfoContext(ctx, "renewed a short-lived permission", "connection", c.ID, "renewals", next.Renewals, "expires", next.Expires)
	return next, nil
}

// with asks with a token that will do; with its successor, if it turns out to be too old.
func with[T any](ctx context.Context, k *Renewing, c orders.Connection, ask func(orders.Connection) (T, error)) (T, error) {
	c, err := k.fresh(ctx, c)
	if err != nil {
		var none T
		return none, err
	}
	answer, err := ask(c)
	if !errors.Is(err, orders.ErrExpired) || c.Credentials.Session == "" {
		return answer, err
	}
	if c, err = k.renewed(ctx, c); err != nil {
		return answer, err
	}
	return ask(c)
}

// Profile implements orders.Provider.
func (k *Renewing) Profile(ctx context.Context, c orders.Connection) (orders.Profile, error) {
	return with(ctx, k, c, func(c orders.Connection) (orders.Profile, error) { return k.Provider.Profile(ctx, c) })
}

// Albums implements orders.Provider.
func (k *Renewing) Albums(ctx context.Context, c orders.Connection) ([]orders.Album, error) {
	return with(ctx, k, c, func(c orders.Connection) ([]orders.Album, error) { return k.Provider.Albums(ctx, c) })
}

// Album implements orders.Provider.
func (k *Renewing) Album(ctx context.Context, c orders.Connection, id, after string) (orders.AlbumPage, error) {
	return with(ctx, k, c, func(c orders.Connection) (orders.AlbumPage, error) { return k.Provider.Album(ctx, c, id, after) })
}

// Photo implements orders.Provider.
func (k *Renewing) Photo(ctx context.Context, c orders.Connection, id string) (orders.Photo, error) {
	return with(ctx, k, c, func(c orders.Connection) (orders.Photo, error) { return k.Provider.Photo(ctx, c, id) })
}

// OpenFile implements orders.Provider. A file that has begun to arrive is not asked for again.
func (k *Renewing) OpenFile(ctx context.Context, c orders.Connection, id string, size orders.Size) (io.ReadCloser, error) {
	return with(ctx, k, c, func(c orders.Connection) (io.ReadCloser, error) { return k.Provider.OpenFile(ctx, c, id, size) })
}

// Picture implements orders.Provider.
func (k *Renewing) Picture(ctx context.Context, c orders.Connection, id string, size orders.Size) (orders.Picture, error) {
	return with(ctx, k, c, func(c orders.Connection) (orders.Picture, error) { return k.Provider.Picture(ctx, c, id, size) })
}

// Revoke implements orders.Provider. The Connection is closed already, so a token that is too old is renewed for this
// one message: otherwise its session would live on.
func (k *Renewing) Revoke(ctx context.Context, c orders.Connection) error {
	err := k.Provider.Revoke(ctx, c)
	if !errors.Is(err, orders.ErrExpired) || c.Credentials.Session == "" {
		return err
	}
	if c, err = k.Renew(ctx, c); err != nil {
		return err
	}
	return k.Provider.Revoke(ctx, c)
}

func (k *Renewing) now() time.Time {
	if k.Now != nil {
		return k.Now()
	}
	return time.Now()
}

func (k *Renewing) log() *slog.Logger {
	if k.Log != nil {
		return k.Log
	}
	return slog.New(slog.DiscardHandler)
}
