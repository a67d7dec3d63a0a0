package webapp

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"
)

// contentSecurityPolicy without its form-action, which AllowFormAction widens.
const contentSecurityPolicy = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; " +
	"base-uri 'none'; frame-ancestors 'none'; form-action 'self'"

type fixedHeader struct {
	name  string
	value []string
}

// set shares the value: whoever appends makes a copy.
func (f fixedHeader) set(h http.Header) { h[f.name] = f.value[:1:1] }

// fixedHeaders stand on every answer. The Referrer-Policy leaks no token to
// another site and, unlike no-referrer, leaves the Origin of our own forms
// alone: with no-referrer they would arrive as "Origin: null" and be refused.
var fixedHeaders = []fixedHeader{
	{"X-Content-Type-Options", []string{"nosniff"}},
	{"X-Frame-Options", []string{"DENY"}},
	{"Referrer-Policy", []string{"same-origin"}},
	{"Cross-Origin-Resource-Policy", []string{"same-origin"}},
	{"Content-Security-Policy", []string{contentSecurityPolicy}},
	{"Cache-Control", []string{"private, no-store"}},
}

// pageHeaders stand on every answer but pictures, which open no window and run
// no script. Without them the header of a picture fits a map of 14 names, and
// the next larger one costs as much as finding the picture.
var pageHeaders = []fixedHeader{
	{"Cross-Origin-Opener-Policy", []string{"same-origin"}},
	{"Permissions-Policy", []string{"camera=(), microphone=(), geolocation=(), payment=()"}},
}

// securityHeaders sets what stands on every answer, errors included. A handler
// may replace a header: ServeFile does so with Cache-Control.
func securityHeaders(public *url.URL) echo.MiddlewareFunc {
	hsts := []string{"max-age=31536000"}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			for _, fixed := range fixedHeaders {
				fixed.set(h)
			}
			c.Response().Before(func() {
				if !isPicture(h) {
					for _, fixed := range pageHeaders {
						fixed.set(h)
					}
				}
			})
			if public.Scheme == "https" {
				h["Strict-Transport-Security"] = hsts[:1:1]
			}
			return next(c)
		}
	}
}

func isPicture(h http.Header) bool {
	return strings.HasPrefix(h.Get("Content-Type"), "image/") && !strings.HasPrefix(h.Get("Content-Type"), "image/svg")
}

// AllowFormAction lets the forms of this page lead to the given address too.
// The consent page needs it: browsers hold the redirect that follows a form
// against form-action, and that redirect goes to the Consumer's callback
// (OAuth Core 1.0a section 6.2.3).
func AllowFormAction(c echo.Context, address string) {
	u, err := url.Parse(address)
	if err != nil {
		return
	}
	if source := cspSource(u); source != "" {
		c.Response().Header().Set("Content-Security-Policy", contentSecurityPolicy+" "+source)
	}
}

// cspSource writes an address as a CSP source: its origin, or its scheme alone
// where an origin cannot be written (private schemes, IPv6 literals).
func cspSource(u *url.URL) string {
	if u.Scheme == "" || strings.ContainsAny(u.Host, " ;,'\"") {
		return ""
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(u.Host, "[") {
		return u.Scheme + ":"
	}
	return u.Scheme + "://" + u.Host
}

// NoStore marks an answer that carries tokens.
func NoStore(h http.Header) { h.Set("Cache-Control", "no-store") }
