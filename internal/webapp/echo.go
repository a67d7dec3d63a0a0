package webapp

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/requestid"
)

// Config is what New needs to know.
type Config struct {
	Name           string                          // "photos": in the log
	PublicURL      *url.URL                        // the only source of scheme, authority and path prefix
	TrustedProxies []netip.Prefix                  // whose X-Forwarded-For tells the client's address
	Log            *slog.Logger                    // nil: slog.Default
	Ready          func(ctx context.Context) error // nil: always

	// Wrong tells in sentences what stands against sending requests here, without
	// looking at what is named. nil: nothing.
	Wrong func(ctx context.Context, without ...string) []string

	// Machine lists the endpoints called by programs that carry a signature
	// and no cookie, as http.ServeMux patterns without the path prefix:
	// "POST /oauth/request_token". Only these are spared the cross-origin check.
	Machine []string

	// Meter measures what is answered. nil measures nothing, and costs nothing.
	Meter Meter

	// MaxBody bounds the body of a request, unless Uploads says otherwise for
	// its route. 0 means 1 MiB.
	MaxBody int64
}

// New returns an echo instance with everything in place except the routes, the
// sessions and the HTTPErrorHandler, which the web rooms add.
func New(cfg Config) *echo.Echo {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	cfg.Log = requestid.Logger(cfg.Log)
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.Logger.SetOutput(slog.NewLogLogger(cfg.Log.Handler(), slog.LevelWarn).Writer())
	e.IPExtractor = clientAddress(cfg.TrustedProxies)

	e.Pre(canonical(cfg.PublicURL)) // first: nothing after it can see the Host header
	if cfg.Meter != nil {
		e.Pre(measure(e, cfg.Meter))
	}
	e.Pre(
		compress, // around the log, which writes the error pages too
		requestLog(cfg.Log),
		securityHeaders(cfg.PublicURL),
		recoverPanics(cfg.Log),
		limitBody(cfg.MaxBody),
		sameOrigin(cfg.PublicURL, cfg.Machine),
	)
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		e.Add(method, "/healthz", healthz(cfg.Ready))
		e.Add(method, "/readyz", readyz(cfg.Wrong))
	}
	return e
}

// clientAddress says who is asking: the peer, or what a trusted proxy says.
// echo's default would believe anybody's header.
func clientAddress(trusted []netip.Prefix) echo.IPExtractor {
	if len(trusted) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range trusted {
		options = append(options, echo.TrustIPRange(ipNet(p)))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}

// sameOrigin refuses unsafe requests that a browser sends from another origin,
// sign-in included, before any form is read. Scripts without a browser's
// headers pass; the token in the form is for them.
func sameOrigin(public *url.URL, machine []string) echo.MiddlewareFunc {
	check := http.NewCrossOriginProtection()
	for _, pattern := range machine {
		check.AddInsecureBypassPattern(pattern)
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := check.Check(c.Request()); err != nil {
				return echo.NewHTTPError(http.StatusForbidden, "This form was sent from another site. Open the page here and try again.").SetInternal(err)
			}
			return next(c)
		}
	}
}
