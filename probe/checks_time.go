package probe

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
)

// replay sends one message twice (OAuth Core 1.0a section 8). The same nonce with another timestamp is another message.
func (r *run) replay(fresh func() *message, ids ...string) {
	const tried = "the same message a second time: 401"
	m := fresh()
	w, err := m.sign()
	if err != nil {
		r.untested(tried, err.Error(), ids...)
		return
	}
	first, err := r.send(w)
	if err != nil || first.status/100 != 2 {
		r.untested(tried, "the first one was not accepted", ids...)
		return
	}
	second, err := r.send(w)
	if err != nil {
		r.untested(tried, err.Error(), ids...)
		return
	}
	r.file(tried, status401, second, ids...)
	m.set("oauth_timestamp", strconv.FormatInt(r.now().Add(time.Second).Unix(), 10))
	if x, err := r.try(m, nil, nil); err == nil && x.status/100 != 2 {
		r.note("A nonce is refused with another timestamp too. RFC 5849 section 3.3 asks for less: unique with its timestamp.")
	}
}

// oldTimestamp only takes a note: a Service Provider may refuse old messages, and must remember nonces for as long as it
// does not (RFC 5849 section 3.3).
func (r *run) oldTimestamp() {
	x, err := r.try(r.asking(), func(m *message) { m.set("oauth_timestamp", strconv.FormatInt(r.now().AddDate(0, 0, -30).Unix(), 10)) }, nil)
	if err == nil && x.status/100 == 2 {
		r.note("A message that is thirty days old is accepted, so nonces have to be remembered for ever.")
	}
}

// plaintext sends the secrets over http, which must not be taken (OAuth Core 1.0a section 9.4).
func (r *run) plaintext() {
	const tried = "PLAINTEXT over http: refused"
	if !strings.HasPrefix(r.Endpoints.RequestToken, "http:") {
		r.untested(tried, "the Service Provider is reached over https", "C82")
		return
	}
	x, err := r.try(r.asking(), func(m *message) {
		m.set("oauth_signature_method", oauthcore.Plaintext.Name())
		m.keys.PrivateKey = nil
	}, nil)
	if err != nil {
		r.untested(tried, err.Error(), "C82")
		return
	}
	r.file(tried, refused, x, "C82")
}

func (r *run) note(format string, args ...any) {
	r.report.Notes = append(r.report.Notes, fmt.Sprintf(format, args...))
}

// otherKey is a private key that is not the one that was registered; nil where none is used.
func otherKey(key *rsa.PrivateKey) *rsa.PrivateKey {
	if key == nil {
		return nil
	}
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil
	}
	return other
}
