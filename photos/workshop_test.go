package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// workshop opens one and answers its page.
func (b *browser) workshop(name string) string {
	b.t.Helper()
	return b.submit(b.get("/workshops"), "/workshops", url.Values{"name": {name}}).wants(http.StatusOK, name, "Nobody is here yet").url.Path
}

// seat joins a workshop without an account, and answers the participant's page.
func (b *browser) seat(code, name string) *page {
	b.t.Helper()
	form := b.get("/join/"+code).wants(http.StatusOK, "What shall we call you?")
	return b.submit(form, "/join/"+code, url.Values{"name": {name}, "language": {"python"}, "callback": {"http://localhost:9000/"}}).wants(http.StatusOK, "Hello, "+name, "Consumer Secret", "Nothing has arrived")
}

// A leader sees how far a participant is at each step, and why she is stuck; the participant sees it too.
func TestAWorkshop(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		leader, ana := s.browser().signUp("leader"), s.browser()
		room := leader.workshop("Signing by hand")
		code := strings.TrimPrefix(room, "/workshops/")
		seat := ana.seat(code, "Ana")
		leader.get(room).wants(http.StatusOK, "Ana", "of 1 have fetched")
		c := s.consumerOf(seat)

		wrong := *c
		wrong.Secret += "\n"
		if _, err := wrong.RequestToken(t.Context(), "oob"); err == nil {
			t.Fatal("a wrong signature was taken")
		}
		for _, p := range []*page{leader.get(room), ana.get(seat.url.Path)} {
			p.wants(http.StatusOK, "signature_invalid", "line end", "first message: done", "signed rightly: not yet")
		}
		token, err := c.RequestToken(t.Context(), "http://localhost:9000/ready")
		if err != nil {
			t.Fatal(err)
		}
		jane := s.browser().signUp("jane")
		leader.get(room).wants(http.StatusOK, "Request Token: done", "User allowed: not yet")
		verifier := jane.decide(jane.consent(token), "allow").returned().Get("oauth_verifier")
		leader.get(room).wants(http.StatusOK, "User allowed: done", "Access Token: not yet")
		access, _, err := c.AccessToken(t.Context(), token, verifier)
		if err != nil {
			t.Fatal(err)
		}
		jane.album("Vacation", file{"vacation.jpg", picture(1)})
		s.sendAs(c, access, http.MethodGet, "/photos?file=vacation.jpg", nil).wants(http.StatusOK)
		leader.get(room).wants(http.StatusOK, "photo: done", "1 of 1 have fetched a photo")
	})
}

func TestAWorkshopEnds(t *testing.T) {
	each(t, func(t *testing.T) {
		s := open(t, nil)
		leader := s.browser().signUp("leader")
		room := leader.workshop("Signing")
		code := strings.TrimPrefix(room, "/workshops/")
		seat := s.browser().seat(code, "Ana")
		c := s.consumerOf(seat)
		if _, err := c.RequestToken(t.Context(), "oob"); err != nil {
			t.Fatal(err)
		}
		leader.submit(leader.get(room), "/reset", nil).wants(http.StatusOK, "Every seat is free", "Nobody is here yet")
		if _, err := c.RequestToken(t.Context(), "oob"); err == nil {
			t.Error("a key of a seat that is free again still works")
		}
		s.browser().get(seat.url.Path).wants(http.StatusNotFound)
		leader.submit(leader.get(room), "/end", nil).wants(http.StatusOK, "No workshop yet")
		s.browser().get("/join/" + code).wants(http.StatusNotFound)
	})
}

func TestJoiningIsChecked(t *testing.T) {
	s := open(t, nil)
	code := strings.TrimPrefix(s.browser().signUp("leader").workshop("Signing"), "/workshops/")
	visitor := s.browser()
	visitor.get("/join?code=NOBODY").wants(http.StatusNotFound, "There is no workshop with this code")
	if p := visitor.get("/join?code="+strings.ToLower(code[:3]+"-"+code[3:])).wants(http.StatusOK, "Signing"); p.url.Path != "/join/"+code {
		t.Errorf("a code that is typed with a dash leads to %s", p.url.Path)
	}
	for _, fields := range []url.Values{{"name": {" "}}, {"name": {strings.Repeat("x", 41)}}, {"name": {"Ana"}, "callback": {"javascript:alert(1)"}}} {
		visitor.submit(visitor.get("/join/"+code), "/join/"+code, fields).wants(http.StatusUnprocessableEntity)
	}
}

// What a leader's account held goes with it.
func TestAWorkshopGoesWithItsLeader(t *testing.T) {
	s := open(t, nil)
	leader := s.browser().signUp("leader")
	code := strings.TrimPrefix(leader.workshop("Signing"), "/workshops/")
	seat := s.browser().seat(code, "Ana")
	leader.submit(leader.get("/account"), "/account/delete", url.Values{"screen_name": {"leader"}, "password": {password}}).wants(http.StatusOK)
	s.browser().get("/join/" + code).wants(http.StatusNotFound)
	s.browser().get(seat.url.Path).wants(http.StatusNotFound)
}

// consumerOf is the Consumer of a participant's page.
func (s *site) consumerOf(seat *page) *oauthcore.Consumer {
	c := s.consumer()
	c.Key, c.Secret = seat.element("seat-key"), seat.element("seat-secret")
	return c
}
