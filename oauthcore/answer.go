package oauthcore

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Answer is the body of a successful token request: name=value pairs, each
// encoded, joined by & (OAuth Core 1.0a section 5.3).
func (t *IssuedRequestToken) Answer() Params {
	return Params{
		{"oauth_token", t.Token},
		{"oauth_token_secret", t.Secret},
		{"oauth_callback_confirmed", "true"},
	}
}

// Answer is the body of a successful exchange (OAuth Core 1.0a section 6.3.2);
// the application may append parameters of its own.
func (t *IssuedAccessToken) Answer() Params {
	return append(Params{
		{"oauth_token", t.Token},
		{"oauth_token_secret", t.Secret},
	}, t.sessionParams()...)
}

// WriteTokens answers a token request. The answer holds secrets, so nothing
// may keep it (OAuth Core 1.0a section 11.5).
func WriteTokens(w http.ResponseWriter, params Params) {
	w.Header().Set("Content-Type", formType)
	w.Header().Set("Cache-Control", "no-store")
	io.WriteString(w, params.Encode())
}

// WriteProblem answers with a refusal: its status, its words both in a
// WWW-Authenticate header and in the body, which is form-encoded or, where the
// request prefers it, JSON with the same keys; a browser, which would show
// neither, gets them as plain text. An error that is no [*Problem]
// becomes a bare 500: its text is for the log.
func (sp *ServiceProvider) WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	var p *Problem
	if !errors.As(err, &p) {
		http.Error(w, "Something went wrong on the server.", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("WWW-Authenticate", Header{Realm: sp.realm(), HasRealm: true, Params: p.headerParams()}.String())
	h.Set("Date", sp.now().UTC().Format(http.TimeFormat))
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept, Authorization")
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.RetryAfter.Seconds()))))
	}
	p.writeBody(w, r.Header.Get("Accept"))
}

func (p *Problem) writeBody(w http.ResponseWriter, accept string) {
	contentType, body := formType, p.Params().Encode()
	switch {
	case prefersJSON(accept):
		contentType, body = "application/json", p.json()
	case isBrowser(accept):
		contentType, body = "text/plain; charset=utf-8", p.plainText()
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(p.status())
	io.WriteString(w, body)
}

func (p *Problem) json() string {
	object := map[string]string{}
	for _, param := range p.Params() {
		object[param.Name] = param.Value
	}
	text, _ := json.Marshal(object) // strings: it cannot fail
	return string(text) + "\n"
}

// plainText is for a person who has opened an address that programs sign.
func (p *Problem) plainText() string {
	var text strings.Builder
	text.WriteString(p.Advice + "\n\n")
	for _, param := range p.Params() {
		if param.Name != "oauth_problem_advice" {
			text.WriteString(param.Name + ": " + param.Value + "\n")
		}
	}
	return text.String()
}

// isBrowser tells a person's browser by what it accepts. A program that happens
// to take text/html, as Java's do by default, does not speak of XHTML first.
func isBrowser(accept string) bool {
	return strings.HasPrefix(accept, "text/html,application/xhtml+xml") && !strings.Contains(accept, formType)
}

// maxHeaderValue is the longest value of a refusal that goes into its header.
const maxHeaderValue = 1 << 10

// headerParams is what of a refusal goes into the header: all but a base
// string and whatever else is long, such as a rejected parameter. That stands
// in the body alone.
func (p *Problem) headerParams() (params Params) {
	for _, param := range p.Params() {
		if param.Name != "debug_sbs" && len(param.Value) <= maxHeaderValue {
			params = append(params, param)
		}
	}
	return params
}

func (sp *ServiceProvider) realm() string {
	if sp.Realm != "" {
		return sp.Realm
	}
	return string(sp.Origin) + "/"
}

// prefersJSON tells whether an Accept header names JSON before a form.
func prefersJSON(accept string) bool {
	asJSON, asForm := strings.Index(accept, "application/json"), strings.Index(accept, formType)
	return asJSON >= 0 && (asForm < 0 || asJSON < asForm)
}

// ReadProblem takes a refusal from an answer: from its WWW-Authenticate header,
// or from the body, form-encoded or JSON. It answers nil when there is none.
func ReadProblem(answer *http.Response, body []byte) *Problem {
	for _, value := range answer.Header.Values("WWW-Authenticate") {
		if h, err := ParseHeader(value); err == nil {
			if p := problemOf(h.Params); p != nil {
				// What is too long for a header stands in the body alone.
				if full := problemOf(bodyParams(body)); full != nil {
					p = full
				}
				return p.with(answer)
			}
		}
	}
	return problemOf(bodyParams(body)).with(answer)
}

// bodyParams reads a body that is a form or a flat JSON object.
func bodyParams(body []byte) (params Params) {
	var object map[string]any
	if json.Unmarshal(body, &object) == nil {
		for _, name := range slices.Sorted(maps.Keys(object)) {
			if text, is := object[name].(string); is {
				params = append(params, Param{name, text})
			}
		}
		return params
	}
	params, _ = ParseForm(strings.TrimSpace(string(body)))
	return params
}

// What is kept of a refusal that somebody else has worded: it goes into logs.
const (
	maxCode   = 64
	maxAdvice = 2 << 10
)

// problemOf finds a refusal among parameters.
func problemOf(params Params) *Problem {
	code := params.Get("oauth_problem")
	if code == "" {
		return nil
	}
	p := &Problem{Code: Code(code[:min(len(code), maxCode)]), Advice: params.Get("oauth_problem_advice")}
	p.Advice = p.Advice[:min(len(p.Advice), maxAdvice)]
	for _, param := range params {
		if param.Name != "oauth_problem" && param.Name != "oauth_problem_advice" && param.Name != "realm" {
			p.Extra = append(p.Extra, param)
		}
	}
	return p
}

// with adds what the answer itself tells.
func (p *Problem) with(answer *http.Response) *Problem {
	if p != nil {
		p.Status, p.RetryAfter = answer.StatusCode, retryAfter(answer)
		p.Date, _ = http.ParseTime(answer.Header.Get("Date")) // without one it stays zero
	}
	return p
}

// retryAfter reads a Retry-After header, in seconds or as a date.
func retryAfter(answer *http.Response) time.Duration {
	value := answer.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	when, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	now := time.Now()
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		now = date
	}
	return max(0, when.Sub(now))
}
