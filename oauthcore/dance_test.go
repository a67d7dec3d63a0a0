package oauthcore_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// dance is a small Service Provider on a free port, and a Consumer of it.
type dance struct {
	provider *oauthcore.ServiceProvider
	store    *oauthtest.MemoryStore
	consumer *oauthcore.Consumer
	server   *httptest.Server
}

func newDance(t *testing.T) *dance {
	t.Helper()
	d := &dance{store: oauthtest.NewMemoryStore(oauthcore.Registration{
		Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", Name: "printer",
		Callbacks: []string{"http://printer.example.com/"}, OutOfBand: true,
	})}
	d.server = httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(d.server.Close)
	origin, err := oauthcore.ParseOrigin(d.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	d.provider = &oauthcore.ServiceProvider{Store: d.store, Origin: origin}
	d.consumer = &oauthcore.Consumer{
		Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44",
		Endpoints: oauthcore.Endpoints{
			RequestToken: d.server.URL + "/request_token",
			Authorize:    d.server.URL + "/authorize",
			AccessToken:  d.server.URL + "/access_token",
		},
	}
	return d
}

func (d *dance) serve(w http.ResponseWriter, r *http.Request) {
	var answer oauthcore.Params
	var err error
	switch r.URL.Path {
	case "/request_token":
		var t *oauthcore.IssuedRequestToken
		if t, err = d.provider.IssueRequestToken(r); err == nil {
			answer = t.Answer()
		}
	case "/access_token":
		var t *oauthcore.IssuedAccessToken
		if t, err = d.provider.GrantAccessToken(r); err == nil {
			answer = t.Answer()
		}
	case "/revoke":
		err = d.provider.Revoke(r)
	default:
		var access *oauthcore.Access
		if access, err = d.provider.Authenticate(r); err == nil {
			io.WriteString(w, "the photo of "+access.Token.Grant.User)
			return
		}
	}
	if err != nil {
		d.provider.WriteProblem(w, r, err)
		return
	}
	oauthcore.WriteTokens(w, answer)
}

// connect walks the whole dance and returns an Access Token.
func (d *dance) connect(t *testing.T) oauthcore.AccessToken {
	t.Helper()
	ctx := context.Background()
	request, err := d.consumer.RequestToken(ctx, "http://printer.example.com/ready?job=1")
	if err != nil {
		t.Fatal(err)
	}
	issued, err := d.provider.Authorize(ctx, request.Token, oauthcore.Grant{User: "jane"})
	if err != nil {
		t.Fatal(err)
	}
	if want := "http://printer.example.com/ready?job=1&oauth_token=" + request.Token + "&oauth_verifier=" + issued.Verifier; issued.ReturnURL() != want {
		t.Errorf("the User returns to %s, want %s", issued.ReturnURL(), want)
	}
	access, _, err := d.consumer.AccessToken(ctx, request, issued.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	return access
}

func TestDance(t *testing.T) {
	for _, place := range []oauthcore.Place{oauthcore.InHeader, oauthcore.InBody, oauthcore.InQuery} {
		t.Run(place.String(), func(t *testing.T) {
			d := newDance(t)
			d.consumer.Place = place
			access := d.connect(t)
			if place == oauthcore.InBody {
				d.consumer.Place = oauthcore.InHeader // a GET has no body
			}
			if got := get(t, d.consumer.Client(access), d.server.URL+"/photos?file=vacation.jpg&size=original"); got != "the photo of jane" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestDanceIsRefusedOnceRevoked(t *testing.T) {
	d := newDance(t)
	client := d.consumer.Client(d.connect(t))
	answer, err := client.Post(d.server.URL+"/revoke", "", nil)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("revoking: %v %v", answer, err)
	}
	if got := get(t, client, d.server.URL+"/photos"); !strings.Contains(got, "oauth_problem=token_revoked") {
		t.Errorf("after revoking, got %q", got)
	}
}

func TestDanceProblemReachesTheConsumer(t *testing.T) {
	d := newDance(t)
	d.consumer.Secret = "wrong"
	_, err := d.consumer.RequestToken(context.Background(), oauthcore.OutOfBand)
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) || problem.Code != oauthcore.SignatureInvalid || problem.Status != http.StatusUnauthorized {
		t.Errorf("got %v, want signature_invalid with status 401", err)
	}
}

func get(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	answer, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
