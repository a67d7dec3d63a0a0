package webapp

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/requestid"
)

// canonical makes every request look as if it had been sent to the public URL:
// Host is replaced, so that nothing can be built from what a stranger wrote
// there, and the path prefix is taken off for routing. RequestURI stays as
// received: that is what was signed (OAuth Core 1.0a section 9.1.2).
// A request outside the prefix is not found, except /healthz and /readyz.
func canonical(public *url.URL) echo.MiddlewareFunc {
	prefix := Prefix(public)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request() // changed in place: echo routes on this very value
			sent := r.Host
			r.Host = public.Host
			id := nameOf(r)
			c.Response().Header()[requestid.Header] = []string{id}
			ctx := requestid.With(r.Context(), id)
			if sent != public.Host {
				ctx = context.WithValue(ctx, hostKey{}, sent)
			}
			c.SetRequest(r.WithContext(ctx))
			if prefix != "" && !isProbe(r.URL.Path) && !trimPrefix(r.URL, prefix) {
				r.URL.Path, r.URL.RawPath = "/not/below/the/public/URL", ""
			}
			return next(c)
		}
	}
}

// Prefix returns the path prefix of a public URL: "" or "/like/this".
func Prefix(public *url.URL) string { return strings.TrimRight(public.EscapedPath(), "/") }

func trimPrefix(u *url.URL, prefix string) bool {
	rest, ok := strings.CutPrefix(u.EscapedPath(), prefix)
	if !ok || (rest != "" && rest[0] != '/') {
		return false
	}
	if rest == "" {
		rest = "/"
	}
	path, err := url.PathUnescape(rest)
	if err != nil {
		return false
	}
	u.Path, u.RawPath = path, ""
	if u.EscapedPath() != rest {
		u.RawPath = rest
	}
	return true
}

type hostKey struct{}

// SentHost is the Host header of a request that was sent to another name than
// the public one, and "" for every other. It says what a stranger wrote: good
// for telling her so, never for a link or a signature.
func SentHost(ctx context.Context) string {
	host, _ := ctx.Value(hostKey{}).(string)
	return host
}

// RequestID returns the id under which the request is in the log. printer
// sends its own along to photos, so that one can be found in both.
func RequestID(ctx context.Context) string { return requestid.Of(ctx) }

// nameOf keeps an id that was sent along if it is harmless in a log.
func nameOf(r *http.Request) string {
	if sent := r.Header.Get(requestid.Header); requestid.Harmless(sent) {
		return sent
	}
	return requestid.New()
}

func ipNet(p netip.Prefix) *net.IPNet {
	p = p.Masked()
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}
