package orders

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// dance is how long a User may take from Connect to the callback.
const dance = 30 * time.Minute

// KeepRequestToken remembers a Request Token of this browser session until its callback.
func (s *Shop) KeepRequestToken(ctx context.Context, t PendingToken) error {
	if t.Created.IsZero() {
		t.Created = s.now()
	}
	return s.Store.KeepRequestToken(ctx, t)
}

// TakeRequestToken gives it back once, to the same browser session, within half an hour; ErrAnswered, ErrTooLate or ErrNotFound
// otherwise.
func (s *Shop) TakeRequestToken(ctx context.Context, browser, token string) (PendingToken, error) {
	return s.Store.TakeRequestToken(ctx, browser, token, s.now().Add(-dance))
}

// Connect keeps an Access Token as the customer's only live Connection and resumes the orders that waited for it.
func (s *Shop) Connect(ctx context.Context, customer string, a Access) (Connection, error) {
	c := Connection{
		ID: newID(), Customer: customer, UserID: a.UserID, ScreenName: a.ScreenName,
		Credentials: a.Credentials, State: Live, Created: s.now(), Way: a.Way, Signing: a.Signing,
		Lifetime: Lifetime{}.Next(s.now(), a.ExpiresIn, a.EndsIn),
	}
	if c.UserID == "" || c.ScreenName == "" {
		p, err := s.Provider.Profile(ctx, c)
		if err != nil {
			return Connection{}, err
		}
		c.UserID, c.ScreenName = p.UserID, p.ScreenName
	}
	before, err := s.Store.LiveConnection(ctx, customer)
	if err != nil && !errors.Is(err, ErrNotConnected) {
		return Connection{}, err
	}
	resumed, err := s.Store.Connect(ctx, c)
	if err != nil {
		return Connection{}, err
	}
	s.log().InfoContext(ctx, "connected", "customer", customer, "user", c.ScreenName, "orders_resumed", resumed)
	s.resumed(ctx)
	if before.ID != "" && before.UserID == c.UserID {
		s.handBack(ctx, before)
	}
	return c, nil
}

// handBack ends a token that a newer one has taken over from, so that nothing lies about at the Service Provider that
// nobody needs. Another User's is left alone: orders for their photos may still be on the way.
func (s *Shop) handBack(ctx context.Context, old Connection) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := s.Provider.Revoke(ctx, old); err != nil && !errors.Is(err, ErrRevoked) {
		s.log().WarnContext(ctx, "an old token could not be handed back", "customer", old.Customer, "error", err)
	}
}

// resumed tells the pages and the worker that orders have moved.
func (s *Shop) resumed(ctx context.Context) {
	s.manyChanged(ctx)
	s.offer(ctx)
}

// Connection gives the customer's live Connection, or ErrNotConnected.
func (s *Shop) Connection(ctx context.Context, customer string) (Connection, error) {
	return s.Store.LiveConnection(ctx, customer)
}

// Disconnect forgets the customer's live Connection, and then revokes its token at the Service Provider. An error of the
// latter is returned, so that the customer can be told to end it there too; here it is forgotten all the same.
func (s *Shop) Disconnect(ctx context.Context, customer string) error {
	c, err := s.Store.LiveConnection(ctx, customer)
	if errors.Is(err, ErrNotConnected) {
		return nil
	}
	if err != nil {
		return err
	}
	reason := "You disconnected " + c.ScreenName + "’s photos. Connect again, and the order goes on where it stopped."
	if err := s.Store.CloseConnection(ctx, c.ID, reason, s.now()); err != nil {
		return err
	}
	s.manyChanged(ctx)
	// The customer may leave the page; the token is handed back all the same.
	if err := s.Provider.Revoke(context.WithoutCancel(ctx), c); err != nil && !errors.Is(err, ErrRevoked) {
		return fmt.Errorf("forgotten here, but not revoked at the Service Provider: %w", err)
	}
	return nil
}

// revoked closes a Connection that the Service Provider no longer honours.
func (s *Shop) revoked(ctx context.Context, c Connection) error {
	reason := "We may no longer see " + c.ScreenName + "’s photos. Connect again as " + c.ScreenName +
		", and the order goes on where it stopped."
	s.log().InfoContext(ctx, "access was revoked", "customer", c.Customer, "user", c.ScreenName)
	err := s.Store.CloseConnection(ctx, c.ID, reason, s.now())
	s.manyChanged(ctx)
	return err
}

// Resume puts the customer's orders back to work at once: those that needed permission, if the live Connection is of
// the same User (Connect does that by itself), and those that wait. It returns how many.
func (s *Shop) Resume(ctx context.Context, customer string) (int, error) {
	c, err := s.Store.LiveConnection(ctx, customer)
	if err != nil {
		return 0, err
	}
	n, err := s.Store.Resume(ctx, c, s.now())
	s.resumed(ctx)
	return n, err
}
