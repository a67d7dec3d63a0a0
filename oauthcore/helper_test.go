package oauthcore_test

import (
	"bufio"
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// The names and secrets of Appendix A, and the second of its last request.
const (
	printerKey, printerSecret = "dpf43f3p2l4k3l03", "kd94hf93k423kf44"
	requestToken              = "hh5s93j4hdidpola"
	requestSecret             = "hdhd0244k9j7ao03"
	verifier                  = "hfdp7dh39dks9884"
	accessToken               = "nnch734d00sl2jdk"
	accessSecret              = "pfkkdhi9sl3r4s00"
	photosOrigin              = "http://photos.example.net"
	appendixSecond            = 1191242096
)

// printer is the Consumer of Appendix A as it registered with photos.
func printer() oauthcore.Registration {
	return oauthcore.Registration{
		Key: printerKey, Secret: printerSecret, Name: "printer", URL: "http://printer.example.com/",
		Callbacks: []string{"http://printer.example.com/"}, OutOfBand: true,
	}
}

// newProvider is photos on the day of Appendix A: it knows the printer, and
// the Access Token that Jane granted it.
func newProvider(registrations ...oauthcore.Registration) (*oauthcore.ServiceProvider, *oauthtest.MemoryStore) {
	store := oauthtest.NewMemoryStore(append([]oauthcore.Registration{printer()}, registrations...)...)
	store.Put(oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: accessToken, Secret: accessSecret},
		Consumer:    printerKey, Grant: oauthcore.Grant{User: "jane"},
	})
	return &oauthcore.ServiceProvider{
		Store: store, Origin: photosOrigin, Now: func() time.Time { return time.Unix(appendixSecond, 0) },
	}, store
}

// pending puts a Request Token into the store and moves it to a state.
func pending(t *testing.T, store oauthcore.Store, state oauthcore.State, callback string) *oauthcore.IssuedRequestToken {
	t.Helper()
	now := time.Unix(appendixSecond, 0)
	token := &oauthcore.IssuedRequestToken{
		RequestToken: oauthcore.RequestToken{Token: requestToken, Secret: requestSecret},
		Consumer:     printerKey, Callback: cmp.Or(callback, "http://printer.example.com/ready"),
		State: oauthcore.StateIssued, Issued: now, Expires: now.Add(10 * time.Minute),
	}
	steps := []error{store.CreateRequestToken(t.Context(), token)}
	switch state {
	case oauthcore.StateDenied:
		steps = append(steps, store.DenyRequestToken(t.Context(), requestToken, "jane"))
	case oauthcore.StateAuthorized, oauthcore.StateExchanged:
		steps = append(steps, store.AuthorizeRequestToken(t.Context(), requestToken, oauthcore.Grant{User: "jane"}, verifier))
	}
	if state == oauthcore.StateExchanged {
		steps = append(steps, store.ExchangeRequestToken(t.Context(), requestToken, &oauthcore.IssuedAccessToken{
			AccessToken: oauthcore.AccessToken{Token: "exchanged", Secret: "s"}, Consumer: printerKey}))
	}
	if err := errors.Join(steps...); err != nil {
		t.Fatal(err)
	}
	return token
}

// letter is a signed request before it is sent: the good one is built first,
// and a test spoils exactly what it is about.
type letter struct {
	method, target    string // of the request line
	host              string
	contentType, body string
	headers           []string // further lines, as they stand
	place             oauthcore.Place
	realm             string
	protocol          oauthcore.Params // without the signature
	signature         string           // computed if empty
	consumerSecret    string
	tokenSecret       string
	signedURL         string // as the sender signs it; origin and path if empty
}

// photoLetter is the request of Appendix A.5.
func photoLetter() *letter {
	return &letter{
		method: "GET", target: "/photos?file=vacation.jpg&size=original", host: "photos.example.net",
		protocol:       stamped("oauth_token", accessToken),
		consumerSecret: printerSecret, tokenSecret: accessSecret,
	}
}

// askLetter asks for a Request Token.
func askLetter() *letter {
	return &letter{
		method: "POST", target: "/oauth/request_token", host: "photos.example.net",
		protocol:       stamped("oauth_callback", "http://printer.example.com/ready"),
		consumerSecret: printerSecret,
	}
}

// exchangeLetter asks for an Access Token.
func exchangeLetter() *letter {
	return &letter{
		method: "POST", target: "/oauth/access_token", host: "photos.example.net",
		protocol:       stamped("oauth_token", requestToken, "oauth_verifier", verifier),
		consumerSecret: printerSecret, tokenSecret: requestSecret,
	}
}

// stamped are the parameters of every signed request, and further ones.
func stamped(namesAndValues ...string) oauthcore.Params {
	params := oauthcore.Params{
		{Name: "oauth_consumer_key", Value: printerKey}, {Name: "oauth_signature_method", Value: "HMAC-SHA1"},
		{Name: "oauth_timestamp", Value: "1191242096"}, {Name: "oauth_nonce", Value: "kllo9940pd9333jh"},
		{Name: "oauth_version", Value: "1.0"},
	}
	for i := 0; i < len(namesAndValues); i += 2 {
		params = append(params, oauthcore.Param{Name: namesAndValues[i], Value: namesAndValues[i+1]})
	}
	return params
}

// set replaces a protocol parameter, or adds it.
func (l *letter) set(name, value string) *letter {
	for i := range l.protocol {
		if l.protocol[i].Name == name {
			l.protocol[i].Value = value
			return l
		}
	}
	l.protocol = append(l.protocol, oauthcore.Param{Name: name, Value: value})
	return l
}

// drop takes a protocol parameter out.
func (l *letter) drop(name string) *letter {
	l.protocol = slices.DeleteFunc(l.protocol, func(p oauthcore.Param) bool { return p.Name == name })
	return l
}

// sign fills in the signature as an honest sender would.
func (l *letter) sign(t testing.TB) string {
	t.Helper()
	path, query, _ := strings.Cut(l.target, "?")
	params, err := oauthcore.ParseForm(query)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(strings.ToLower(l.contentType), "application/x-www-form-urlencoded") {
		body, err := oauthcore.ParseForm(l.body)
		if err != nil {
			t.Fatal(err)
		}
		params = append(params, body...)
	}
	method := oauthcore.MethodByName(l.protocol.Get("oauth_signature_method"))
	base := oauthcore.BaseString(l.method, cmp.Or(l.signedURL, photosOrigin+path), append(params, l.protocol...))
	signature, err := method.Sign(base, oauthcore.Keys{ConsumerSecret: l.consumerSecret, TokenSecret: l.tokenSecret})
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

// text is the request as it goes over the wire.
func (l *letter) text(t testing.TB) string {
	t.Helper()
	signature := l.signature
	if signature == "" {
		signature = l.sign(t)
	}
	protocol := append(slices.Clone(l.protocol), oauthcore.Param{Name: "oauth_signature", Value: signature})
	target, body, contentType, headers := l.target, l.body, l.contentType, slices.Clone(l.headers)
	switch l.place {
	case oauthcore.InHeader:
		h := oauthcore.Header{Realm: l.realm, HasRealm: l.realm != "", Params: protocol}
		headers = append(headers, "Authorization: "+h.String())
	case oauthcore.InQuery:
		target = join(target, "?", protocol.Encode())
	case oauthcore.InBody:
		body, contentType = join(body, "", protocol.Encode()), "application/x-www-form-urlencoded"
	}
	return wire(l.method, target, l.host, contentType, body, headers...)
}

// join appends parameters to a target or a body.
func join(text, joint, params string) string {
	switch {
	case joint != "" && strings.Contains(text, joint), joint == "" && text != "":
		return text + "&" + params
	}
	return text + joint + params
}

// wire writes down a request.
func wire(method, target, host, contentType, body string, headers ...string) string {
	var b strings.Builder
	b.WriteString(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n")
	for _, line := range headers {
		b.WriteString(line + "\r\n")
	}
	if contentType != "" {
		b.WriteString("Content-Type: " + contentType + "\r\n")
	}
	if body != "" && !strings.Contains(strings.Join(headers, ";"), "Transfer-Encoding") {
		b.WriteString("Content-Length: " + itoa(len(body)) + "\r\n")
	}
	b.WriteString("\r\n" + body)
	return b.String()
}

// request is the letter as a server receives it.
func (l *letter) request(t testing.TB) *http.Request {
	t.Helper()
	return receive(t, l.text(t))
}

// receive reads a request off the wire, as net/http does for a server.
func receive(t testing.TB, text string) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		t.Fatalf("receiving %q: %v", text, err)
	}
	return r.WithContext(t.Context())
}

// wantProblem checks that an error is a certain refusal.
func wantProblem(t testing.TB, err error, code oauthcore.Code, status int) *oauthcore.Problem {
	t.Helper()
	var problem *oauthcore.Problem
	if !errors.As(err, &problem) {
		t.Fatalf("got %v, want the refusal %s", err, code)
	}
	if problem.Code != code || problem.Status != status {
		t.Fatalf("got %d %s, want %d %s", problem.Status, problem, status, code)
	}
	return problem
}

// wantPassed checks that there was no refusal.
func wantPassed(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
}
