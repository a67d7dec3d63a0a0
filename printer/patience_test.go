package printer_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer"
)

// hands is a clock that a test moves, for shop and Service Provider alike.
type hands struct {
	mu  sync.Mutex
	now time.Time
}

func newHands() *hands { return &hands{now: time.Now()} }

func (h *hands) time() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *hands) move(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = h.now.Add(d)
}

// The shop's clock is wrong: it learns the right time from the refusal, goes on, and says so.
func TestClockIsCorrectedVisibly(t *testing.T) {
	for _, test := range []struct {
		off  time.Duration
		says string
	}{{20 * time.Minute, "20 minutes behind ours"}, {-20 * time.Minute, "20 minutes ahead of ours"}} {
		p := newServiceProvider(t)
		s := open(t, p, func(c *printer.Config) { c.Now = func() time.Time { return time.Now().Add(test.off) } })
		jane := s.visit(t)
		jane.get("/connect").shows(200, "No difference that mattered")
		asked := p.hear("/oauth/request_token")
		jane.connect(p, "jane")
		if len(asked()) != 2 {
			t.Errorf("off by %v: asked %d times for a Request Token, want one refusal and one answer", test.off, len(asked()))
		}
		albums := p.hear("/api/albums")
		jane.get("/albums").shows(200, "Vacation")
		if len(albums()) != 1 {
			t.Errorf("off by %v: the correction was forgotten: %d tries", test.off, len(albums()))
		}
		jane.get("/connect").shows(200, test.says, "sign with its time")
		if !strings.Contains(s.log.String(), "clock is another one") {
			t.Error("the log does not tell of the correction")
		}
		order := jane.order("p1").address.Path
		jane.until(order, "event: end")
	}
}

// A clock that nobody can believe is not believed, and said.
func TestAbsurdClockIsNotCorrected(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	p.misbehave("/oauth/request_token", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=4000000000-4000000600")
	})
	jane := s.visit(t)
	jane.get("/connect").submit("/connect").shows(200, "Our clocks differ")
	jane.get("/connect").shows(200, "No difference that mattered")
}

// shortLived is a shop whose tokens live for an hour, with a clock to move, and Jane, connected.
func shortLived(t *testing.T) (*serviceProvider, *shop, *browser, *hands) {
	t.Helper()
	p, clock := newServiceProvider(t), newHands()
	p.Now = clock.time
	s := open(t, p, func(c *printer.Config) { c.Now = clock.time })
	p.registerShortLived(s.URL + "/")
	jane := s.visit(t)
	jane.connect(p, "jane")
	return p, s, jane, clock
}

// A short-lived token is renewed before it ends, once, however many need it at the same time.
func TestTokenIsRenewedOnce(t *testing.T) {
	for name, later := range map[string]time.Duration{"shortly before its end": 59*time.Minute + 30*time.Second, "after it": 61 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			p, s, jane, clock := shortLived(t)
			jane.get("/connect").shows(200, "renewed by itself, not yet")
			before := p.given()[0]
			renewals := p.hear("/oauth/access_token")
			clock.move(later)
			var pages sync.WaitGroup
			for i := range 20 {
				pages.Go(func() {
					if path := []string{"/albums", "/albums/a1", "/thumbs/p1", "/thumbs/p2"}[i%4]; jane.get(path).status != 200 {
						t.Errorf("%s does not open", path)
					}
				})
			}
			pages.Wait()
			if len(renewals()) != 1 || len(p.given()) != 2 {
				t.Errorf("%d renewals asked for, %d tokens given", len(renewals()), len(p.given()))
			}
			if now := p.given()[1]; now.Token == before.Token || now.Secret == before.Secret {
				t.Error("the successor is the same")
			}
			jane.get("/connect").shows(200, "1 time so far")
			if !strings.Contains(s.log.String(), "renewed a short-lived permission") {
				t.Error("the log does not tell of the renewal")
			}
			jane.get("/account").submit("/disconnect").shows(200, "Disconnected")
			if !p.given()[1].Revoked {
				t.Error("the successor still counts after disconnecting")
			}
		})
	}
}

// A token that turns out to be too old is renewed too: the Service Provider knows best.
func TestTokenIsRenewedWhenRefused(t *testing.T) {
	p, _, jane, _ := shortLived(t)
	first := p.given()[0].Token
	p.misbehave("/api/albums", func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.Header.Get("Authorization"), first) {
			w.Header().Set("WWW-Authenticate", `OAuth realm="", oauth_problem="token_expired"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		p.behave().ServeHTTP(w, r)
	})
	jane.get("/albums").shows(200, "Vacation")
	if len(p.given()) != 2 {
		t.Errorf("%d tokens were given", len(p.given()))
	}
}

// Who disconnects when the token is too old already ends its session too.
func TestDisconnectingEndsTheSession(t *testing.T) {
	p, _, jane, clock := shortLived(t)
	clock.move(2 * time.Hour)
	jane.get("/account").submit("/disconnect").shows(200, "Disconnected")
	given := p.given()
	if last := given[len(given)-1]; !last.Revoked {
		t.Errorf("a token can still be used or renewed: %+v", last.Grant)
	}
}

// Whoever holds a connection from before a renewal is served with what was renewed, and renews nothing.
func TestStaleConnectionIsServed(t *testing.T) {
	p, clock := newServiceProvider(t), newHands()
	p.Now = clock.time
	p.registerShortLived("http://nowhere.example/")
	there := newTerminalAt(t, p, clock)
	stale := there.dance(t, p)
	api := there.Provider.Renewing(there.File)
	for range 3 {
		clock.move(61 * time.Minute)
		for range 3 {
			if _, err := api.Albums(t.Context(), stale); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(p.given()); n != 4 {
		t.Errorf("%d tokens were given in three hours, want the first and one an hour", n)
	}
}

// An order outlives its token: the worker renews it, together with the pages.
func TestTokenIsRenewedDuringAnOrder(t *testing.T) {
	p, _, jane, clock := shortLived(t)
	confirm := jane.choose("p1", "p2", "p3")
	var once sync.Once
	p.misbehave("/api/photos/p1/file", func(w http.ResponseWriter, r *http.Request) {
		once.Do(func() { clock.move(2 * time.Hour) })
		p.behave().ServeHTTP(w, r)
	})
	order := confirm.submit(confirm.orderAction()).address.Path
	jane.get("/albums").shows(200, "Vacation")
	jane.until(order, "event: end")
	jane.get(order).shows(200, "Your print file is ready")
	if n := len(p.given()); n != 2 {
		t.Errorf("%d tokens were given", n)
	}
}

// Where renewing is refused only Jane can help, and her order waits for that; where it only fails, the shop goes on.
func TestRenewalGoesWrong(t *testing.T) {
	p, _, jane, clock := shortLived(t)
	confirm := jane.choose("p1")
	clock.move(2 * time.Hour)
	p.misbehave("/oauth/access_token", drop)
	jane.get("/albums").shows(200, "cannot be reached")
	p.misbehave("/oauth/access_token", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "90")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	jane.get("/albums").shows(200, "try again in 90 seconds")
	p.misbehave("/oauth/access_token", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") })
	jane.get("/albums").shows(200, "did not answer as expected")
	p.misbehave("/oauth/access_token", nil)
	jane.get("/albums").shows(200, "Vacation")

	clock.move(2 * time.Hour)
	p.revokeAll()
	order := confirm.submit(confirm.orderAction()).address.Path
	jane.until(order, "Connect again")
	jane.get(order).submit("/connect")
	jane.get(p.allow(t, "jane"))
	jane.until(order, "event: end")
}

// A request that may arrive twice is repeated after a moment, each time with a nonce of its own; one that asks us to
// wait longer is not.
func TestRequestsAreRepeatedPatiently(t *testing.T) {
	fails := map[string]http.HandlerFunc{
		"drops": drop,
		"503":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) },
		"429 for a second": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(429)
		},
		"a used nonce": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `OAuth realm="", oauth_problem="nonce_used"`)
			w.WriteHeader(401)
		},
	}
	for name, fail := range fails {
		t.Run(name, func(t *testing.T) {
			p := newServiceProvider(t)
			jane := open(t, p, nil).visit(t)
			jane.connect(p, "jane")
			var mu sync.Mutex
			nonces := map[string]bool{}
			p.misbehave("/api/albums", func(w http.ResponseWriter, r *http.Request) {
				h, err := oauthcore.ParseHeader(r.Header.Get("Authorization"))
				mu.Lock()
				first := len(nonces) == 0
				if err != nil || nonces[h.Params.Get("oauth_nonce")] {
					t.Errorf("the nonce %v came again: %v", h.Params.Get("oauth_nonce"), err)
				}
				nonces[h.Params.Get("oauth_nonce")] = true
				mu.Unlock()
				if first {
					fail(w, r)
					return
				}
				p.behave().ServeHTTP(w, r)
			})
			jane.get("/albums").shows(200, "Vacation")
		})
	}
}

func TestRetryAfterIsRespected(t *testing.T) {
	for name, value := range map[string]string{"seconds": "90", "a date": time.Now().Add(90 * time.Second).UTC().Format(http.TimeFormat)} {
		p := newServiceProvider(t)
		jane := open(t, p, nil).visit(t)
		jane.connect(p, "jane")
		var asked atomic.Int64
		p.misbehave("/api/albums", func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Retry-After", value)
			w.WriteHeader(503)
		})
		jane.get("/albums").shows(200, "try again in")
		if asked.Load() != 1 {
			t.Errorf("%s: asked %d times although it said when to come back", name, asked.Load())
		}
	}
}

// What changes something is sent once: nobody knows whether it arrived.
func TestTokenRequestsAreNotRepeated(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	var asked atomic.Int64
	p.misbehave("/oauth/request_token", func(http.ResponseWriter, *http.Request) { asked.Add(1); panic(http.ErrAbortHandler) })
	jane.get("/connect").submit("/connect").shows(200, "cannot be reached")
	p.misbehave("/oauth/request_token", nil)
	jane.connect(p, "jane")
	p.misbehave("/oauth/revoke", func(http.ResponseWriter, *http.Request) { asked.Add(1); panic(http.ErrAbortHandler) })
	jane.get("/account").submit("/disconnect").shows(200, "Photos could not be told")
	if asked.Load() != 2 {
		t.Errorf("asked %d times for a token and for an end of one, want once each", asked.Load())
	}
}

// P49: a redirect within the origin is signed anew, wherever the signature travels; one that leads away is not followed,
// and nothing of ours arrives there.
func TestP49Redirects(t *testing.T) {
	for _, place := range []string{"header", "query"} {
		t.Run(place, func(t *testing.T) {
			p := newServiceProvider(t)
			elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				t.Errorf("another host was asked for %s with %v", r.URL, r.Header)
			}))
			defer elsewhere.Close()
			jane := open(t, p, nil).visit(t)
			jane.get("/settings").submit("/settings", "method", "HMAC-SHA1", "place", place)
			jane.connect(p, "jane")
			p.misbehave("/api/albums", func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("moved") == "" {
					query := r.URL.Query()
					query.Set("moved", "1")
					http.Redirect(w, r, "/api/albums?"+query.Encode(), http.StatusTemporaryRedirect)
					return
				}
				p.behave().ServeHTTP(w, r)
			})
			jane.get("/albums").shows(200, "Vacation")
			for _, away := range []string{elsewhere.URL, strings.Replace(p.URL, "127.0.0.1", "localhost", 1), "https" + strings.TrimPrefix(p.URL, "http")} {
				p.misbehave("/api/albums", func(w http.ResponseWriter, r *http.Request) {
					http.Redirect(w, r, away+"/api/albums?"+r.URL.RawQuery, http.StatusFound)
				})
				jane.get("/albums").shows(200, "another host")
			}
		})
	}
}
