package printer

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/photosapi"
)

// Config is everything that can be set from outside: by a flag, or by the
// environment variable of the same meaning.
type Config struct {
	Addr     string `env:"PRINTER_ADDR" default:"localhost:8081" help:"Where to listen."`
	URL      string `env:"PRINTER_URL" default:"http://localhost:8081" help:"Public base URL: where browsers find the shop, and the callback below it. May have a path prefix."`
	Data     string `env:"PRINTER_DATA" default:"./data/printer" help:"Folder for the database and the prints, made if missing."`
	Database string `env:"PRINTER_DATABASE" help:"SQLite file, if it shall not be in the data folder."`
	Seed     string `env:"PRINTER_SEED" enum:",demo" default:"" help:"demo makes the demo account of the shop, once."`

	ProviderURL     string `env:"PRINTER_PROVIDER_URL" default:"http://localhost:8080" help:"The Service Provider. Its endpoints come from /.well-known/oauth1 there, or from the next three."`
	RequestTokenURL string `env:"PRINTER_REQUEST_TOKEN_URL" help:"Request Token URL of a provider that has no discovery."`
	AuthorizeURL    string `env:"PRINTER_AUTHORIZE_URL" help:"User Authorization URL of a provider that has no discovery."`
	AccessTokenURL  string `env:"PRINTER_ACCESS_TOKEN_URL" help:"Access Token URL of a provider that has no discovery."`

	ConsumerKey     string `env:"PRINTER_CONSUMER_KEY" default:"dpf43f3p2l4k3l03" help:"Consumer Key, as registered at the provider."`
	ConsumerSecret  string `env:"PRINTER_CONSUMER_SECRET" secret:"" help:"Consumer Secret. Without one the demo's is used, with the demo's key only."`
	SignatureMethod string `env:"PRINTER_SIGNATURE_METHOD" default:"HMAC-SHA1" help:"How messages are signed."`
	RSAKey          string `env:"PRINTER_RSA_KEY" help:"PEM file with the private key for an RSA method."`
	IPPURL          string `name:"ipp-url" env:"PRINTER_IPP_URL" help:"An IPP printer. Not supported yet: a print is a PDF to download."`

	TrustedProxies []netip.Prefix `env:"PRINTER_TRUSTED_PROXIES" help:"Networks whose X-Forwarded-For counts, for the client's address only."`
	SecretKey      string         `env:"PRINTER_SECRET_KEY" secret:"" help:"Encrypts tokens at rest and signs sessions; made at the first start and kept in the data folder."`
	AllowInsecure  bool           `env:"PRINTER_ALLOW_INSECURE" help:"Start with the public demo credentials, or with plain http, although PRINTER_URL is not on this machine."`

	// What a test sets; nil means the usual.
	Now   func() time.Time `kong:"-"`
	Nonce func() string    `kong:"-"`
	Log   *slog.Logger     `kong:"-"`
}

// The demo registration is the one of OAuth Core 1.0a Appendix A.1: everybody
// knows it.
const (
	demoKey    = "dpf43f3p2l4k3l03"
	demoSecret = "kd94hf93k423kf44"
	seedDemo   = "demo"
)

// guard refuses what is fine on one's own machine and dangerous on any other:
// credentials that everybody knows, and passwords over plain http.
func (c *Config) guard(u *url.URL, hasDemo bool) error {
	if c.AllowInsecure || webapp.IsLoopback(u.Hostname()) {
		return nil
	}
	if c.ConsumerKey == demoKey || hasDemo {
		return errors.New("the demo credentials are public, and PRINTER_URL is not on this machine: set PRINTER_CONSUMER_KEY and PRINTER_CONSUMER_SECRET and leave PRINTER_SEED empty with a fresh data folder, or say --allow-insecure")
	}
	if u.Scheme == "http" {
		return errors.New("passwords would travel over plain http, since PRINTER_URL is not on this machine: use https, or say --allow-insecure")
	}
	return nil
}

// endpoints are the three explicit URLs: all of them, or none for discovery.
func (c *Config) endpoints() (known photosapi.Discovery, err error) {
	given := 0
	for name, address := range map[string]string{
		"PRINTER_REQUEST_TOKEN_URL": c.RequestTokenURL, "PRINTER_AUTHORIZE_URL": c.AuthorizeURL, "PRINTER_ACCESS_TOKEN_URL": c.AccessTokenURL,
	} {
		if address == "" {
			continue
		}
		given++
		if u, err := url.Parse(address); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			return known, fmt.Errorf("%s %q is no absolute http or https address", name, address)
		}
	}
	if given != 0 && given != 3 {
		return known, errors.New("set all three of PRINTER_REQUEST_TOKEN_URL, PRINTER_AUTHORIZE_URL and PRINTER_ACCESS_TOKEN_URL, or none of them")
	}
	return photosapi.Discovery{RequestTokenURL: c.RequestTokenURL, AuthorizeURL: c.AuthorizeURL, AccessTokenURL: c.AccessTokenURL}, nil
}

// consumer is the printer in its role in the dance, without the endpoints.
func (c *Config) consumer() (*oauthcore.Consumer, error) {
	consumer := &oauthcore.Consumer{
		Key: c.ConsumerKey, Secret: c.ConsumerSecret,
		Method: oauthcore.MethodByName(c.SignatureMethod),
		Now:    c.Now, Nonce: c.Nonce,
	}
	if consumer.Method == nil {
		return nil, fmt.Errorf("PRINTER_SIGNATURE_METHOD %q is none of %s", c.SignatureMethod, methodNames())
	}
	if consumer.Secret == "" && consumer.Key == demoKey {
		consumer.Secret = demoSecret
	}
	isRSA := strings.HasPrefix(c.SignatureMethod, "RSA-")
	switch {
	case isRSA && c.RSAKey == "":
		return nil, fmt.Errorf("%s needs the private key: set PRINTER_RSA_KEY to its PEM file", c.SignatureMethod)
	case !isRSA && consumer.Secret == "":
		return nil, fmt.Errorf("%s needs the secret of %s: set PRINTER_CONSUMER_SECRET", c.SignatureMethod, c.ConsumerKey)
	case isRSA:
		key, err := readRSAKey(c.RSAKey)
		consumer.PrivateKey = key
		return consumer, err
	}
	return consumer, nil
}

func methodNames() string {
	var names []string
	for _, method := range oauthcore.Methods() {
		names = append(names, method.Name())
	}
	return strings.Join(names, ", ")
}

// readRSAKey reads a private key in either of the usual PEM forms.
func readRSAKey(path string) (*rsa.PrivateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading PRINTER_RSA_KEY: %w", err)
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("PRINTER_RSA_KEY %s is no PEM file", path)
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("PRINTER_RSA_KEY %s: no private key in it: %w", path, err)
	}
	if key, ok := key.(*rsa.PrivateKey); ok {
		return key, nil
	}
	return nil, fmt.Errorf("PRINTER_RSA_KEY %s holds another kind of key than RSA", path)
}

func (c *Config) databasePath() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "printer.db")
}

func (c *Config) printsPath() string { return filepath.Join(c.Data, "prints") }
