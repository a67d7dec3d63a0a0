package webapp

import (
	"fmt"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/sqldb"
)

func TestLimiter(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	l := &Limiter{Every: 10 * time.Second, Burst: 3, Now: func() time.Time { return now }}
	for try, want := range []bool{true, true, true, false, false} {
		if got, wait := l.Allow("jane"); got != want || got != (wait == 0) {
			t.Errorf("try %d: %v, wait %v", try+1, got, wait)
		}
	}
	if _, wait := l.Allow("jane"); wait != 10*time.Second {
		t.Errorf("wait %v: refused tries must not make the wait longer", wait)
	}
	if ok, _ := l.Allow("sam"); !ok {
		t.Error("sam waits because of jane")
	}
	now = now.Add(10 * time.Second)
	if ok, _ := l.Allow("jane"); !ok {
		t.Error("no try after the wait")
	}
	if err := l.Forget(t.Context(), "jane"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if ok, _ := l.Allow("jane"); !ok {
			t.Error("not all tries back")
		}
	}
}

func TestLimiterIsBounded(t *testing.T) {
	l := &Limiter{Burst: 1, Keys: 100}
	l.Allow("first")
	for i := range 1000 {
		l.Allow(fmt.Sprint(i))
		l.Allow("busy")
	}
	if len(l.byKey) != 100 || l.recent.Len() != 100 {
		t.Errorf("%d keys are remembered", len(l.byKey))
	}
	if ok, _ := l.Allow("busy"); ok {
		t.Error("the busiest key was forgotten")
	}
	if ok, _ := l.Allow("first"); !ok {
		t.Error("the quietest key was not forgotten")
	}
}

func TestALimitIsDividedAmongThoseWhoShareIt(t *testing.T) {
	now, share := time.Unix(1_700_000_000, 0), 2
	l := &Limiter{Every: time.Second, Burst: 12, Share: func() int { return share }, Now: func() time.Time { return now }}
	tries := func() (n int) {
		for ok := true; ok; n++ {
			ok, _ = l.Allow("jane")
		}
		return n - 1
	}
	for _, step := range []struct {
		share int
		after time.Duration
		want  int
	}{{2, 0, 6}, {2, time.Second, 0}, {2, time.Second, 1}, {3, 3 * time.Second, 1}, {3, time.Hour, 4}, {1, time.Second, 0}, {1, 2 * time.Second, 2}, {1, time.Hour, 12}, {0, time.Hour, 12}, {100, time.Hour, 1}} {
		share, now = step.share, now.Add(step.after)
		if got := tries(); got != step.want {
			t.Errorf("one of %d, after %s: %d tries, want %d", step.share, step.after, got, step.want)
		}
	}
}

func TestClientKey(t *testing.T) {
	for address, want := range map[string]string{
		"203.0.113.9:4711":            "203.0.113.9",
		"[2001:db8:1:2:3:4:5:6]:4711": "2001:db8:1:2::/64",
		"[2001:db8:1:2:ffff::]:4711":  "2001:db8:1:2::/64",
		"[::ffff:203.0.113.9]:4711":   "203.0.113.9",
		"[fe80::1:2:3:4%eth0]:4711":   "fe80::/64",
	} {
		r := request("GET", "/", "")
		r.RemoteAddr = address
		c := echo.New().NewContext(r, nil)
		c.Echo().IPExtractor = clientAddress(nil)
		if got := ClientKey(c); got != want {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
	}
}

// Where tries cannot be counted nobody is let through.
func TestWithoutTheDatabaseNobodyTries(t *testing.T) {
	db := newStore(t).DB
	tries := &sqldb.Limit{DB: db, Name: "account", Every: time.Second, Burst: 10} // without its table
	e := newEcho(t, Config{})
	e.GET("/try", func(c echo.Context) error {
		if ok, _, err := Try(c, tries, "jane"); ok || err == nil {
			t.Errorf("let through: %v, %v", ok, err)
		}
		return Forget(c, &sqldb.Limit{DB: db}, "jane")
	})
	if answer := do(e, request("GET", "/try", "")); answer.StatusCode != 503 {
		t.Errorf("%d, want 503", answer.StatusCode)
	}
}
