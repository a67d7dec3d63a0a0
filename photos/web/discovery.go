package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
)

// facts is what a Consumer must know about this Service Provider (OAuth Core 1.0a section 4.2), for programs at
// /.well-known/oauth1 and for people at /developers.
type facts struct {
	RequestTokenURL        string   `json:"request_token_url"`
	AuthorizeURL           string   `json:"authorize_url"`
	AccessTokenURL         string   `json:"access_token_url"`
	RevokeURL              string   `json:"revoke_url"`
	APIBase                string   `json:"api_base"`
	SignatureMethods       []string `json:"signature_methods"`
	ParameterPlacements    []string `json:"parameter_placements"`
	TimestampWindowSeconds int      `json:"timestamp_window_seconds"`
	Realm                  string   `json:"realm"`
	Extensions             []string `json:"extensions"`
	Documentation          string   `json:"documentation"`
	TimeURL                string   `json:"time_url"`
}

func (s *Server) facts() facts {
	return facts{
		RequestTokenURL: s.link("/oauth/request_token"), AuthorizeURL: s.link("/oauth/authorize"),
		AccessTokenURL: s.link("/oauth/access_token"), RevokeURL: s.link("/oauth/revoke"),
		APIBase: s.link("/api"), SignatureMethods: s.methodNames(),
		ParameterPlacements:    []string{"header", "body", "query"},
		TimestampWindowSeconds: int(s.Provider.Window / time.Second), Realm: s.Provider.Realm,
		Extensions:    []string{"problem_reporting", "consumer_request", "interactivity", "body_hash", "session", "signed_approval_url", "language_preference"},
		Documentation: s.link("/developers"), TimeURL: s.link("/oauth/time"),
	}
}

// discovery lets a Consumer configure itself from the address of photos alone.
func (s *Server) discovery(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "public, max-age=300")
	return c.JSON(http.StatusOK, s.facts())
}

// clock says what time it is here, in the seconds of oauth_timestamp (section 8): a Consumer whose clock is wrong can
// add the difference.
func (s *Server) clock(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, map[string]int64{"timestamp": s.now().Unix()})
}

// methodNames lists the signature methods that work here: PLAINTEXT only where the channel keeps the secrets (9.4).
func (s *Server) methodNames() (names []string) {
	methods := s.Provider.Methods
	if methods == nil {
		methods = oauthcore.Methods()
	}
	for _, m := range methods {
		if m.Name() != "PLAINTEXT" || s.Provider.Origin.Secure() {
			names = append(names, m.Name())
		}
	}
	return names
}
