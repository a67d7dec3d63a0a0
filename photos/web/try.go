package web

import (
	"bufio"
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/templates"
)

// tryPage looks at a signed request that somebody has pasted. Nothing is sent, used up or kept.
type tryPage struct {
	templates.Page
	Raw, Method, URL, Mine string // as pasted; Mine is the sender's base string

	Problem    string // why it cannot be read
	Entry      *requestlog.Entry
	Checks     []explainedCheck
	Right      bool   // every check has passed
	Clock      string // how far its timestamp is from now, where that matters
	Stranger   bool   // the Consumer is not one of the visitor's: there is nothing to check with
	Difference []string
	Compared   bool // both base strings are there
}

func (s *Server) tryPage(c echo.Context) error {
	return s.show(c, "try", &tryPage{Page: s.page(c, "developers"), Method: get, URL: s.link("/api/consumer")})
}

// try reads what was pasted: a whole request, or an Authorization header with method and address beside it, and the
// sender's own base string, if it is there. The secrets of the Consumer are never asked for: they are known here.
func (s *Server) try(c echo.Context) error {
	p := &tryPage{
		Page: s.page(c, "developers"), Raw: field(c, "raw"), Method: strings.ToUpper(strings.TrimSpace(field(c, "method"))),
		URL: strings.TrimSpace(field(c, "url")), Mine: strings.TrimSpace(field(c, "base")),
	}
	if strings.TrimSpace(p.Raw) == "" && p.Mine != "" {
		p.readBase()
		return s.show(c, "try", p)
	}
	r, err := p.request()
	if err == nil {
		err = s.examine(c, p, r)
	}
	if err != nil {
		p.Problem = err.Error()
	}
	if p.Entry != nil && p.Mine != "" {
		p.Compared, p.Difference = true, differences(p.Mine, p.Entry.BaseString)
	}
	return s.show(c, "try", p)
}

// refusal is a sentence about what was pasted.
func refusal(format string, args ...any) error {
	return &gallery.Refusal{Sentence: fmt.Sprintf(format, args...)}
}

// request makes a request of what was pasted.
func (p *tryPage) request() (*http.Request, error) {
	raw := strings.TrimLeft(strings.ReplaceAll(p.Raw, "\r\n", "\n"), " \t\n")
	line, _, _ := strings.Cut(raw, "\n")
	if !strings.Contains(line, " HTTP/1") {
		return p.fromHeader(raw)
	}
	head, body, _ := strings.Cut(raw, "\n\n")
	body = strings.TrimRight(body, "\n")
	lines := strings.Split(strings.TrimRight(head, "\n"), "\n")
	kept := lines[:1]
	for _, line := range lines[1:] {
		if name, _, _ := strings.Cut(strings.ToLower(line), ":"); name != "content-length" && name != "transfer-encoding" {
			kept = append(kept, line)
		}
	}
	text := strings.Join(kept, "\r\n") + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		return nil, refusal("This cannot be read as a request: %v. It begins with a line such as “GET /photos?file=vacation.jpg HTTP/1.1”.", err)
	}
	return r, nil
}

// fromHeader makes a request of an Authorization header alone.
func (p *tryPage) fromHeader(raw string) (*http.Request, error) {
	header := strings.Join(strings.Fields(raw), " ")
	if name, value, found := strings.Cut(header, ":"); found && strings.EqualFold(name, "Authorization") {
		header = strings.TrimSpace(value)
	}
	u, err := url.Parse(p.URL)
	if err != nil || u.Host == "" {
		return nil, refusal("Give the address that was asked for, or paste the whole request.")
	}
	r, err := http.NewRequest(cmp.Or(p.Method, get), p.URL, nil)
	if err != nil {
		return nil, refusal("This method or address cannot be read.")
	}
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	r.RequestURI = u.RequestURI()
	return r, nil
}

// examine makes the same checks as for a request that arrives, as of the moment of its timestamp.
func (s *Server) examine(c echo.Context, p *tryPage, r *http.Request) error {
	m, err := oauthcore.ParseMessage(r, s.Provider.Origin, s.Provider.Limits)
	if err != nil {
		return err
	}
	if !m.Signed() {
		return refusal("There is no parameter that begins with oauth_ in this request: not in an Authorization header, a form body or the query.")
	}
	sp, seconds := s.dryProvider(c, m)
	ctx, _ := (&requestlog.Log{}).Watch(c.Request().Context(), requestlog.About{Method: r.Method, Path: r.URL.Path})
	err = s.callDry(sp, r.WithContext(ctx))
	e, _ := requestlog.Seen(ctx)
	p.Entry, p.Clock = &e, s.clockWords(seconds)
	if _, own := s.dryConsumer(c, m.Get("oauth_consumer_key")); !own {
		p.Stranger, e.Checks = true, withoutSecrets(e.Checks)
	}
	if e.BaseString == "" {
		e.BaseString = m.BaseString()
	}
	p.Checks, p.Right = explained(e.Checks), err == nil && !p.Stranger
	return nil
}

// withoutSecrets are the checks that are made before the Consumer is looked up.
func withoutSecrets(checks []requestlog.Check) []requestlog.Check {
	for i, check := range checks {
		if check.Name == "Consumer is registered" {
			return checks[:i]
		}
	}
	return checks
}

// callDry makes the checks of the address that a request is for.
func (s *Server) callDry(sp *oauthcore.ServiceProvider, r *http.Request) (err error) {
	path := strings.TrimPrefix(r.URL.Path, s.base())
	switch {
	case strings.HasSuffix(path, "request_token"), path == "/initiate":
		_, err = sp.IssueRequestToken(r)
	case strings.HasSuffix(path, "access_token"), path == "/token":
		_, err = sp.GrantAccessToken(r)
	case strings.HasSuffix(path, "/authorize"):
		_, err = sp.CheckApproval(r)
	case strings.HasPrefix(path, "/api/consumer"), path == "/api/echo":
		_, err = sp.AuthenticateConsumer(r)
	default:
		_, err = sp.Authenticate(r)
	}
	if err == errDry {
		return nil
	}
	return err
}

// clockWords says that a timestamp would not do now.
func (s *Server) clockWords(seconds int64) string {
	off := s.now().Unix() - seconds
	if seconds == 0 || time.Duration(max(off, -off))*time.Second <= s.Provider.Window {
		return ""
	}
	side := "behind"
	if off < 0 {
		off, side = -off, "ahead of"
	}
	return fmt.Sprintf("Its timestamp is %d seconds %s our clock, so it would be refused now (timestamp_refused). The checks below are made as of that time.", off, side)
}

// readBase takes a base string apart.
func (p *tryPage) readBase() {
	method, address, params, err := splitBase(p.Mine)
	if err != nil {
		p.Problem = err.Error()
		return
	}
	e := &requestlog.Entry{Method: method, Path: address, URL: address, BaseString: p.Mine}
	for _, param := range params {
		e.Parameters = append(e.Parameters, requestlog.Param{Name: param.Name, Value: param.Value, Place: "base string"})
	}
	p.Entry, p.Stranger = e, true
}
