package web

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/workbench"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/templates"
)

// workbenchPage is a request in the making. Nothing of it is kept or logged, and nothing is sent anywhere.
type workbenchPage struct {
	templates.Page
	workbench.Draft
	Work    *workbench.Work
	Problem string // why it cannot be signed, or what was pasted not be read
	Paste   string // what could not be read
	Preset  string // the chosen preset's id
	Presets []workbench.Preset
	Methods []oauthcore.SignatureMethod
	Link    string // the same page for another visitor, without the secrets
}

// workbenchPage shows a preset, what an address without secrets says, or the specification's own example.
func (s *Server) workbenchPage(c echo.Context) error {
	p := s.newWorkbench(c)
	preset, found := workbench.PresetByID(c.QueryParam("preset"))
	switch {
	case found:
		p.Draft, p.Preset = preset.Draft, preset.ID
	case c.QueryParam("url") != "":
		p.Draft = draftOf(c.QueryParam)
	default:
		first := workbench.Presets()[0]
		p.Draft, p.Preset = first.Draft, first.ID
	}
	return s.showWork(c, p)
}

// workbench puts the edited request together, or takes a pasted one apart. The secrets come in the body of a POST, so
// that they stand in no address and no log.
func (s *Server) workbench(c echo.Context) error {
	p := s.newWorkbench(c)
	get := func(name string) string { return strings.ReplaceAll(c.FormValue(name), "\r\n", "\n") }
	p.Draft = draftOf(get)
	switch c.FormValue("do") {
	case "fresh":
		p.Draft.Set("oauth_timestamp", strconv.FormatInt(s.now().Unix(), 10))
		p.Draft.Set("oauth_nonce", oauthcore.NewNonce())
	case "paste":
		if err := p.takeApart(get("paste")); err != nil {
			return s.showProblem(c, p, err)
		}
	}
	return s.showWork(c, p)
}

func (s *Server) newWorkbench(c echo.Context) *workbenchPage {
	return &workbenchPage{Page: s.page(c, "developers"), Presets: workbench.Presets(), Methods: oauthcore.Methods()}
}

func (p *workbenchPage) takeApart(text string) (err error) {
	before := p.Draft
	if p.Draft, err = workbench.Read(text, before); err != nil {
		p.Draft, p.Paste = before, text
	}
	return err
}

func (s *Server) showWork(c echo.Context, p *workbenchPage) error {
	var err error
	if p.Work, err = p.Draft.Rebuild(); err != nil {
		return s.showProblem(c, p, err)
	}
	return s.showWorkbench(c, http.StatusOK, p)
}

func (s *Server) showProblem(c echo.Context, p *workbenchPage, err error) error {
	var refusal *workbench.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	p.Problem = refusal.Sentence
	return s.showWorkbench(c, http.StatusUnprocessableEntity, p)
}

// showWorkbench answers the whole page, or the result alone to the script that rebuilds it while somebody types: for it
// half of an address is nothing wrong.
func (s *Server) showWorkbench(c echo.Context, status int, p *workbenchPage) error {
	p.Link = s.link("/workbench?" + linkOf(&p.Draft).Encode())
	if c.Request().Header.Get("X-Part") != "work" {
		return s.render(c, status, "workbench", p)
	}
	var b bytes.Buffer
	if err := s.pages.RenderBlock(&b, "workbench", "work", p); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "private, no-store")
	return c.HTMLBlob(http.StatusOK, b.Bytes())
}

// draftFields are the protocol parameters with a field of their own.
var draftFields = []struct{ field, param string }{
	{"consumer_key", "oauth_consumer_key"}, {"token", "oauth_token"}, {"signature_method", "oauth_signature_method"},
	{"timestamp", "oauth_timestamp"}, {"nonce", "oauth_nonce"}, {"version", "oauth_version"},
}

// draftOf reads a request from a form, or from an address that has no secrets.
func draftOf(get func(string) string) workbench.Draft {
	d := workbench.Draft{
		Method: strings.TrimSpace(get("method")), URL: strings.TrimSpace(get("url")), Type: strings.TrimSpace(get("type")), Body: get("body"),
		Realm: get("realm"), BodyHash: get("body_hash") != "",
		ConsumerSecret: get("consumer_secret"), TokenSecret: get("token_secret"), PrivateKey: get("private_key"),
		Signature: get("signature"), Theirs: get("theirs"),
	}
	for _, f := range draftFields {
		d.Set(f.param, get(f.field))
	}
	d.SetOthers(get("more"))
	for _, place := range places {
		if get("place") == place.String() {
			d.Place = place
		}
	}
	return d
}

var places = []oauthcore.Place{oauthcore.InHeader, oauthcore.InBody, oauthcore.InQuery}

// Places are where the protocol parameters may travel.
func (p *workbenchPage) Places() []oauthcore.Place { return places }

// linkOf is what an address says of a request: all but the secrets.
func linkOf(d *workbench.Draft) url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	for _, f := range draftFields {
		set(f.field, d.Get(f.param))
	}
	for name, value := range map[string]string{
		"method": d.Method, "url": d.URL, "type": d.Type, "body": d.Body, "realm": d.Realm, "place": d.Place.String(),
		"more": d.Others(), "signature": d.Signature, "theirs": d.Theirs,
	} {
		if name == "signature" && d.Get("oauth_signature_method") == oauthcore.Plaintext.Name() {
			continue // it would be the secrets themselves
		}
		set(name, value)
	}
	if d.BodyHash {
		v.Set("body_hash", "1")
	}
	return v
}
