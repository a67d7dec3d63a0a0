package web

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
)

// dryStore is what is remembered, seen by one developer: of Consumers only her own, and nothing is changed.
type dryStore struct {
	oauthcore.Store
	consumer func(key string) (*oauthcore.Registration, bool)
}

// errDry ends a trial where only guessing would go on: how many verifiers are tried is counted elsewhere.
var errDry = errors.New("web: everything before the verifier is right")

// Registration implements [oauthcore.Store].
func (d dryStore) Registration(_ context.Context, key string) (*oauthcore.Registration, error) {
	if r, own := d.consumer(key); own {
		return r, nil
	}
	return nil, oauthcore.ErrNotFound
}

// CreateRequestToken implements [oauthcore.Store].
func (d dryStore) CreateRequestToken(context.Context, *oauthcore.IssuedRequestToken) error {
	return nil
}

// AuthorizeRequestToken implements [oauthcore.Store].
func (d dryStore) AuthorizeRequestToken(context.Context, string, oauthcore.Grant, string) error {
	return errDry
}

// DenyRequestToken implements [oauthcore.Store].
func (d dryStore) DenyRequestToken(context.Context, string, string) error { return errDry }

// CountVerifierTry implements [oauthcore.Store]: no verifier is looked at.
func (d dryStore) CountVerifierTry(context.Context, string) (int, error) { return 0, errDry }

// ExchangeRequestToken implements [oauthcore.Store].
func (d dryStore) ExchangeRequestToken(context.Context, string, *oauthcore.IssuedAccessToken) error {
	return nil
}

// RevokeAccessToken implements [oauthcore.Store].
func (d dryStore) RevokeAccessToken(context.Context, string) error { return errDry }

// UseNonce implements [oauthcore.Store]: a nonce is not used up here, and every one passes.
func (d dryStore) UseNonce(context.Context, oauthcore.Nonce) (bool, error) { return true, nil }

// dryConsumer is a Consumer of the visitor's own, with its mistakes explained.
func (s *Server) dryConsumer(c echo.Context, key string) (*oauthcore.Registration, bool) {
	user := s.user(c)
	if user == nil {
		return nil, false
	}
	r, err := s.Registry.Consumer(c.Request().Context(), user.ID, key)
	if err != nil {
		return nil, false
	}
	r.Debug = true
	return r, true
}

// dryProvider makes the checks of a message at the moment that its timestamp names, and changes nothing.
func (s *Server) dryProvider(c echo.Context, m *oauthcore.Message) (sp *oauthcore.ServiceProvider, seconds int64) {
	dry := *s.Provider
	dry.Mismatched, dry.Admit = nil, nil
	dry.Store = dryStore{s.Provider.Store, func(key string) (*oauthcore.Registration, bool) { return s.dryConsumer(c, key) }}
	seconds, err := strconv.ParseInt(m.Get("oauth_timestamp"), 10, 64)
	if err != nil || seconds <= 0 || seconds > 1e11 {
		return &dry, 0
	}
	dry.Now = func() time.Time { return time.Unix(seconds, 0) }
	return &dry, seconds
}
