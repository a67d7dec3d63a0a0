package photos_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"

	"example.net/oauth1/photos"
)

// named lets photos be called localhost: a number can have no passkeys.
func named(c *photos.Config) { c.URL = strings.Replace(c.URL, "127.0.0.1", "localhost", 1) }

// authenticator is a device that keeps one passkey, and a browser that may lie about where it was asked.
type authenticator struct {
	t       *testing.T
	id      []byte
	key     *ecdsa.PrivateKey
	handle  []byte // whose it is
	origin  string
	rp      string
	counter uint32
	flags   byte
	framed  bool // it says that another site's frame has asked
}

func newAuthenticator(s *site) *authenticator {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		s.t.Fatal(err)
	}
	return &authenticator{t: s.t, id: []byte(rand.Text()), key: key, origin: s.url, rp: "localhost", flags: 0x05} // present, verified
}

// question is what navigator.credentials is given.
type question struct {
	PublicKey struct {
		Challenge string
		RPID      string `json:"rpId"`
		RP        struct{ ID string }
		User      struct{ ID, Name string }
		Selection struct {
			ResidentKey      string
			UserVerification string
		} `json:"authenticatorSelection"`
		UserVerification   string
		ExcludeCredentials []struct{ ID string }
		AllowCredentials   []struct{ ID string }
	}
}

func (p *page) question() (q question) {
	p.t.Helper()
	p.wants(http.StatusOK)
	if err := json.Unmarshal([]byte(p.body), &q); err != nil {
		p.t.Fatal(err)
	}
	return q
}

var b64 = base64.RawURLEncoding

// create answers the question for a new key (Web Authentication Level 2 section 6.5).
func (a *authenticator) create(q question) string {
	a.t.Helper()
	handle, err := b64.DecodeString(q.PublicKey.User.ID)
	if err != nil {
		a.t.Fatal(err)
	}
	a.handle = handle
	point, _ := a.key.PublicKey.Bytes()
	cose := a.cbor(map[int]any{1: 2, 3: -7, -1: 1, -2: point[1:33], -3: point[33:]})
	data := a.data(a.flags | 0x40)
	data = append(data, make([]byte, 16)...) // AAGUID
	data = binary.BigEndian.AppendUint16(data, uint16(len(a.id)))
	data = append(append(data, a.id...), cose...)
	return a.answer(map[string]any{
		"clientDataJSON":    b64.EncodeToString(a.client("webauthn.create", q)),
		"attestationObject": b64.EncodeToString(a.cbor(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})),
	})
}

// get answers the question for a signature (section 6.3.3).
func (a *authenticator) get(q question) string {
	a.t.Helper()
	data, client := a.data(a.flags), a.client("webauthn.get", q)
	clientHash := sha256.Sum256(client)
	sum := sha256.Sum256(append(data[:len(data):len(data)], clientHash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, sum[:])
	if err != nil {
		a.t.Fatal(err)
	}
	return a.answer(map[string]any{
		"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString(a.handle),
	})
}

func (a *authenticator) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(a.rp))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), a.counter)
}

func (a *authenticator) client(kind string, q question) []byte {
	text, _ := json.Marshal(map[string]any{"type": kind, "challenge": q.PublicKey.Challenge, "origin": a.origin, "crossOrigin": a.framed})
	return text
}

func (a *authenticator) answer(response map[string]any) string {
	id := b64.EncodeToString(a.id)
	text, _ := json.Marshal(map[string]any{"id": id, "rawId": id, "type": "public-key", "response": response})
	return string(text)
}

func (a *authenticator) cbor(v any) []byte {
	a.t.Helper()
	b, err := webauthncbor.Marshal(v)
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// asked posts a form to where its question is made, as passkey.js does.
func (b *browser) asked(p *page, action string, fields url.Values) *page {
	b.t.Helper()
	f := p.form(action)
	for name, values := range fields {
		f.fields[name] = values
	}
	r := b.request(http.MethodPost, f.action+"/options", strings.NewReader(f.fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	return b.do(r)
}

// addPasskey adds a passkey to the account of whoever is signed in.
func (b *browser) addPasskey(a *authenticator, name string) *page {
	b.t.Helper()
	p := b.get("/account")
	q := b.asked(p, "/account/passkeys", url.Values{"name": {name}, "password": {password}}).question()
	return b.submit(p, "/account/passkeys", url.Values{"name": {name}, "answer": {a.create(q)}})
}

// useAnswer asks to sign in and answers with what the device makes of the question.
func (b *browser) useAnswer(answer func(question) string) *page {
	b.t.Helper()
	p := b.get("/sign-in")
	q := b.asked(p, "/sign-in/passkey", nil).question()
	return b.submit(p, "/sign-in/passkey", url.Values{"answer": {answer(q)}})
}
