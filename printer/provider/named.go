package provider

import (
	"net/http"

	"example.net/oauth1/internal/requestid"
)

// named sends the id of what a request is for along with it, so that the Service Provider has it in its log under the
// same name. The header is not part of what is signed: OAuth signs none (OAuth Core 1.0a section 9.1).
type named struct{ base http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (n named) RoundTrip(r *http.Request) (*http.Response, error) {
	id := requestid.Of(r.Context())
	if id == "" {
		return n.base.RoundTrip(r)
	}
	telling := r.WithContext(r.Context()) // a copy: the request is not ours to change
	telling.Header = r.Header.Clone()
	telling.Header.Set(requestid.Header, id)
	return n.base.RoundTrip(telling)
}
