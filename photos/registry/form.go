package registry

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.net/oauth1/oauthcore"
)

// Form is what a developer writes about a Consumer.
type Form struct {
	Name, Description, URL string
	Callbacks              []string
	Methods                []string // none means all that go with its key
	PublicKey              string   // PEM; empty for a Consumer that signs with a secret
	OutOfBand, Debug       bool
	TokenLifetime          time.Duration // of a short-lived Access Token, one of [Lifetimes]; zero for as long as the User allows
}

// Lifetimes are what a developer chooses from: until the User's permission ends, or shorter, and renewed with the session
// handle that comes with each Access Token (OAuth Session extension).
var Lifetimes = []time.Duration{0, time.Hour, 24 * time.Hour, 7 * 24 * time.Hour}

// The bounds of what whoever runs photos may choose.
const (
	ShortestLifetime = time.Minute
	LongestLifetime  = 365 * 24 * time.Hour
)

// Wrong says what must be mended, by the name of the field.
type Wrong map[string]string

// Error implements error.
func (w Wrong) Error() string { return "registry: the form has to be mended" }

// sentence is what is wrong with one field, for the developer to read.
type sentence string

// Error implements error.
func (s sentence) Error() string { return string(s) }

// What a registration may hold: enough for anybody, and little enough for a page.
const (
	maxName, maxDescription, maxURL = 60, 200, 300
	maxCallbacks                    = 10
	minKeyBits, maxKeyBits          = 2048, 8192
)

// RSAMethods are the signature methods of a Consumer that has registered a public key (section 9.3); SecretMethods are
// those of any other.
var (
	RSAMethods    = []string{"RSA-SHA1", "RSA-SHA256", "RSA-SHA512"}
	SecretMethods = []string{"HMAC-SHA1", "HMAC-SHA256", "HMAC-SHA512", "PLAINTEXT"}
)

// fill writes the form into a registration, or says what is wrong with it and leaves the registration alone.
func (f Form) fill(r *oauthcore.Registration) error {
	wrong := Wrong{}
	note := func(field string, err error) {
		if err != nil {
			wrong[field] = err.Error()
		}
	}
	f.trim()
	note("name", checkName(f.Name))
	note("description", checkText(f.Description, maxDescription))
	note("url", checkURL(f.URL))
	note("callbacks", f.checkCallbacks())
	key, err := ParsePublicKey(f.PublicKey)
	note("public_key", err)
	methods, err := f.methods(strings.TrimSpace(f.PublicKey) != "")
	note("methods", err)
	if !slices.Contains(Lifetimes, f.TokenLifetime) && f.TokenLifetime != r.TokenLifetime {
		note("token_lifetime", sentence("Choose one of these."))
	}
	if len(wrong) > 0 {
		return wrong
	}
	r.Name, r.Description, r.URL, r.Callbacks = f.Name, f.Description, f.URL, f.Callbacks
	r.OutOfBand, r.Debug, r.Methods, r.PublicKey = f.OutOfBand, f.Debug, methods, key
	r.TokenLifetime = f.TokenLifetime
	return nil
}

func (f *Form) trim() {
	f.Name, f.Description, f.URL = strings.TrimSpace(f.Name), strings.TrimSpace(f.Description), strings.TrimSpace(f.URL)
	var callbacks []string
	for _, callback := range f.Callbacks {
		if callback = strings.TrimSpace(callback); callback != "" && !slices.Contains(callbacks, callback) {
			callbacks = append(callbacks, callback)
		}
	}
	f.Callbacks = callbacks
}

func checkName(name string) error {
	if name == "" {
		return sentence("Give it a name: Users read it when they are asked.")
	}
	return checkText(name, maxName)
}

// checkText keeps out what could make one application look like another: characters that cannot be seen, or that turn
// the direction of writing.
func checkText(text string, most int) error {
	if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return sentence("Leave out line breaks and characters that cannot be seen.")
	}
	if utf8.RuneCountInString(text) > most {
		return sentence("This is too long.")
	}
	return nil
}

func checkURL(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || len(address) > maxURL {
		return sentence("This is no address that begins with https:// or http://.")
	}
	return nil
}

// checkCallbacks lets each address pass the very check that a Request Token's will pass (section 6.1.1).
func (f Form) checkCallbacks() error {
	if len(f.Callbacks) == 0 && !f.OutOfBand {
		return sentence("Give at least one address, or allow PINs.")
	}
	if len(f.Callbacks) > maxCallbacks {
		return sentence("These are more than ten addresses. One that ends with a slash stands for all below it.")
	}
	for _, callback := range f.Callbacks {
		if err := oauthcore.CheckCallback(callback, &oauthcore.Registration{Callbacks: f.Callbacks}); err != nil || len(callback) > maxURL {
			return sentence("“" + shorten(callback) + "” cannot be used" + because(err))
		}
	}
	return nil
}

func because(err error) string {
	if err == nil {
		return ": it is too long."
	}
	return ": " + err.Error() + "."
}

func shorten(text string) string {
	if utf8.RuneCountInString(text) > 60 {
		return string([]rune(text)[:60]) + "…"
	}
	return text
}

// methods are the chosen ones, all of them fit for the kind of key: a public key never serves as a secret.
func (f Form) methods(rsa bool) ([]string, error) {
	fit := SecretMethods
	if rsa {
		fit = RSAMethods
	}
	for _, method := range f.Methods {
		if slices.Contains(fit, method) {
			continue
		}
		if rsa {
			return nil, sentence("With a public key it signs with RSA: leave the other methods out.")
		}
		return nil, sentence("The RSA methods need a public key: paste it below, or leave them out.")
	}
	if len(f.Methods) == 0 && rsa {
		return RSAMethods, nil
	}
	return f.Methods, nil
}

// ParsePublicKey reads an RSA public key, or the certificate that holds it, from PEM. An empty text is no key and no
// mistake.
func ParsePublicKey(text string) (*rsa.PublicKey, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	block, _ := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil {
		return nil, sentence("This is no PEM: it begins with -----BEGIN PUBLIC KEY-----.")
	}
	if strings.Contains(block.Type, "PRIVATE") {
		return nil, sentence("This is your private key. Keep it to yourself, make a new one, and paste the public key of that.")
	}
	key, ok := readKey(block).(*rsa.PublicKey)
	switch {
	case !ok:
		return nil, sentence("This holds no RSA public key.")
	case key.N.BitLen() < minKeyBits || key.N.BitLen() > maxKeyBits:
		return nil, sentence("An RSA key has 2048 to 8192 bits here.")
	}
	return key, nil
}

func readKey(block *pem.Block) any {
	if key, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
		return key
	}
	if key, err := x509.ParsePKCS1PublicKey(block.Bytes); err == nil {
		return key
	}
	if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
		return certificate.PublicKey
	}
	return nil
}

// FormOf is what a developer has written about a Consumer, to be written anew.
func FormOf(r *oauthcore.Registration) Form {
	f := Form{
		Name: r.Name, Description: r.Description, URL: r.URL, Callbacks: r.Callbacks, Methods: r.Methods,
		OutOfBand: r.OutOfBand, Debug: r.Debug, TokenLifetime: r.TokenLifetime,
	}
	if r.PublicKey != nil {
		if der, err := x509.MarshalPKIXPublicKey(r.PublicKey); err == nil {
			f.PublicKey = string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
		}
	}
	return f
}
