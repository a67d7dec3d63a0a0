package provider

import (
	"context"
	"net/http"
)

// Watch lets somebody see what is sent: tap stands below whatever signs, and watch makes the context of what is asked for
// a customer. Call it before anything is sent.
func (p *Provider) Watch(tap func(http.RoundTripper) http.RoundTripper, watch func(ctx context.Context, customer string) context.Context) {
	p.http.Transport = named{tap(p.wire)}
	p.API.Watch = watch
}
