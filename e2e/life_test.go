package e2e

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// replay is photos with the clock, the tokens and the verifier of the documents.
type replay struct {
	t    *testing.T
	data string
	at   int64 // the time, in seconds since 1970
	jane string
	app  *photos.App
}

const password = "photos-demo"

// newReplay makes a photos in which there is Jane with her vacation photo, and the printer's registration.
func newReplay(t *testing.T) *replay {
	t.Helper()
	r := &replay{t: t, data: t.TempDir(), at: 137131199}
	t.Cleanup(r.stop)
	r.live(plain)
	ctx := t.Context()
	jane, err := r.app.Gallery.SignUp(ctx, "jane", "Jane", password)
	if err != nil {
		t.Fatal(err)
	}
	album, err := r.app.Gallery.CreateAlbum(ctx, jane.ID, "Vacation")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.app.Gallery.Upload(ctx, jane.ID, album.ID, "vacation.jpg", bytes.NewReader(vacation(t))); err != nil {
		t.Fatal(err)
	}
	r.jane = jane.ID
	if err := r.app.Store.Register(ctx, oauthcore.Registration{Key: consumerKey, Secret: consumerSecret,
		Name: "printer.example.com", Callbacks: []string{"http://printer.example.com/"}, Created: r.now()}); err != nil {
		t.Fatal(err)
	}
	return r
}

// live starts photos at a public URL, over the data of the life before.
func (r *replay) live(publicURL string) {
	r.t.Helper()
	r.stop()
	var err error
	r.app, err = photos.New(context.WithoutCancel(r.t.Context()), photos.Config{
		URL: publicURL, Data: r.data, TimestampWindow: 5 * time.Minute, AllowInsecure: true,
		Log: slog.New(slog.DiscardHandler), Now: r.now,
		NewToken:    oneByOne("hh5s93j4hdidpola", "nnch734d00sl2jdk"),
		NewSecret:   oneByOne("hdhd0244k9j7ao03", "pfkkdhi9sl3r4s00"),
		NewVerifier: oneByOne("hfdp7dh39dks9884"),
	})
	if err != nil {
		r.t.Fatalf("starting photos at %s: %v", publicURL, err)
	}
}

func (r *replay) stop() {
	if r.app == nil {
		return
	}
	if err := r.app.Close(); err != nil {
		r.t.Errorf("stopping photos: %v", err)
	}
	r.app = nil
}

func (r *replay) now() time.Time { return time.Unix(r.at, 0) }

// oneByOne is a source of chance that gives what the documents say it gave.
func oneByOne(values ...string) func() string {
	return func() (next string) {
		next, values = values[0], values[1:]
		return next
	}
}

// RoundTrip lets a browser talk to this photos without a network.
func (r *replay) RoundTrip(request *http.Request) (*http.Response, error) {
	served := request.Clone(request.Context())
	served.RequestURI, served.RemoteAddr = request.URL.RequestURI(), "192.0.2.1:4711"
	if served.Body == nil {
		served.Body = http.NoBody
	}
	served.Host = request.URL.Host
	recorder := httptest.NewRecorder()
	r.app.Handler.ServeHTTP(recorder, served)
	answer := recorder.Result()
	answer.Request = request
	return answer, nil
}

// janeAllows follows the printer's redirect, signs in, presses Allow, and is sent back to the printer.
func (r *replay) janeAllows(address, back string) {
	r.t.Helper()
	b := openForms(r.t, address, r)
	b.visit(address)
	b.press("Sign in", url.Values{"screen_name": {"jane"}, "password": {password}})
	b.see("Allow printer.example.com to see your photos?")
	b.press("Allow", nil)
	if b.status != http.StatusSeeOther || b.at.String() != back {
		r.t.Fatalf("Jane is sent to %s with %d, not to %s", b.at, b.status, back)
	}
}

// answer is what photos said.
type answer struct {
	t *testing.T
	*http.Response
	body []byte
}

// send sends a request as it is printed.
func (r *replay) send(printed string) answer {
	r.t.Helper()
	recorder := httptest.NewRecorder()
	r.app.Handler.ServeHTTP(recorder, parse(r.t, printed))
	response := recorder.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer{r.t, response, body}
}

// parse reads a request with the same parser that reads it from the wire.
func parse(t *testing.T, printed string) *http.Request {
	t.Helper()
	request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.ReplaceAll(printed, "\n", "\r\n"))))
	if err != nil {
		t.Fatalf("reading the printed request: %v", err)
	}
	request.RemoteAddr = "192.0.2.1:4711"
	return request.WithContext(t.Context())
}

// form is the printed answer. Ours may go on after it: parameters beyond the
// required ones are allowed (section 6.3.2).
func (a answer) form(want string) {
	a.t.Helper()
	body := string(a.body)
	if a.StatusCode != http.StatusOK || body != want && !strings.HasPrefix(body, want+"&") {
		a.t.Fatalf("the answer is %d %s\nnot %s", a.StatusCode, body, want)
	}
	if kind, cache := a.Header.Get("Content-Type"), a.Header.Get("Cache-Control"); kind != "application/x-www-form-urlencoded" || !strings.Contains(cache, "no-store") {
		a.t.Errorf("the answer is %s, %s", kind, cache)
	}
}

// challenge is the answer to an unsigned request. Ours may say more about the problem.
func (a answer) challenge(want string) {
	a.t.Helper()
	got := a.Header.Get("WWW-Authenticate")
	if a.StatusCode != http.StatusUnauthorized || got != want && !strings.HasPrefix(got, want+",") {
		a.t.Errorf("the answer is %d with %s, not 401 with %s", a.StatusCode, got, want)
	}
}

func (a answer) photo() {
	a.t.Helper()
	if want := vacation(a.t); a.StatusCode != http.StatusOK || !bytes.Equal(a.body, want) {
		a.t.Errorf("the answer is %d with %d bytes, not the photo: %.300s", a.StatusCode, len(a.body), a.body)
	}
}

func (a answer) problem(code oauthcore.Code) {
	a.t.Helper()
	values, err := url.ParseQuery(string(a.body))
	if err != nil || values.Get("oauth_problem") != string(code) {
		a.t.Errorf("the answer is %d %s, not %s", a.StatusCode, a.body, code)
	}
}

// vacation is the photo of the example.
func vacation(t *testing.T) []byte {
	t.Helper()
	photo, err := os.ReadFile("../seed/photos/vacation.jpg")
	if err != nil {
		t.Fatal(err)
	}
	return photo
}
