package photos_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/requestlog"
)

// A Consumer that is registered for debugging is told what is wrong with its signature; any other is told only that it
// is wrong.
func TestAWrongSignatureIsExplainedToWhoAskedForIt(t *testing.T) {
	for _, debug := range []bool{true, false} {
		s := open(t, nil)
		consumer := s.consumer()
		registration, err := s.Store.Registration(context.Background(), consumer.Key)
		if err != nil {
			t.Fatal(err)
		}
		debugging := *registration
		debugging.Debug = debug
		if err := s.Store.Register(context.Background(), debugging); err != nil {
			t.Fatal(err)
		}
		access := s.browser().signUp("jane").connect()
		consumer.Secret += "\n" // as it is read from a file by somebody who does not trim
		answer, err := consumer.Client(access).Get(s.url + "/api/user/profile")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		problem := oauthcore.ReadProblem(answer, body)
		if problem == nil || problem.Code != oauthcore.SignatureInvalid {
			t.Fatalf("debug=%v: refused with %v", debug, problem)
		}
		if explained := strings.Contains(problem.Advice, "keep a line end at the end of the Consumer Secret"); explained != debug {
			t.Errorf("debug=%v: the advice is %q", debug, problem.Advice)
		}
		shown := problem.Extra.Get("debug_sbs")
		if want := "GET&" + url.QueryEscape(s.url+"/api/user/profile") + "&"; strings.HasPrefix(shown, want) != debug {
			t.Errorf("debug=%v: debug_sbs is %q", debug, shown)
		}
	}
}

// Whoever signs the name under which she reached the server, which is not its public one, is told so in the
// log. What is signed begins with the public URL all the same.
func TestTheDoctorKnowsTheHostThatWasSent(t *testing.T) {
	f := openFrame(t, open(t, nil))
	inside := "photos.internal:9443"
	r := f.signedFor("http://"+inside, "/api/token")
	r.URL.Host, r.Host = strings.TrimPrefix(f.url, "http://"), inside
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	const told = "sign the host under which you reached the server, which is not its public name"
	p := oauthcore.ReadProblem(answer, body)
	if p == nil || p.Code != oauthcore.SignatureInvalid {
		t.Errorf("the refusal is %d %+v", answer.StatusCode, p)
	}
	if strings.Contains(string(body), inside) || strings.Contains(answer.Header.Get("WWW-Authenticate"), inside) {
		t.Error("the host that a stranger wrote comes back")
	}
	if e := f.entries(requestlog.Filter{Path: "/api/token"})[0]; !strings.Contains(e.Diagnosis, told) {
		t.Errorf("the log says %q", e.Diagnosis)
	}
}

// signedFor is a request signed for another origin.
func (f *frame) signedFor(origin, path string) *http.Request {
	f.t.Helper()
	r, err := http.NewRequest(http.MethodGet, origin+path, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.signer.Sign(r, f.access.Token, f.access.Secret); err != nil {
		f.t.Fatal(err)
	}
	return r
}
