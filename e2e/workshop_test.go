package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/oauthcore"
)

// A leader opens a workshop; a participant joins from the code on the screen, makes a mistake, and both see what it is.
func TestWorkshopOnTheScreen(t *testing.T) {
	demo := programs.Start(t)
	leader := &walker{visitor(t, demo), map[string]bool{}}
	leader.Visit(demo.Photos.URL + "/workshops")
	leader.signIn("sam", programs.Password)
	leader.inspect("photos workshops, none")
	leader.Fill("Name", "Signing by hand")
	leader.Press("Open it")
	leader.See("Nobody is here yet")
	code := leader.URL()[strings.LastIndex(leader.URL(), "/")+1:]

	ana := &walker{visitor(t, demo), map[string]bool{}}
	ana.Visit(demo.Photos.URL + "/join")
	ana.inspect("photos join, code")
	ana.Fill("The code on the screen", strings.ToLower(code))
	ana.Press("Join")
	ana.inspect("photos join")
	ana.Fill("What shall we call you?", "Ana")
	ana.Pick("Your language", "Python")
	ana.Press("Take a seat")
	ana.See("Hello, Ana")
	ana.inspect("photos seat")
	c := ana.consumer(ana.output("seat-key"), ana.output("seat-secret"))
	demo.Secret("a participant's secret", c.Secret)
	leader.See("Ana")
	leader.See("0 of 1 have fetched a photo")

	wrong := *c
	wrong.Secret += "\n"
	if _, err := wrong.RequestToken(t.Context(), oauthcore.OutOfBand); err == nil {
		t.Fatal("a wrong signature was taken")
	}
	for _, screen := range []*walker{leader, ana} {
		screen.See("signature_invalid")
		screen.See("line end")
	}
	ana.inspect("photos seat, stuck")
	ana.dance(c)
	leader.See("1 of 1 have fetched a photo")
	others := joinMore(leader, code, "Ben", "Chloé", "Dmitri")
	if _, err := others[1].RequestToken(t.Context(), oauthcore.OutOfBand); err != nil {
		t.Fatal(err)
	}
	others[2].Secret = wrong.Secret
	if _, err := others[2].RequestToken(t.Context(), oauthcore.OutOfBand); err == nil {
		t.Fatal("somebody else's secret was taken")
	}
	leader.See("1 of 4 have fetched a photo")
	leader.See("a secret is not the one")
	leader.inspect("photos workshop")
	leader.Press("Free the seats or end…")
	leader.Press("Free every seat")
	leader.See("Every seat is free")
	leader.Press("Free the seats or end…")
	leader.Press("End the workshop")
	leader.See("The workshop is over")
}

// joinMore lets others take seats.
func joinMore(w *walker, code string, names ...string) (consumers []*oauthcore.Consumer) {
	w.t.Helper()
	for _, name := range names {
		b := openForms(w.t, w.demo.Photos.URL, nil)
		b.visit(w.demo.Photos.URL + "/join/" + code)
		b.press("Take a seat", url.Values{"name": {name}, "language": {"go"}})
		consumers = append(consumers, w.consumer(b.byID("seat-key"), b.byID("seat-secret")))
	}
	return consumers
}

// dance goes from the Request Token to the photo, by PIN, and allows as jane.
func (w *walker) dance(c *oauthcore.Consumer) {
	w.t.Helper()
	if err := danceAlone(w.t, w.demo, c); err != nil {
		w.t.Fatal(err)
	}
}

// danceAlone is what one participant's program and her browser do.
func danceAlone(t *testing.T, demo *programs.Demo, c *oauthcore.Consumer) error {
	token, err := c.RequestToken(t.Context(), oauthcore.OutOfBand)
	if err != nil {
		return err
	}
	access, _, err := c.AccessToken(t.Context(), token, allowedPIN(t, demo, c.AuthorizeURL(token)))
	if err != nil {
		return err
	}
	answer, err := c.Client(access).Get(demo.Photos.URL + "/photos?file=vacation.jpg&size=thumb")
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the photo: %d, %v", answer.StatusCode, err)
	}
	return nil
}

// typing lets some people type a password at the same time: of one account, so many tries at once are all that is allowed.
var typing = make(chan struct{}, 5)

// allowedPIN is what photos shows jane when she allows.
func allowedPIN(t *testing.T, demo *programs.Demo, address string) string {
	b := openForms(t, demo.Photos.URL, nil)
	b.visit(address)
	typing <- struct{}{}
	b.press("Sign in", url.Values{"screen_name": {"jane"}, "password": {programs.Password}})
	<-typing
	b.press("Allow", nil)
	pin := strings.ReplaceAll(b.byID("pin"), " ", "")
	demo.Secret("a verifier", pin)
	return pin
}

// Fifty people join at once, from one address, and dance at once. Every one of them arrives, and the screen says so.
func TestFiftyParticipantsAtOnce(t *testing.T) {
	const people = 50
	demo := programs.Start(t)
	leader := &walker{visitor(t, demo), map[string]bool{}}
	leader.Visit(demo.Photos.URL + "/workshops")
	leader.signIn("sam", programs.Password)
	leader.Fill("Name", "A full room")
	leader.Press("Open it")
	leader.See("Nobody is here yet")
	code := leader.URL()[strings.LastIndex(leader.URL(), "/")+1:]

	var room sync.WaitGroup
	failed := make(chan error, people)
	for i := range people {
		room.Go(func() {
			b := openForms(t, demo.Photos.URL, nil)
			b.visit(demo.Photos.URL + "/join/" + code)
			b.press("Take a seat", url.Values{"name": {fmt.Sprintf("Participant %d", i+1)}, "language": {"go"}})
			c := leader.consumer(b.byID("seat-key"), b.byID("seat-secret"))
			demo.Secret("a participant's secret", c.Secret)
			if err := danceAlone(t, demo, c); err != nil {
				failed <- fmt.Errorf("participant %d: %w", i+1, err)
			}
		})
	}
	room.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
	leader.See(fmt.Sprintf("%d of %d have fetched a photo", people, people))
}
