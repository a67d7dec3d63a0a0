package provider

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
)

// patient repeats requests that may arrive twice, when the connection broke or the Service Provider was overloaded for
// a moment. It stands above the transport that signs, so that each try has a nonce and a timestamp of its own.
type patient struct {
	base http.RoundTripper
	wait func(context.Context, time.Duration) error // nil: the clock
}

const (
	tries      = 3
	firstPause = 150 * time.Millisecond
	// longestPause is what somebody who looks at a page is kept waiting. A Service Provider that asks for more gets it,
	// from whoever can wait longer: the answer is passed on with its Retry-After.
	longestPause = 2 * time.Second
)

// RoundTrip implements http.RoundTripper.
func (p *patient) RoundTrip(r *http.Request) (*http.Response, error) {
	for try := 1; ; try++ {
		answer, err := p.base.RoundTrip(r)
		pause, again := pauseAfter(answer, err, try)
		if !again || try == tries || !repeatable(r) {
			return answer, err
		}
		if answer != nil {
			answer.Body.Close()
		}
		if err := p.rest(r.Context(), pause); err != nil {
			return nil, err
		}
	}
}

// repeatable is what may arrive twice and can be sent twice: it asks for something, and has no body.
func repeatable(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && (r.Body == nil || r.Body == http.NoBody)
}

// pauseAfter tells whether asking again makes sense, and when.
func pauseAfter(answer *http.Response, err error, try int) (pause time.Duration, again bool) {
	pause = jitter(firstPause << (try - 1))
	if err != nil {
		return pause, !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, oauthcore.ErrRedirectedAway)
	}
	switch answer.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
	default:
		return 0, false
	}
	asked := answer.Header.Get("Retry-After")
	if asked == "" {
		return pause, true
	}
	seconds, err := strconv.Atoi(asked) // a date is for those who can wait
	wanted := time.Duration(max(seconds, 0)) * time.Second
	return max(pause, wanted), err == nil && wanted <= longestPause
}

// unrepeated keeps http.Transport from sending a request again by itself when a connection that it kept has broken: it
// would send the old nonce. What stands above does it, with a new one.
type unrepeated struct{ base http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (u unrepeated) RoundTrip(r *http.Request) (*http.Response, error) {
	if !repeatable(r) {
		return u.base.RoundTrip(r)
	}
	once := r.WithContext(r.Context())              // a copy: the request is not ours to change
	once.Body = io.NopCloser(strings.NewReader("")) // a body that can be read once, and of which nothing is sent
	return u.base.RoundTrip(once)
}

// jitter is between half of d and d, so that those who were refused together do not come back together.
func jitter(d time.Duration) time.Duration { return d/2 + rand.N(d/2+1) }

func (p *patient) rest(ctx context.Context, d time.Duration) error {
	if p.wait != nil {
		return p.wait(ctx, d)
	}
	alarm := time.NewTimer(d)
	defer alarm.Stop()
	select {
	case <-alarm.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
