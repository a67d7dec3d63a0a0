package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/registry"
	"example.net/oauth1/templates"
)

// appsPage lists the Consumers that a developer has registered.
type appsPage struct {
	templates.Page
	Apps []oauthcore.Registration
}

func (s *Server) apps(c echo.Context) error {
	apps, err := s.Registry.Consumers(c.Request().Context(), s.user(c).ID)
	if err != nil {
		return err
	}
	return s.show(c, "apps", &appsPage{s.page(c, "developers"), apps})
}

// appFormPage is what a developer writes about a Consumer, the first time or anew.
type appFormPage struct {
	templates.Page
	registry.Form
	Key     string // empty for a new one
	Methods []tick
	Lives   []lifetime
	Wrong   registry.Wrong
}

// lifetime is for how long an Access Token may be good.
type lifetime struct {
	Seconds int64
	Words   string
	Chosen  bool
}

// lifetimes are those to choose from, and the present one if it is another.
func lifetimes(chosen time.Duration) (list []lifetime) {
	all := registry.Lifetimes
	if !slices.Contains(all, chosen) {
		all = append(slices.Clone(all), chosen)
	}
	for _, d := range all {
		list = append(list, lifetime{int64(d / time.Second), lifetimeWords(d), d == chosen})
	}
	return list
}

// lifetimeWords says how long an Access Token lives.
func lifetimeWords(d time.Duration) string {
	switch days := int(d / (24 * time.Hour)); {
	case d == 0:
		return "as long as the User allows"
	case d == time.Hour:
		return "an hour, and is renewed"
	case days == 1 && d%(24*time.Hour) == 0:
		return "a day, and is renewed"
	case d%(24*time.Hour) == 0:
		return strconv.Itoa(days) + " days, and is renewed"
	}
	return strings.TrimSuffix(strings.TrimSuffix(d.String(), "0s"), "0m") + ", and is renewed"
}

// tick is one of several things that can be ticked.
type tick struct {
	Value   string
	Checked bool
}

func (s *Server) appFormPage(c echo.Context, key string, f registry.Form, wrong registry.Wrong) *appFormPage {
	p := &appFormPage{Page: s.page(c, "developers"), Form: f, Key: key, Lives: lifetimes(f.TokenLifetime), Wrong: wrong}
	for _, name := range s.methodNames() {
		checked := false
		for _, chosen := range f.Methods {
			checked = checked || chosen == name
		}
		p.Methods = append(p.Methods, tick{name, checked})
	}
	return p
}

func (s *Server) newApp(c echo.Context) error {
	return s.show(c, "app-form", s.appFormPage(c, "", registry.Form{Debug: true}, nil))
}

// registerApp takes a new Consumer in (OAuth Core 1.0a section 4.2), and shows its key and its secret: the only time
// that the secret is shown.
func (s *Server) registerApp(c echo.Context) error {
	f := appForm(c)
	r, err := s.Registry.Register(c.Request().Context(), s.user(c).ID, f)
	if err != nil {
		return s.mendApp(c, "", f, err)
	}
	s.Log.InfoContext(c.Request().Context(), "consumer registered", "user", s.user(c).ID, "consumer", r.Key)
	return s.showSecret(c, r, "Registered")
}

// appForm reads the form. One address stands on each line.
func appForm(c echo.Context) registry.Form {
	r := c.Request()
	seconds, err := strconv.ParseInt(field(c, "token_lifetime"), 10, 32)
	if err != nil && field(c, "token_lifetime") != "" {
		seconds = -1 // which is none of the choices
	}
	return registry.Form{
		Name: field(c, "name"), Description: field(c, "description"), URL: field(c, "url"),
		Callbacks: strings.Split(r.PostFormValue("callbacks"), "\n"), Methods: r.PostForm["method"],
		PublicKey: r.PostFormValue("public_key"), OutOfBand: field(c, "oob") != "", Debug: field(c, "debug") != "",
		TokenLifetime: time.Duration(seconds) * time.Second,
	}
}

// mendApp shows the form again, with what is wrong beside the fields.
func (s *Server) mendApp(c echo.Context, key string, f registry.Form, err error) error {
	var wrong registry.Wrong
	if !errors.As(err, &wrong) {
		return err
	}
	return s.render(c, http.StatusUnprocessableEntity, "app-form", s.appFormPage(c, key, f, wrong))
}

// secretPage shows a secret once.
type secretPage struct {
	templates.Page
	*oauthcore.Registration
	Did string // what has just been done
}

// showSecret answers a form with the secret itself: it is kept in no session and no address to be shown again.
func (s *Server) showSecret(c echo.Context, r *oauthcore.Registration, did string) error {
	return s.show(c, "app-secret", &secretPage{s.page(c, "developers"), r, did})
}

// appPage is one Consumer, to its developer.
type appPage struct {
	templates.Page
	*oauthcore.Registration
	Overlap  bool // whether the secret before the last change still works
	Overlaps []overlap
	KeyBits  int
	Lives    string // how long its Access Tokens are good
}

// overlap is a time for which a changed secret may go on working.
type overlap struct {
	Hours int
	Words string
}

var overlapWords = map[time.Duration]string{
	0: "stops at once", time.Hour: "works for another hour", 24 * time.Hour: "works for another day",
	7 * 24 * time.Hour: "works for another week", 30 * 24 * time.Hour: "works for another 30 days",
}

func (s *Server) app(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	p := &appPage{Page: s.page(c, "developers"), Registration: r, Lives: lifetimeWords(r.TokenLifetime)}
	p.Overlap = r.PreviousSecret != "" && s.now().Before(r.PreviousUntil)
	for _, d := range registry.Overlaps {
		p.Overlaps = append(p.Overlaps, overlap{int(d / time.Hour), overlapWords[d]})
	}
	if r.PublicKey != nil {
		p.KeyBits = r.PublicKey.N.BitLen()
	}
	return s.show(c, "app", p)
}

// ownApp is the Consumer that the address names, if it is the User's.
func (s *Server) ownApp(c echo.Context) (*oauthcore.Registration, error) {
	return s.Registry.Consumer(c.Request().Context(), s.user(c).ID, c.Param("app"))
}

func (s *Server) editApp(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	return s.show(c, "app-form", s.appFormPage(c, r.Key, registry.FormOf(r), nil))
}

func (s *Server) changeApp(c echo.Context) error {
	before, err := s.ownApp(c)
	if err != nil {
		return err
	}
	f := appForm(c)
	r, err := s.Registry.Change(c.Request().Context(), s.user(c).ID, before.Key, f)
	if err != nil {
		return s.mendApp(c, before.Key, f, err)
	}
	if r.PublicKey == nil && before.PublicKey != nil {
		return s.showSecret(c, r, "Changed to a secret")
	}
	s.flash(c, "success", r.Name+" is registered as you wrote it.")
	return s.redirect(c, "/developers/apps/"+r.Key)
}

// rotateApp gives a Consumer a new secret and shows it, once.
func (s *Server) rotateApp(c echo.Context) error {
	hours, err := time.ParseDuration(field(c, "overlap") + "h")
	if err != nil {
		return &gallery.Refusal{Sentence: "Choose for how long the old secret shall go on working."}
	}
	r, err := s.Registry.Rotate(c.Request().Context(), s.user(c).ID, c.Param("app"), hours)
	if err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "consumer secret changed", "user", s.user(c).ID, "consumer", r.Key)
	return s.showSecret(c, r, "A new secret")
}

func (s *Server) endOverlap(c echo.Context) error {
	return s.didToApp(c, s.Registry.EndOverlap(c.Request().Context(), s.user(c).ID, c.Param("app")), "The old secret is refused from now on.")
}

func (s *Server) suspendApp(c echo.Context) error {
	return s.didToApp(c, s.Registry.Suspend(c.Request().Context(), s.user(c).ID, c.Param("app"), true),
		"Suspended: whatever is signed with this key is refused from now on.")
}

func (s *Server) resumeApp(c echo.Context) error {
	return s.didToApp(c, s.Registry.Suspend(c.Request().Context(), s.user(c).ID, c.Param("app"), false), "Resumed: the key works again.")
}

// didToApp goes back to a Consumer's page with a sentence, if nothing has failed.
func (s *Server) didToApp(c echo.Context, err error, sentence string) error {
	if err != nil {
		return err
	}
	s.flash(c, "success", sentence)
	return s.redirect(c, "/developers/apps/"+c.Param("app"))
}

// deleteApp forgets a Consumer. Its tokens open nothing from then on.
func (s *Server) deleteApp(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	if field(c, "sure") == "" {
		return &gallery.Refusal{Sentence: "Tick the box to say that you are sure. Nothing was deleted."}
	}
	if err := s.Registry.Delete(c.Request().Context(), s.user(c).ID, r.Key); err != nil {
		return err
	}
	s.Log.InfoContext(c.Request().Context(), "consumer deleted", "user", s.user(c).ID, "consumer", r.Key)
	s.flash(c, "success", r.Name+" is deleted, and every token that it had.")
	return s.redirect(c, "/developers/apps")
}
