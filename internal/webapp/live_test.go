package webapp

import (
	"strings"
	"sync"
	"testing"

	"github.com/labstack/echo/v4"
)

func TestSignOutElsewhere(t *testing.T) {
	s := newSite(t)
	s.on("/alone", func(c echo.Context, known *Session) error {
		return s.sessions.SignOutElsewhere(c.Request().Context(), known)
	})
	phone, desk, sam := &browser{t: t, site: s}, &browser{t: t, site: s}, &browser{t: t, site: s}
	phone.get("/in?user=jane")
	desk.get("/in?user=jane")
	sam.get("/in?user=sam")
	desk.get("/alone")
	phone.want("/look", "user= a= b=")
	desk.want("/look", "user=jane a= b=")
	sam.want("/look", "user=sam a= b=")
}

// A value that is taken is had by one request only, however many ask for it.
func TestTakenOnce(t *testing.T) {
	s := newSite(t)
	s.on("/take", func(c echo.Context, known *Session) error {
		value, err := known.Take("a")
		if err != nil {
			return err
		}
		return c.String(200, value)
	})
	b := &browser{t: t, site: s}
	b.get("/set?a=once&b=2")
	answers := make([]string, 8)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() {
			r := request("GET", "/take", "")
			r.AddCookie(b.cookie)
			answers[i] = text(t, do(s, r))
		})
	}
	all.Wait()
	if got := strings.Join(answers, ""); got != "once" {
		t.Errorf("it was taken as %q", got)
	}
	b.want("/look", "user= a= b=2")
	b.want("/take", "")
	(&browser{t: t, site: s}).want("/take", "")
}

func TestLiveSessionsAreTheUsersOwn(t *testing.T) {
	s := newSite(t)
	var live []Live
	s.on("/live", func(c echo.Context, known *Session) (err error) {
		live, err = s.sessions.Live(c.Request().Context(), known)
		return err
	})
	s.on("/end", func(c echo.Context, known *Session) error {
		return s.sessions.SignOutOther(c.Request().Context(), known, c.QueryParam("handle"))
	})
	phone, desk, sam := &browser{t: t, site: s}, &browser{t: t, site: s}, &browser{t: t, site: s}
	phone.get("/set?a=phone")
	phone.get("/in?user=jane")
	desk.get("/set?a=desk")
	desk.get("/in?user=jane")
	sam.get("/in?user=sam")

	if desk.get("/live"); len(live) != 2 || live[0].Get("a") != "desk" || !live[0].Current || live[1].Get("a") != "phone" || live[1].Current {
		t.Fatalf("jane has %+v", live)
	}
	handle := live[1].Handle
	if strings.Contains(phone.cookie.Value, handle) {
		t.Error("the handle of a session is in its cookie")
	}
	sam.get("/end?handle=" + handle)
	phone.want("/look", "user=jane a=phone b=")
	desk.get("/end?handle=" + handle)
	phone.want("/look", "user= a= b=")
	desk.want("/look", "user=jane a=desk b=")
	if (&browser{t: t, site: s}).get("/live"); len(live) != 0 {
		t.Errorf("a stranger has %+v", live)
	}
}
