package printer_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer"
)

// P58: connecting again replaces the connection, an order on the way goes on with the new one, and the old token is
// handed back. Another User's is not: her orders may still need it.
func TestP58ConnectingAgain(t *testing.T) {
	p := newServiceProvider(t)
	jane := open(t, p, nil).visit(t)
	jane.connect(p, "jane")
	confirm := jane.choose("p1", "p2")
	p.misbehave("/api/photos/p2/file", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	order := confirm.submit(confirm.orderAction()).address.Path
	jane.until(order, "Waiting")
	p.misbehave("/api/photos/p2/file", nil)
	jane.get("/connect").submit("/connect")
	jane.get(p.allow(t, "jane")).shows(200, "Connected to photos as jane")
	if given := p.given(); len(given) != 2 || !given[0].Revoked || given[1].Revoked {
		t.Errorf("of the old and the new token: %+v", given)
	}
	jane.until(order, "event: end")
	jane.get("/connect").submit("/connect")
	jane.get(p.allow(t, "sam")).shows(200, "Connected to photos as sam")
	if given := p.given(); given[1].Revoked {
		t.Error("jane's token was handed back because sam connected")
	}
}

// P58: a Service Provider that cannot be told is no reason not to connect.
func TestP58OldTokenCannotBeHandedBack(t *testing.T) {
	p := newServiceProvider(t)
	s := open(t, p, nil)
	jane := s.visit(t)
	jane.connect(p, "jane")
	p.misbehave("/oauth/revoke", drop)
	jane.get("/connect").submit("/connect")
	jane.get(p.allow(t, "jane")).shows(200, "Connected to photos as jane")
	if !strings.Contains(s.log.String(), "could not be handed back") {
		t.Error("the log does not tell")
	}
}

// P59: the shop restarts while Jane is away; her callback, her settings and her PIN still count.
func TestP59RestartMidDance(t *testing.T) {
	p, data := newServiceProvider(t), t.TempDir()
	s := open(t, p, func(c *printer.Config) { c.Data = data })
	jane := s.visit(t)
	jane.begin(p)
	s.restart(t, func(c *printer.Config) { c.Data = data })
	jane.get(p.allow(t, "jane")).shows(200, "Connected to photos as jane")
	back := p.approveLater(t, jane)
	s.restart(t, func(c *printer.Config) { c.Data = data })
	jane.get(back).shows(200, "Connected to photos as jane")
}

// approveLater begins in one step and comes as far as the callback.
func (p *serviceProvider) approveLater(t *testing.T, b *browser) string {
	return p.approve(t, b.get("/connect").submit("/connect", "how", "one-step").leadsTo, "jane")
}

// P62: a callback comes too late, when half an hour has passed.
func TestP62CallbackTooLate(t *testing.T) {
	p, clock := newServiceProvider(t), newHands()
	jane := open(t, p, func(c *printer.Config) { c.Now = clock.time }).visit(t)
	jane.begin(p)
	back := p.allow(t, "jane")
	late := p.approveLater(t, jane)
	clock.move(31 * time.Minute)
	for _, callback := range []string{back, late} {
		jane.get(callback).shows(403, "This answer came too late")
	}
	if len(p.given()) != 0 {
		t.Error("it was exchanged")
	}
}

// P60: nothing in the shop's folder can be used by who steals it without the key, whichever way Jane connected: not
// tokens, secrets or session handles, nor a state that waits for its callback.
func TestP60NothingSecretIsKeptReadable(t *testing.T) {
	p, data, clock := newServiceProvider(t), t.TempDir(), newHands()
	p.Now = clock.time
	s := open(t, p, func(c *printer.Config) { c.Data, c.Now = data, clock.time })
	p.registerShortLived(s.URL + "/")
	jane := s.visit(t)
	jane.connect(p, "jane")
	clock.move(2 * time.Hour)
	jane.get("/albums").shows(200, "Vacation")
	request := p.beginsAgain(t, jane)
	secrets := []string{request.Token, request.Secret, demoSecret}
	for _, access := range p.given() {
		secrets = append(secrets, access.Token, access.Secret, access.Session)
	}
	pages := jane.get("/connect").html + jane.get("/settings").html + jane.get("/account").html + s.log.String()
	err := filepath.WalkDir(data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, secret := range secrets {
			if secret != "" && strings.Contains(string(content)+pages, secret) {
				t.Errorf("%q stands in %s, on a page or in the log", secret, entry.Name())
			}
		}
		return err
	})
	if err != nil || len(secrets) < 9 {
		t.Errorf("%d secrets: %v", len(secrets), err)
	}
}

// beginsAgain is the Request Token of a dance that begins on the page of the ways.
func (p *serviceProvider) beginsAgain(t *testing.T, b *browser) oauthcore.RequestToken {
	t.Helper()
	b.get("/connect").submit("/connect")
	issued, err := p.store.RequestToken(t.Context(), p.latest(t))
	if err != nil {
		t.Fatal(err)
	}
	return issued.RequestToken
}
