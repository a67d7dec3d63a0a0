package web

import (
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/gate"
	"example.net/oauth1/templates"
)

// sandboxPage is what a developer lets go wrong for a Consumer, to see how it takes that.
type sandboxPage struct {
	templates.Page
	Registration                  *oauthcore.Registration
	Faults                        gate.Faults
	Minutes, Nonces, Expire, Slow string
}

func (s *Server) sandbox(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	f := s.Faults.Of(r.Key)
	return s.show(c, "sandbox", &sandboxPage{
		Page: s.page(c, "developers"), Registration: r, Faults: f,
		Minutes: strconv.Itoa(int(f.Clock / time.Minute)), Nonces: strconv.Itoa(f.Nonces),
		Expire: strconv.Itoa(int(f.Expire / time.Second)), Slow: strconv.Itoa(int(f.Slow / time.Millisecond)),
	})
}

func (s *Server) switchFaults(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	f, err := faultsAsked(c)
	if err != nil {
		return err
	}
	if err := s.Faults.Set(c.Request().Context(), r.Key, f); err != nil {
		return err
	}
	s.flash(c, "success", map[bool]string{
		true: "Switched on, for " + r.Name + " alone. It stays until you switch it off.", false: "Everything works again.",
	}[f.Any()])
	return s.redirect(c, "/developers/apps/"+r.Key+"/sandbox")
}

func faultsAsked(c echo.Context) (f gate.Faults, err error) {
	if field(c, "off") != "" {
		return f, nil
	}
	number := func(name string) (n int) {
		text := strings.TrimSpace(field(c, name))
		if text == "" || err != nil {
			return 0
		}
		if n, err = strconv.Atoi(text); err != nil || n > 1_000_000 || n < -1_000_000 {
			err = &gallery.Refusal{Sentence: "“" + shortly(text) + "” is no whole number. Nothing was switched."}
		}
		return n
	}
	f = gate.Faults{
		Clock: time.Duration(number("clock")) * time.Minute, Nonces: number("nonces"),
		Expire: time.Duration(number("expire")) * time.Second, Slow: time.Duration(number("slow")) * time.Millisecond,
		Busy: field(c, "busy") != "",
	}
	return f, err
}

// shortly is the beginning of a text that somebody has typed.
func shortly(text string) string {
	if letters := []rune(text); len(letters) > 20 {
		return string(letters[:20]) + "…"
	}
	return text
}
