package peers

import (
	"net/http"
	"strings"
	"testing"
)

// goSigner signs one request with a Go library and answers it as it would have
// been sent.
type goSigner func(t *testing.T, e exchange) (*http.Request, error)

// sign lets the library sign the requests. The clock and mostly the nonce are
// the library's own: our side checks by the present time.
func (sign goSigner) sign(t *testing.T, unsigned []exchange) (results []result) {
	t.Helper()
	for _, e := range unsigned {
		signed := e
		if r, err := sign(t, e); err != nil {
			signed.Problem = err.Error()
		} else {
			signed = e.signed(t, r)
		}
		results = append(results, judge(t, &signed))
	}
	return results
}

// present are requests signed now, with whatever nonce. Those for tokens are
// left out: how a library asks for them is its own business, see TestDances.
func present(in []exchange, places, methods string) (out []exchange) {
	for _, e := range in {
		_, target := e.target()
		if strings.HasPrefix(target, "/oauth/") || !strings.Contains(places, e.Place) ||
			!strings.Contains(" "+methods+" ", " "+e.OAuth["oauth_signature_method"]+" ") {
			continue
		}
		delete(e.OAuth, "oauth_timestamp")
		delete(e.OAuth, "oauth_nonce")
		e.want = ""
		out = append(out, e)
	}
	return out
}

// catcher is the network for a library that signs only while it sends: it
// keeps the request.
type catcher struct{ caught *http.Request }

// RoundTrip implements http.RoundTripper.
func (c *catcher) RoundTrip(r *http.Request) (*http.Response, error) {
	c.caught = r
	return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
}

// send sends a request by the library's transport, whose network is the
// catcher, and answers what was caught.
func (c *catcher) send(t *testing.T, through http.RoundTripper, e exchange) (*http.Request, error) {
	t.Helper()
	if _, err := through.RoundTrip(e.request(t)); err != nil {
		return nil, err
	}
	return c.caught, nil
}
