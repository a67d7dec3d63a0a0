// Package oauthtest holds what tests of OAuth programs need: a [MemoryStore],
// and in storetest the conformance suite that every other Store must pass too.
package oauthtest

import (
	"context"
	"sync"
	"time"

	"example.net/oauth1/oauthcore"
)

// MemoryStore is an [oauthcore.Store] that remembers in memory. It is right in
// every respect but one: what it acknowledges does not survive the process.
type MemoryStore struct {
	mu            sync.Mutex
	registrations map[string]oauthcore.Registration
	requests      map[string]oauthcore.IssuedRequestToken
	accesses      map[string]oauthcore.IssuedAccessToken
	nonces        map[oauthcore.Nonce]bool
}

var _ oauthcore.SessionStore = (*MemoryStore)(nil)

// NewMemoryStore makes a store that knows the given Consumers.
func NewMemoryStore(registrations ...oauthcore.Registration) *MemoryStore {
	s := &MemoryStore{
		registrations: map[string]oauthcore.Registration{},
		requests:      map[string]oauthcore.IssuedRequestToken{},
		accesses:      map[string]oauthcore.IssuedAccessToken{},
		nonces:        map[oauthcore.Nonce]bool{},
	}
	for _, r := range registrations {
		s.Register(r)
	}
	return s
}

// Register adds a Consumer, or replaces the one with the same key.
func (s *MemoryStore) Register(r oauthcore.Registration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.registrations[r.Key] = r
}

// Put adds an Access Token as if it had been issued.
func (s *MemoryStore) Put(t oauthcore.IssuedAccessToken) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accesses[t.Token] = t
}

// Registration implements [oauthcore.Store].
func (s *MemoryStore) Registration(_ context.Context, key string) (*oauthcore.Registration, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return find(s.registrations, key)
}

// CreateRequestToken implements [oauthcore.Store].
func (s *MemoryStore) CreateRequestToken(_ context.Context, t *oauthcore.IssuedRequestToken) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, taken := s.requests[t.Token]; taken {
		return oauthcore.ErrConflict
	}
	s.requests[t.Token] = *t
	return nil
}

// RequestToken implements [oauthcore.Store].
func (s *MemoryStore) RequestToken(_ context.Context, token string) (*oauthcore.IssuedRequestToken, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return find(s.requests, token)
}

// AuthorizeRequestToken implements [oauthcore.Store].
func (s *MemoryStore) AuthorizeRequestToken(_ context.Context, token string, g oauthcore.Grant, verifier string) error {
	return s.move(token, func(t *oauthcore.IssuedRequestToken) {
		t.State, t.Grant, t.Verifier = oauthcore.StateAuthorized, g, verifier
	}, oauthcore.StateIssued)
}

// DenyRequestToken implements [oauthcore.Store].
func (s *MemoryStore) DenyRequestToken(_ context.Context, token, user string) error {
	return s.move(token, func(t *oauthcore.IssuedRequestToken) {
		t.State, t.Grant = oauthcore.StateDenied, oauthcore.Grant{User: user}
	}, oauthcore.StateIssued)
}

// CountVerifierTry implements [oauthcore.Store].
func (s *MemoryStore) CountVerifierTry(_ context.Context, token string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, found := s.requests[token]
	if !found {
		return 0, oauthcore.ErrNotFound
	}
	t.Tries++
	s.requests[token] = t
	return t.Tries, nil
}

// ExchangeRequestToken implements [oauthcore.Store].
func (s *MemoryStore) ExchangeRequestToken(_ context.Context, token string, at *oauthcore.IssuedAccessToken) error {
	return s.move(token, func(t *oauthcore.IssuedRequestToken) {
		t.State = oauthcore.StateExchanged
		s.accesses[at.Token] = *at
	}, oauthcore.StateAuthorized)
}

// AccessToken implements [oauthcore.Store].
func (s *MemoryStore) AccessToken(_ context.Context, token string) (*oauthcore.IssuedAccessToken, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return find(s.accesses, token)
}

// RevokeAccessToken implements [oauthcore.Store].
func (s *MemoryStore) RevokeAccessToken(_ context.Context, token string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, found := s.accesses[token]
	if !found {
		return oauthcore.ErrNotFound
	}
	t.Revoked = true
	s.accesses[token] = t
	return nil
}

// RenewAccessToken implements [oauthcore.SessionStore].
func (s *MemoryStore) RenewAccessToken(_ context.Context, old string, successor *oauthcore.IssuedAccessToken) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, found := s.accesses[old]
	switch {
	case !found:
		return oauthcore.ErrNotFound
	case t.Revoked || t.Session == "":
		return oauthcore.ErrConflict
	}
	t.Session, t.Expires = "", successor.Issued
	s.accesses[old], s.accesses[successor.Token] = t, *successor
	return nil
}

// UseNonce implements [oauthcore.Store]. Nonces older than an hour, by the
// newest timestamp seen, are forgotten.
func (s *MemoryStore) UseNonce(_ context.Context, n oauthcore.Nonce) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.nonces[n] {
		return false, nil
	}
	if len(s.nonces)%1024 == 1023 {
		s.forget(n.Timestamp - int64(time.Hour/time.Second))
	}
	s.nonces[n] = true
	return true, nil
}

func (s *MemoryStore) forget(before int64) {
	for n := range s.nonces {
		if n.Timestamp < before {
			delete(s.nonces, n)
		}
	}
}

// move changes a Request Token if it is in the given state.
func (s *MemoryStore) move(token string, change func(*oauthcore.IssuedRequestToken), from oauthcore.State) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, found := s.requests[token]
	if !found {
		return oauthcore.ErrNotFound
	}
	if t.State != from {
		return oauthcore.ErrConflict
	}
	change(&t)
	s.requests[token] = t
	return nil
}

// find looks up a copy, so that nobody shares what the store holds.
func find[T any](in map[string]T, key string) (*T, error) {
	if value, found := in[key]; found {
		return &value, nil
	}
	return nil, oauthcore.ErrNotFound
}
