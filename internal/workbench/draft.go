package workbench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"example.net/oauth1/oauthcore"
)

// maxText bounds each field of a Draft, in bytes.
const maxText = 64 << 10

const formType = "application/x-www-form-urlencoded"

// A Draft is a request as a person edits it. Every field may be empty.
type Draft struct {
	Method string // GET if empty
	URL    string // with its query, escaped as it would stand in the request line
	Type   string // the Content-Type of Body
	Body   string // as it would be sent

	// Protocol are the parameters that begin with oauth_ (OAuth Core 1.0a section 5.2), not yet encoded, without
	// oauth_signature.
	Protocol oauthcore.Params
	Realm    string          // of the Authorization header; not signed
	Place    oauthcore.Place // where the protocol parameters travel
	BodyHash bool            // adds oauth_body_hash (the extension of that name)

	ConsumerSecret, TokenSecret string
	PrivateKey                  string // PEM, for the RSA methods

	Signature string // made elsewhere, to be judged; may be empty
	Theirs    string // a base string made elsewhere, to be compared; may be empty
}

// A Refusal says in a sentence what is wrong with a Draft or a pasted text and what to do.
type Refusal struct{ Sentence string }

// Error is the sentence.
func (r *Refusal) Error() string { return r.Sentence }

func refuse(format string, args ...any) error {
	return &Refusal{fmt.Sprintf(format, args...)}
}

// Get is the value of a protocol parameter.
func (d *Draft) Get(name string) string { return d.Protocol.Get(name) }

// Set gives a protocol parameter its value; an empty one takes it away.
func (d *Draft) Set(name, value string) {
	kept := d.Protocol[:0:0]
	for _, p := range d.Protocol {
		if p.Name != name {
			kept = append(kept, p)
		}
	}
	if value != "" {
		kept = append(kept, oauthcore.Param{Name: name, Value: value})
	}
	d.Protocol = kept
}

// Others are the protocol parameters beside those that have a field of their own, one name=value a line.
func (d *Draft) Others() string {
	var lines []string
	for _, p := range d.Protocol {
		if !hasField[p.Name] {
			lines = append(lines, p.Name+"="+p.Value)
		}
	}
	return strings.Join(lines, "\n")
}

// SetOthers adds the parameters of a text with one name=value a line. Values stand as they are, not encoded.
func (d *Draft) SetOthers(text string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if name, value, _ := strings.Cut(line, "="); strings.TrimSpace(name) != "" {
			d.Protocol = append(d.Protocol, oauthcore.Param{Name: strings.TrimSpace(name), Value: value})
		}
	}
}

var hasField = map[string]bool{
	"oauth_consumer_key": true, "oauth_token": true, "oauth_signature_method": true, "oauth_timestamp": true,
	"oauth_nonce": true, "oauth_version": true,
}

// target is a URL as a request line and a Host header have it.
type target struct {
	scheme, authority string
	path, query       string // as written; query without its question mark
	hasQuery          bool
	fragment          bool
}

// readTarget takes an absolute address apart without changing a byte of it.
func readTarget(address string) (t target, err error) {
	for i := range len(address) {
		if c := address[i]; c <= ' ' || c > '~' {
			return t, refuse("The address has %s in it, which cannot stand in a request line: write it as %s.", byteName(c), oauthcore.Encode(address[i:i+1]))
		}
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return t, refuse("The address must be a whole one that begins with http:// or https:// and names a host, with each %% followed by two hexadecimal digits.")
	}
	_, rest, _ := strings.Cut(address, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	t.scheme, t.authority, rest = address[:strings.Index(address, "://")], rest[:end], rest[end:]
	if strings.Contains(t.authority, "@") {
		return t, refuse("The address holds a user name before an @. OAuth does not sign one and HTTP does not send one: leave it out.")
	}
	rest, _, t.fragment = strings.Cut(rest, "#")
	t.path, t.query, t.hasQuery = strings.Cut(rest, "?")
	return t, nil
}

func (t target) requestURI() string {
	uri := t.path
	if uri == "" {
		uri = "/"
	}
	if t.hasQuery {
		uri += "?" + t.query
	}
	return uri
}

// request is the Draft as a Service Provider would receive it, with the protocol parameters given in place of d's own.
func (d *Draft) request(t target, protocol oauthcore.Params) (*http.Request, error) {
	method, body, kind := d.method(), d.Body, d.Type
	r := &http.Request{Method: method, Host: t.authority, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	switch d.Place {
	case oauthcore.InHeader:
		r.Header.Set("Authorization", oauthcore.Header{Realm: d.Realm, HasRealm: d.Realm != "", Params: protocol}.String())
	case oauthcore.InBody:
		if kind == "" && body == "" {
			kind = formType
		}
		if !isForm(kind) {
			return nil, refuse("Protocol parameters travel only in a body that is a form: give it the Content-Type %s, or send them in the header.", formType)
		}
		body = joinForm(body, protocol.Encode())
	case oauthcore.InQuery:
		t.query, t.hasQuery = joinForm(t.query, protocol.Encode()), true
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	r.RequestURI = t.requestURI()
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader([]byte(body))), int64(len(body))
	var err error
	if r.URL, err = url.ParseRequestURI(r.RequestURI); err != nil {
		return nil, refuse("The path of the address cannot be read.")
	}
	return r, nil
}

func (d *Draft) method() string {
	if d.Method == "" {
		return http.MethodGet
	}
	return d.Method
}

func joinForm(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "&" + b
}

// isForm tells whether a body of this Content-Type is signed (OAuth Core 1.0a section 9.1.1).
func isForm(kind string) bool {
	media, _, _ := strings.Cut(kind, ";")
	return strings.EqualFold(strings.TrimSpace(media), formType)
}
