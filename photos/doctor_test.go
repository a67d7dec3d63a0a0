package photos_test

import (
	"context"
	"io"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
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
