package orders

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"
)

// maxRetryAfter bounds how long a Service Provider may ask us to stay away.
const maxRetryAfter = time.Hour

// settle decides what an attempt's end means for the order.
func (s *Shop) settle(ctx context.Context, o Order, err error) error {
	var refusal *Refusal
	switch {
	case err == nil, errors.Is(err, errMoved), ctx.Err() != nil:
		return nil // after a stop, the order is found in its working state
	case errors.Is(err, ErrRevoked), errors.Is(err, ErrNotConnected):
		return s.askPermission(ctx, o)
	case errors.As(err, &refusal):
		o.Reason = refusal.Sentence
		s.log().InfoContext(ctx, "order failed", "order", o.ID, "reason", o.Reason)
		return voidIsFine(s.move(ctx, &o, Failed))
	}
	return s.wait(ctx, o, err)
}

func voidIsFine(err error) error {
	if errors.Is(err, errMoved) {
		return nil
	}
	return err
}

// askPermission closes the Connection, which moves the order with all others that need it.
func (s *Shop) askPermission(ctx context.Context, o Order) error {
	c, err := s.Store.Connection(ctx, o.Connection)
	if err != nil {
		return err
	}
	return s.revoked(ctx, c)
}

// wait lets the order rest for a while: longer each time, at least as long as the Service Provider asked.
func (s *Shop) wait(ctx context.Context, o Order, cause error) error {
	o.Attempts++
	pause := s.Backoff.After(o.Attempts)
	var down *Unavailable
	if errors.As(cause, &down) {
		pause = max(pause, min(down.RetryAfter, maxRetryAfter))
	}
	o.NextTry, o.Reason = s.now().Add(pause), sentence(cause)
	s.log().WarnContext(ctx, "order waits", "order", o.ID, "attempt", o.Attempts, "pause", pause, "error", cause)
	return voidIsFine(s.move(ctx, &o, Waiting))
}

// After is the pause after that many failed tries: somewhere between half of it and all, so that orders which failed
// together do not come back together.
func (b Backoff) After(tries int) time.Duration {
	if b.First <= 0 {
		b.First = 2 * time.Second
	}
	if b.Cap <= 0 {
		b.Cap = 5 * time.Minute
	}
	pause := b.First
	for range tries - 1 {
		if pause *= 2; pause >= b.Cap {
			break
		}
	}
	pause = min(pause, b.Cap)
	return pause/2 + rand.N(pause/2+1)
}

// sentence tells a customer why the order waits.
func sentence(cause error) string {
	var (
		down    *Unavailable
		refused *Refused
		garbage *NotAnAnswer
		shelf   *ShelfDown
	)
	switch {
	case errors.As(cause, &down):
		return "The photo service does not answer at the moment. We keep trying; there is nothing to do."
	case errors.As(cause, &refused) && refused.Problem == "timestamp_refused":
		return "The photo service’s clock and ours disagree. We keep trying."
	case errors.As(cause, &refused):
		return "The photo service does not accept our shop’s messages at the moment. We keep trying."
	case errors.As(cause, &shelf):
		return "We cannot put your print file away at the moment. We keep trying; nothing is lost."
	case errors.As(cause, &garbage):
		return "The photo service sent something that we cannot read. We keep trying."
	}
	return "Something went wrong in our shop. We keep trying; nothing is lost."
}
