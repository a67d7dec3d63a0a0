package printer

import (
	"crypto/rsa"
	"crypto/x509"
	_ "embed"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/provider"
)

// demoRSAKey is the consumer key of the demo's second registration, and demoRSAPEM its private key, which everybody
// knows as well as the first one's secret.
const demoRSAKey = "printer-rsa-demo"

//go:embed demo-rsa.pem
var demoRSAPEM []byte

// registrations are what the Service Provider gave this shop: one with a secret, one with an RSA key, or one with both.
// The first is the one that the usual method signs with.
func (c *Config) registrations() (list []provider.Registration, err error) {
	if oauthcore.MethodByName(c.SignatureMethod) == nil {
		return nil, fmt.Errorf("PRINTER_SIGNATURE_METHOD %q is none of %s", c.SignatureMethod, methodNames())
	}
	usual := provider.Registration{Key: c.ConsumerKey, Secret: c.ConsumerSecret}
	if usual.Secret == "" && usual.Key == demoKey {
		usual.Secret = demoSecret
	}
	signed, err := c.rsaRegistration(c.Seed == seedDemo && c.ConsumerKey == demoKey)
	if err != nil {
		return nil, err
	}
	switch isRSA := strings.HasPrefix(c.SignatureMethod, "RSA-"); {
	case isRSA && signed.PrivateKey == nil:
		return nil, fmt.Errorf("%s needs the private key: set PRINTER_RSA_KEY to its PEM file", c.SignatureMethod)
	case !isRSA && usual.Secret == "":
		return nil, fmt.Errorf("%s needs the secret of %s: set PRINTER_CONSUMER_SECRET", c.SignatureMethod, c.ConsumerKey)
	case signed.PrivateKey == nil:
		return []provider.Registration{usual}, nil
	case signed.Key == usual.Key:
		usual.PrivateKey = signed.PrivateKey
		return []provider.Registration{usual}, nil
	case isRSA && usual.Secret == "":
		return []provider.Registration{signed}, nil
	case isRSA:
		return []provider.Registration{signed, usual}, nil
	}
	return []provider.Registration{usual, signed}, nil
}

// rsaRegistration is the one with the private key; without a key there is none. The demo has one of its own.
func (c *Config) rsaRegistration(demo bool) (r provider.Registration, err error) {
	text := demoRSAPEM
	r.Key = demoRSAKey
	switch {
	case c.RSAKey != "":
		if text, err = os.ReadFile(c.RSAKey); err != nil {
			return r, fmt.Errorf("reading PRINTER_RSA_KEY: %w", err)
		}
		if r.Key = c.RSAConsumerKey; r.Key == "" {
			r.Key = c.ConsumerKey
		}
	case c.RSAConsumerKey != "":
		return r, errors.New("PRINTER_RSA_CONSUMER_KEY is set without PRINTER_RSA_KEY, the PEM file that it signs with")
	case !demo:
		return r, nil
	}
	r.PrivateKey, err = parseRSAKey(text)
	if err != nil {
		return r, fmt.Errorf("PRINTER_RSA_KEY %s %w", c.RSAKey, err)
	}
	return r, nil
}

func methodNames() string {
	var names []string
	for _, method := range oauthcore.Methods() {
		names = append(names, method.Name())
	}
	return strings.Join(names, ", ")
}

// parseRSAKey reads a private key in either of the usual PEM forms.
func parseRSAKey(text []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("is no PEM file")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("has no private key in it: %w", err)
	}
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, errors.New("holds another kind of key than RSA")
}
