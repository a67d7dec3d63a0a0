package oauthtrace_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
	"example.net/oauth1/oauthcore/oauthtrace"
)

// both is a Service Provider and a Consumer that record their own ends.
type both struct {
	received, sent *oauthtrace.Recorder
	provider       *oauthcore.ServiceProvider
	consumer       *oauthcore.Consumer
}

func newBoth(t *testing.T, most int) *both {
	t.Helper()
	b := &both{received: oauthtrace.New(most), sent: oauthtrace.New(most)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, done := b.received.Record(r.Context(), oauthtrace.Received)
		token, err := b.provider.IssueRequestToken(r.WithContext(ctx))
		if err != nil {
			b.provider.WriteProblem(w, r, err)
			done(http.StatusUnauthorized)
			return
		}
		done(http.StatusOK)
		oauthcore.WriteTokens(w, token.Answer())
	}))
	t.Cleanup(server.Close)
	b.provider = &oauthcore.ServiceProvider{
		Origin: oauthcore.Origin(server.URL),
		Store:  oauthtest.NewMemoryStore(oauthcore.Registration{Key: "key", Secret: "top-secret", OutOfBand: true}),
	}
	b.consumer = &oauthcore.Consumer{
		Key: "key", Secret: "top-secret", Endpoints: oauthcore.Endpoints{RequestToken: server.URL + "/request_token"},
	}
	return b
}

func (b *both) ask(t *testing.T) (oauthcore.RequestToken, error) {
	t.Helper()
	ctx, done := b.sent.Record(context.Background(), oauthtrace.Sent)
	defer done(0)
	return b.consumer.RequestToken(ctx, oauthcore.OutOfBand)
}

func TestRecorderSeesBothEndsOfAMessage(t *testing.T) {
	b := newBoth(t, 10)
	token, err := b.ask(t)
	if err != nil {
		t.Fatal(err)
	}
	sent, received := b.sent.Last()[0], b.received.Last()[0]
	if !sent.Matches(received) || !received.Matches(sent) {
		t.Error("the two ends of one message do not match")
	}
	if sent.BaseString.BaseString == "" || sent.BaseString != received.BaseString {
		t.Errorf("base strings differ:\nsent     %+v\nreceived %+v", sent.BaseString, received.BaseString)
	}
	if got, want := len(received.Checks), len(oauthcore.Checks("request token")); got != want {
		t.Errorf("%d checks recorded, want %d", got, want)
	}
	if len(received.Changes) != 1 || received.Changes[0].Step != "issued" || received.Changes[0].Token != token.Token {
		t.Errorf("changes %+v", received.Changes)
	}
	for _, p := range sent.Message.Params {
		if p.Place != oauthcore.InHeader {
			t.Errorf("%s is said to travel in the %s", p.Name, p.Place)
		}
	}
}

func TestRecorderNamesTheCheckThatRefused(t *testing.T) {
	b := newBoth(t, 10)
	b.consumer.Secret = "wrong"
	if _, err := b.ask(t); err == nil {
		t.Fatal("a wrong secret was accepted")
	}
	refusal, refused := b.received.Last()[0].Refusal()
	if !refused || refusal.Problem != oauthcore.SignatureInvalid || refusal.Section != "9" {
		t.Errorf("refusal %+v", refusal)
	}
}

func TestRecorderKeepsTheLastAndNoSecret(t *testing.T) {
	b := newBoth(t, 3)
	b.consumer.Method = oauthcore.Plaintext
	b.provider.Origin = oauthcore.Origin(strings.Replace(string(b.provider.Origin), "http:", "https:", 1))
	var secrets []string
	for range 5 {
		token, err := b.ask(t)
		if err != nil {
			t.Fatal(err)
		}
		secrets = append(secrets, token.Secret)
	}
	last := b.received.Last()
	if len(last) != 3 || last[0].ID != 3 || last[2].ID != 5 {
		t.Fatalf("kept %d exchanges, the first with ID %d", len(last), last[0].ID)
	}
	for _, secret := range append(secrets, "top-secret") {
		if text := fmt.Sprintf("%+v %+v", last, b.sent.Last()); strings.Contains(text, secret) {
			t.Errorf("a trace holds the secret %q:\n%s", secret, text)
		}
	}
}

func TestRecorderStreams(t *testing.T) {
	b := newBoth(t, 10)
	ctx, cancel := context.WithCancel(context.Background())
	events := b.received.Subscribe(ctx)
	if _, err := b.ask(t); err != nil {
		t.Fatal(err)
	}
	if e := <-events; e.Status != http.StatusOK || e.Side != oauthtrace.Received {
		t.Errorf("streamed %+v", e)
	}
	cancel()
	if _, open := <-events; open {
		t.Error("the stream is still open after its context ended")
	}
}
