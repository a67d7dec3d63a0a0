package guide

import (
	"context"

	"example.net/oauth1/oauthcore"
)

// memory is the little that a Service Provider has to remember for one dance, of
// one Consumer, by one goroutine.
type memory struct {
	consumer oauthcore.Registration
	request  oauthcore.IssuedRequestToken
	access   oauthcore.IssuedAccessToken
	nonces   map[oauthcore.Nonce]bool
}

func newMemory(r oauthcore.Registration) *memory {
	return &memory{consumer: r, nonces: map[oauthcore.Nonce]bool{}}
}

// Registration implements oauthcore.Store.
func (m *memory) Registration(_ context.Context, key string) (*oauthcore.Registration, error) {
	if key != m.consumer.Key {
		return nil, oauthcore.ErrNotFound
	}
	r := m.consumer
	return &r, nil
}

// CreateRequestToken implements oauthcore.Store.
func (m *memory) CreateRequestToken(_ context.Context, t *oauthcore.IssuedRequestToken) error {
	m.request = *t
	return nil
}

// RequestToken implements oauthcore.Store.
func (m *memory) RequestToken(_ context.Context, token string) (*oauthcore.IssuedRequestToken, error) {
	if token == "" || token != m.request.Token {
		return nil, oauthcore.ErrNotFound
	}
	t := m.request
	return &t, nil
}

// AuthorizeRequestToken implements oauthcore.Store.
func (m *memory) AuthorizeRequestToken(_ context.Context, token string, g oauthcore.Grant, verifier string) error {
	if token != m.request.Token || m.request.State != oauthcore.StateIssued {
		return oauthcore.ErrConflict
	}
	m.request.State, m.request.Grant, m.request.Verifier = oauthcore.StateAuthorized, g, verifier
	return nil
}

// DenyRequestToken implements oauthcore.Store.
func (m *memory) DenyRequestToken(_ context.Context, token, _ string) error {
	if token != m.request.Token || m.request.State != oauthcore.StateIssued {
		return oauthcore.ErrConflict
	}
	m.request.State = oauthcore.StateDenied
	return nil
}

// CountVerifierTry implements oauthcore.Store.
func (m *memory) CountVerifierTry(context.Context, string) (int, error) {
	m.request.Tries++
	return m.request.Tries, nil
}

// ExchangeRequestToken implements oauthcore.Store.
func (m *memory) ExchangeRequestToken(_ context.Context, token string, t *oauthcore.IssuedAccessToken) error {
	if token != m.request.Token || m.request.State != oauthcore.StateAuthorized {
		return oauthcore.ErrConflict
	}
	m.request.State, m.access = oauthcore.StateExchanged, *t
	return nil
}

// AccessToken implements oauthcore.Store.
func (m *memory) AccessToken(_ context.Context, token string) (*oauthcore.IssuedAccessToken, error) {
	if token == "" || token != m.access.Token {
		return nil, oauthcore.ErrNotFound
	}
	t := m.access
	return &t, nil
}

// RevokeAccessToken implements oauthcore.Store.
func (m *memory) RevokeAccessToken(context.Context, string) error {
	m.access.Revoked = true
	return nil
}

// UseNonce implements oauthcore.Store.
func (m *memory) UseNonce(_ context.Context, n oauthcore.Nonce) (fresh bool, err error) {
	fresh = !m.nonces[n]
	m.nonces[n] = true
	return fresh, nil
}
