package oauthcore_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// The Consumer mends what a refusal says can be mended: its clock and its nonce.

// off lets the Consumer's clock be wrong, and tells what it learns.
func (d *dance) off(by time.Duration) (learned *[]time.Duration) {
	learned = new([]time.Duration)
	d.consumer.Now = func() time.Time { return time.Now().Add(by) }
	d.consumer.Clock = &oauthcore.Clock{Corrected: func(ahead time.Duration) { *learned = append(*learned, ahead) }}
	return learned
}

func TestClockIsLearned(t *testing.T) {
	for _, by := range []time.Duration{20 * time.Minute, -20 * time.Minute, 5 * time.Hour} {
		d := newDance(t)
		learned := d.off(by)
		access := d.connect(t)
		for range 3 {
			if got := get(t, d.consumer.Client(access), d.server.URL+"/photo"); got != "the photo of jane" {
				t.Errorf("off by %v: %q", by, got)
			}
		}
		if len(*learned) != 1 || ((*learned)[0]+by).Abs() > 2*time.Second {
			t.Errorf("off by %v, it learned %v", by, *learned)
		}
		if ahead, when := d.consumer.Clock.Ahead(); ahead != (*learned)[0] || when.IsZero() {
			t.Errorf("the Clock says %v, learned at %v", ahead, when)
		}
	}
}

// The Access Token is there and the clock goes wrong afterwards.
func TestClockIsLearnedFromARefusedResource(t *testing.T) {
	d := newDance(t)
	access := d.connect(t)
	d.off(-time.Hour)
	if got := get(t, d.consumer.Client(access), d.server.URL+"/photo"); got != "the photo of jane" {
		t.Error(got)
	}
}

// A provider that does not say what it accepts still has a Date.
func TestClockIsLearnedFromTheDate(t *testing.T) {
	d := newDance(t)
	learned := d.off(-time.Hour)
	honest := d.server.Config.Handler
	d.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(*learned) == 0 {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, "oauth_problem=timestamp_refused")
			return
		}
		honest.ServeHTTP(w, r)
	})
	d.connect(t)
	if len(*learned) != 1 {
		t.Errorf("learned %v", *learned)
	}
}

// Nobody makes us sign for a time that is years away, or sign without end.
func TestAbsurdClockIsNotLearned(t *testing.T) {
	for name, test := range map[string]struct {
		acceptable string
		asked      int64
	}{
		"years ahead":   {"4000000000-4000000600", 1},
		"long ago":      {"1-2", 1},
		"nonsense":      {"yesterday", 2}, // its Date is right, which is no use
		"upside down":   {"9999999999-1", 2},
		"never content": {fmt.Sprintf("%d-%d", time.Now().Unix()+3000, time.Now().Unix()+3600), 2},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDance(t)
			d.off(0)
			var asked atomic.Int64
			d.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprintf(w, "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=%s", test.acceptable)
			})
			_, err := d.consumer.RequestToken(t.Context(), "oob")
			var p *oauthcore.Problem
			if !errors.As(err, &p) || p.Code != oauthcore.TimestampRefused {
				t.Errorf("got %v", err)
			}
			if asked.Load() != test.asked {
				t.Errorf("asked %d times, want %d", asked.Load(), test.asked)
			}
		})
	}
}

// Without a Clock a refusal is passed on as it came, readable to its end.
func TestWithoutAClockNothingIsRepeated(t *testing.T) {
	d := newDance(t)
	access := d.connect(t)
	d.consumer.Now = func() time.Time { return time.Now().Add(time.Hour) }
	answer, err := d.consumer.Client(access).Get(d.server.URL + "/photo")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || !strings.Contains(string(body), "oauth_problem=timestamp_refused") || answer.StatusCode != http.StatusBadRequest {
		t.Errorf("%d %s %v", answer.StatusCode, body, err)
	}
}

// A nonce that is refused is replaced where the request may arrive twice; each
// try has a nonce and a signature of its own.
func TestRefusedNonceIsReplaced(t *testing.T) {
	for _, test := range []struct {
		method string
		body   io.Reader
		tries  int
	}{
		{http.MethodGet, nil, 2}, {http.MethodHead, nil, 2}, {http.MethodPut, strings.NewReader("picture"), 2},
		{http.MethodPost, strings.NewReader("picture"), 1}, {http.MethodPut, io.MultiReader(bytes.NewReader([]byte("a stream"))), 1},
	} {
		d := newDance(t)
		access := d.connect(t)
		var seen []string
		d.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			seen = append(seen, r.Header.Get("Authorization")+string(body))
			w.Header().Set("WWW-Authenticate", `OAuth realm="", oauth_problem="nonce_used"`)
			w.WriteHeader(http.StatusUnauthorized)
		})
		r, err := http.NewRequest(test.method, d.server.URL+"/photo", test.body)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := d.consumer.Client(access).Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if len(seen) != test.tries || len(seen) == 2 && seen[0] == seen[1] {
			t.Errorf("%s was sent %d times, want %d: %q", test.method, len(seen), test.tries, seen)
		}
		if len(seen) == 2 && test.body != nil && !strings.HasSuffix(seen[1], "picture") {
			t.Errorf("the second %s has lost its body: %q", test.method, seen[1])
		}
	}
}

// Authlib confirms the callback with a capital letter.
func TestConfirmationInAnyCase(t *testing.T) {
	d := newDance(t)
	for answer, confirmed := range map[string]bool{"true": true, "True": true, "1": false, "false": false, "": false} {
		d.server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "oauth_token=t&oauth_token_secret=s&oauth_callback_confirmed="+answer)
		})
		if _, err := d.consumer.RequestToken(t.Context(), "oob"); (err == nil) != confirmed {
			t.Errorf("%q: %v", answer, err)
		}
	}
}

func TestSessionIsRead(t *testing.T) {
	for text, want := range map[string]oauthcore.Session{
		"":                                      {},
		"oauth_session_handle=h":                {Handle: "h"},
		"oauth_expires_in=3600":                 {ExpiresIn: time.Hour},
		"oauth_expires_in=-1":                   {},
		"oauth_expires_in=1e9":                  {},
		"oauth_expires_in=99999999999999999999": {},
		"oauth_expires_in=9223372036854775807":  {},
		"oauth_session_handle=h&oauth_expires_in=60&oauth_authorization_expires_in=120": {Handle: "h", ExpiresIn: time.Minute, EndsIn: 2 * time.Minute},
	} {
		params, err := oauthcore.ParseForm(text)
		wantPassed(t, err)
		if got := oauthcore.ReadSession(params); got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
