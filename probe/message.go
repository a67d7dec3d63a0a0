package probe

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
)

// A message is a signed request in the making. Whatever is changed before it is signed is signed.
type message struct {
	method, url string // the URL with its query, byte for byte
	body, kind  string // kind is the Content-Type
	place       oauthcore.Place
	realm       string
	protocol    oauthcore.Params // without oauth_signature
	keys        oauthcore.Keys
}

func (m *message) set(name, value string) {
	for i := range m.protocol {
		if m.protocol[i].Name == name {
			m.protocol[i].Value = value
			return
		}
	}
	m.protocol = append(m.protocol, oauthcore.Param{Name: name, Value: value})
}

func (m *message) drop(name string) {
	m.protocol = slices.DeleteFunc(slices.Clone(m.protocol), func(p oauthcore.Param) bool { return p.Name == name })
}

func (m *message) addQuery(query string) {
	if strings.Contains(m.url, "?") {
		m.url += "&" + query
	} else {
		m.url += "?" + query
	}
}

// A wire is a message that has been signed, as it is going to be sent. What is changed now is not signed.
type wire struct {
	method, url, body, kind string
	place                   oauthcore.Place
	realm                   string
	protocol                oauthcore.Params // with oauth_signature
	authorization           string           // instead of the protocol parameters, if not empty
	unsigned                bool             // sends no protocol parameter at all
}

func (w *wire) set(name, value string) {
	m := message{protocol: w.protocol}
	m.set(name, value)
	w.protocol = m.protocol
}

func (w *wire) drop(name string) {
	m := message{protocol: w.protocol}
	m.drop(name)
	w.protocol = m.protocol
}

// sign signs the message with oauthcore's own functions (OAuth Core 1.0a section 9).
func (m *message) sign() (*wire, error) {
	address, query, _ := strings.Cut(m.url, "?")
	params, err := oauthcore.ParseForm(query)
	if err != nil {
		return nil, fmt.Errorf("reading the query of %s: %w", m.url, err)
	}
	if m.kind == formType {
		body, err := oauthcore.ParseForm(m.body)
		if err != nil {
			return nil, fmt.Errorf("reading the form body: %w", err)
		}
		params = append(params, body...)
	}
	method := oauthcore.MethodByName(m.get("oauth_signature_method"))
	if method == nil {
		method = oauthcore.HMACSHA1
	}
	base := oauthcore.BaseString(m.method, address, append(params, m.protocol...))
	signature, err := method.Sign(base, m.keys)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	return &wire{
		method: m.method, url: m.url, body: m.body, kind: m.kind, place: m.place, realm: m.realm,
		protocol: append(slices.Clone(m.protocol), oauthcore.Param{Name: "oauth_signature", Value: signature}),
	}, nil
}

func (m *message) get(name string) string { return m.protocol.Get(name) }

const formType = "application/x-www-form-urlencoded"

// isForm tells whether a Content-Type is that of a form.
func isForm(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return strings.EqualFold(strings.TrimSpace(kind), formType)
}

// request puts the parameters in their place (OAuth Core 1.0a section 5.2).
func (w *wire) request(ctx context.Context) (*http.Request, error) {
	address, body, kind := w.url, w.body, w.kind
	protocol := w.protocol.Encode()
	if w.unsigned {
		protocol = ""
	}
	if w.place == oauthcore.InQuery && protocol != "" {
		m := message{url: address}
		m.addQuery(protocol)
		address = m.url
	}
	if w.place == oauthcore.InBody && protocol != "" {
		kind, body = formType, strings.TrimPrefix(body+"&"+protocol, "&")
	}
	r, err := http.NewRequestWithContext(ctx, w.method, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if _, query, found := strings.Cut(address, "?"); found {
		r.URL.RawQuery = query
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if w.place == oauthcore.InHeader && !w.unsigned {
		r.Header.Set("Authorization", w.header())
	}
	return r, nil
}

func (w *wire) header() string {
	if w.authorization != "" {
		return w.authorization
	}
	return oauthcore.Header{Realm: w.realm, HasRealm: w.realm != "", Params: w.protocol}.String()
}

// An exchange is a request and its answer, fit to be shown.
type exchange struct {
	request, response string
	status            int
	header            http.Header
	body              string
}

// maxAnswer bounds what is read of an answer.
const maxAnswer = 256 << 10

// patience bounds how long a Service Provider that asks to be asked later is waited for, in all of one message.
const patience = 15 * time.Second

// send sends what was signed. An answer that says when to come again is waited for once.
func (r *run) send(w *wire) (*exchange, error) {
	x, wait, err := r.sendOnce(w)
	if err != nil || wait <= 0 || wait > patience {
		return x, err
	}
	select {
	case <-time.After(wait):
	case <-r.ctx.Done():
		return x, nil
	}
	x, _, err = r.sendOnce(w)
	return x, err
}

func (r *run) sendOnce(w *wire) (x *exchange, wait time.Duration, err error) {
	x, request, answer, err := r.sendQuietly(w)
	if err != nil {
		return nil, 0, err
	}
	x.request, x.response = r.mask.request(request, w), r.mask.answer(answer, []byte(x.body))
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil && answer.StatusCode >= 400 {
		wait = time.Duration(seconds) * time.Second
	}
	return x, wait, nil
}

// sendQuietly writes nothing down, so that several may be sent at once.
func (r *run) sendQuietly(w *wire) (*exchange, *http.Request, *http.Response, error) {
	request, err := w.request(r.ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	answer, err := r.client.Do(request)
	if err != nil {
		return nil, nil, nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return nil, nil, nil, err
	}
	return &exchange{status: answer.StatusCode, header: answer.Header, body: string(body)}, request, answer, nil
}
