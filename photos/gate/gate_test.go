package gate_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
	"example.net/oauth1/photos/gate"
)

// kept are switches without a database.
type kept map[string]gate.Faults

func (k kept) Faults(context.Context) (map[string]gate.Faults, error) { return k, nil }

func (k kept) SaveFaults(context.Context, string, gate.Faults) error { return nil }

// patient lets so many through, and nobody after them.
type patient struct{ left int }

func (p *patient) Allow(string) (bool, time.Duration) {
	p.left--
	return p.left >= 0, time.Second
}

var consumer = oauthcore.Registration{Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44"}

// provider is a Service Provider behind a gate with these switches.
func provider(t *testing.T, faults gate.Faults, limit gate.Limiter) *oauthcore.ServiceProvider {
	t.Helper()
	board, err := gate.OpenBoard(t.Context(), kept{consumer.Key: faults})
	if err != nil {
		t.Fatal(err)
	}
	store := &gate.Store{SessionStore: oauthtest.NewMemoryStore(consumer), Board: board, Limit: limit}
	return &oauthcore.ServiceProvider{Store: store, Admit: store.Admit, Origin: "https://photos.example.net"}
}

// ask sends a request that the Consumer signs, and answers what comes and when.
func ask(t *testing.T, sp *oauthcore.ServiceProvider, method oauthcore.SignatureMethod) (*http.Response, time.Duration) {
	t.Helper()
	r := httptest.NewRequest("GET", "https://photos.example.net/api/consumer", nil)
	signer := oauthcore.Consumer{Key: consumer.Key, Secret: consumer.Secret, Method: method}
	if err := signer.Sign(r, "", ""); err != nil {
		t.Fatal(err)
	}
	if method == oauthcore.Plaintext { // needs neither, over https
		r.Header.Set("Authorization", `OAuth oauth_consumer_key="`+consumer.Key+`", oauth_signature_method="PLAINTEXT", oauth_signature="`+consumer.Secret+`%26"`)
	}
	began, w := time.Now(), httptest.NewRecorder()
	if _, err := sp.AuthenticateConsumer(r); err != nil {
		sp.WriteProblem(w, r, err)
	}
	return w.Result(), time.Since(began)
}

func TestAnAnswerThatTakesTooLongIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			slow, takes time.Duration
			status      int
		}{
			{0, 0, http.StatusOK}, {time.Second, time.Second, http.StatusOK}, {gate.Patience, gate.Patience, http.StatusOK},
			{gate.Patience + time.Millisecond, gate.Patience, http.StatusServiceUnavailable}, {gate.MaxSlow, gate.Patience, http.StatusServiceUnavailable},
		} {
			answer, took := ask(t, provider(t, gate.Faults{Slow: c.slow}, nil), nil)
			if answer.StatusCode != c.status || took != c.takes {
				t.Errorf("%s slower: %d after %s, want %d after %s", c.slow, answer.StatusCode, took, c.status, c.takes)
			}
			p := oauthcore.ReadProblem(answer, nil)
			if c.status != http.StatusOK && (p == nil || p.Code != oauthcore.ConsumerKeyRefused || p.RetryAfter != 30*time.Second) {
				t.Errorf("%s slower: %+v", c.slow, p)
			}
		}
	})
}

// Whoever leaves does not keep the Service Provider waiting.
func TestNobodyWaitsForWhoHasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := provider(t, gate.Faults{Slow: time.Minute}, nil).Store.(*gate.Store)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if err := store.Admit(ctx, consumer.Key); err == nil || time.Since(began) != time.Second {
			t.Errorf("%v after %s", err, time.Since(began))
		}
	})
}

// A request without a nonce, which PLAINTEXT allows, is counted and misbehaved to like any other.
func TestThereIsNoWayRoundTheGate(t *testing.T) {
	for _, method := range []oauthcore.SignatureMethod{oauthcore.HMACSHA1, oauthcore.Plaintext} {
		sp := provider(t, gate.Faults{}, &patient{2})
		for i, want := range []int{200, 200, 503, 503} {
			if answer, _ := ask(t, sp, method); answer.StatusCode != want {
				t.Errorf("%s: request %d is answered %d", method.Name(), i, answer.StatusCode)
			}
		}
		if answer, _ := ask(t, provider(t, gate.Faults{Busy: true}, nil), method); answer.StatusCode != 503 {
			t.Errorf("%s: busy, it is answered %d", method.Name(), answer.StatusCode)
		}
	}
}
