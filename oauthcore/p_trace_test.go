package oauthcore_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// recording collects every event as text.
func recording(ctx context.Context, into *[]string) context.Context {
	return oauthcore.WithTrace(ctx, &oauthcore.Trace{
		Collected:  func(e oauthcore.MessageInfo) { *into = append(*into, fmt.Sprintf("collected %+v", e)) },
		BaseString: func(e oauthcore.BaseStringInfo) { *into = append(*into, fmt.Sprintf("base string %+v", e)) },
		Signed:     func(e oauthcore.SignedInfo) { *into = append(*into, fmt.Sprintf("signed %+v", e)) },
		Checked:    func(e oauthcore.CheckInfo) { *into = append(*into, fmt.Sprintf("checked %+v", e)) },
		Changed:    func(e oauthcore.TokenChange) { *into = append(*into, fmt.Sprintf("changed %+v", e)) },
	})
}

// The whole dance, good and bad, with every method and place: no event, and no
// refusal, tells a secret.
func TestP60NoEventHoldsASecret(t *testing.T) {
	var events []string
	secrets := []string{printerSecret, requestSecret, accessSecret, verifier, "the session handle"}
	for _, method := range []string{"HMAC-SHA1", "PLAINTEXT", "plaintext"} {
		for _, place := range []oauthcore.Place{oauthcore.InHeader, oauthcore.InQuery, oauthcore.InBody} {
			for _, spoil := range []string{"nothing", "oauth_signature", "oauth_verifier", "oauth_nonce"} {
				sp, store := newProvider(debugged())
				sp.Origin = "https://photos.example.net"
				pending(t, store, oauthcore.StateAuthorized, "")
				ctx := recording(t.Context(), &events)
				for _, l := range []*letter{askLetter(), exchangeLetter(), exchangeLetter().set("oauth_session_handle", "the session handle"), photoLetter()} {
					l.method, l.place, l.signedURL = "POST", place, "https://photos.example.net"+strings.SplitN(l.target, "?", 2)[0]
					l.set("oauth_signature_method", method)
					if method == "plaintext" {
						l.signature = l.consumerSecret + "&" + l.tokenSecret
					}
					switch spoil {
					case "oauth_signature":
						l.signature = printerSecret + "&" + requestSecret + "x"
					case "oauth_verifier", "oauth_nonce":
						l.protocol = append(l.protocol, oauthcore.Param{Name: spoil, Value: verifier})
						l.signature = printerSecret + "&"
					}
					if strings.Contains(l.target, "?") && place != oauthcore.InQuery {
						l.target = strings.SplitN(l.target, "?", 2)[0]
					}
					r := l.request(t).WithContext(ctx)
					var err error
					switch {
					case strings.Contains(l.target, "request_token"):
						_, err = sp.IssueRequestToken(r)
					case strings.Contains(l.target, "access_token"):
						_, err = sp.GrantAccessToken(r)
					default:
						_, err = sp.Authenticate(r)
					}
					if err != nil && spoil != "oauth_nonce" { // its value is shown: a nonce is no secret
						events = append(events, "refused: "+withoutBase(err))
					}
				}
			}
		}
	}
	for _, event := range events {
		if strings.Contains(event, "oauth_nonce") && strings.Contains(event, "Value:"+verifier) {
			continue // the verifier that the test itself put into a nonce
		}
		for _, secret := range secrets {
			if strings.Contains(event, secret) || strings.Contains(event, oauthcore.Encode(secret)) {
				t.Fatalf("%q is in %s", secret, event)
			}
		}
	}
	if len(events) < 500 {
		t.Errorf("only %d events", len(events))
	}
}

func debugged() oauthcore.Registration {
	r := printer()
	r.Debug = true
	return r
}

// withoutBase prints a refusal but for the base string, which holds what its
// reader has sent.
func withoutBase(err error) string {
	p := err.(*oauthcore.Problem)
	return fmt.Sprint(p, slices.DeleteFunc(slices.Clone(p.Extra), func(param oauthcore.Param) bool { return param.Name == "debug_sbs" }))
}

// The types of the events have no room for a secret: what they are made of is
// listed here, and another field needs another look.
func TestP60EventsAreMadeOfKnownFields(t *testing.T) {
	for event, want := range map[any]string{
		oauthcore.BaseStringInfo{}: "Method URL Normalized BaseString",
		oauthcore.SignedInfo{}:     "ConsumerKey Token SignatureMethod Timestamp Nonce Place",
		oauthcore.TokenChange{}:    "Kind Token Consumer Step",
	} {
		kind := reflect.TypeOf(event)
		var names []string
		for i := range kind.NumField() {
			names = append(names, kind.Field(i).Name)
		}
		wantText(t, kind.Name(), strings.Join(names, " "), want)
	}
}

// Hooks of two traces are both run, in the order in which they were added.
func TestTracesAddUp(t *testing.T) {
	var order []string
	hook := func(name string) *oauthcore.Trace {
		return &oauthcore.Trace{Changed: func(e oauthcore.TokenChange) { order = append(order, name+" "+e.Step) }}
	}
	ctx := oauthcore.WithTrace(oauthcore.WithTrace(t.Context(), hook("first")), hook("second"))
	sp, store := newProvider()
	pending(t, store, oauthcore.StateIssued, "")
	_, err := sp.Deny(ctx, requestToken, "jane")
	wantPassed(t, err)
	wantText(t, "order", strings.Join(order, ", "), "first denied, second denied")
}

// Each endpoint reports each of its checks, in the order of its list.
func TestEveryCheckIsReported(t *testing.T) {
	var names []string
	trace := &oauthcore.Trace{Checked: func(e oauthcore.CheckInfo) { names = append(names, e.Name) }}
	sp, _ := newProvider()
	r := photoLetter().request(t)
	_, err := sp.Authenticate(r.WithContext(oauthcore.WithTrace(r.Context(), trace)))
	wantPassed(t, err)
	var want []string
	for _, check := range oauthcore.Checks("protected resource") {
		want = append(want, check.Name)
		if check.Section == "" {
			t.Errorf("%q cites no section", check.Name)
		}
	}
	wantText(t, "checks", strings.Join(names, "; "), strings.Join(want, "; "))
	if want[len(want)-1] != "nonce has not been used" {
		t.Error("the nonce is not the last check")
	}
}

// The checks of every endpoint can be listed, and each cites its clause. None
// lacks a check of those that every signed message needs, and the nonce, which
// is used up, comes after the signature.
func TestEveryEndpointMakesTheCommonChecks(t *testing.T) {
	for _, name := range []string{"request token", "access token", "protected resource", "consumer request", "approval", "renewal"} {
		position := map[string]int{}
		for i, check := range oauthcore.Checks(name) {
			position[check.Name] = i + 1
			if check.Section == "" {
				t.Errorf("%s: %q cites no section", name, check.Name)
			}
		}
		for _, check := range []string{
			"protocol parameters in one place only", "no protocol parameter twice", "no unknown protocol parameter", "no required parameter missing",
			"version is 1.0", "signature method is supported", "timestamp and nonce are well formed", "timestamp is near the server's clock",
			"Consumer is registered", "Consumer may use the signature method", "signature is right", "Consumer is not barred", "nonce has not been used",
		} {
			if position[check] == 0 {
				t.Errorf("%s does not check that %s", name, check)
			}
		}
		if position["nonce has not been used"] < position["signature is right"] {
			t.Errorf("%s uses nonces up before it has checked the signature", name)
		}
	}
	if oauthcore.Checks("unknown") != nil {
		t.Error("an unknown endpoint has checks")
	}
}
