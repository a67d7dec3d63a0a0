package printer

import (
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"time"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/internal/webapp"
)

// Config is everything that can be set from outside: by a flag, or by the
// environment variable of the same meaning.
type Config struct {
	Addr     string `env:"PRINTER_ADDR" default:"localhost:8081" help:"Where to listen."`
	URL      string `env:"PRINTER_URL" default:"http://localhost:8081" help:"Public base URL: where browsers find the shop, and the callback below it. May have a path prefix."`
	Data     string `env:"PRINTER_DATA" default:"./data/printer" help:"Folder for the database and the prints, made if missing."`
	Database string `env:"PRINTER_DATABASE" help:"SQLite file, if it shall not be in the data folder; or postgres://…, for several replicas with the same settings."`
	Blobs    string `env:"PRINTER_BLOBS" help:"Where finished print files lie, if not in the data folder: s3://bucket?endpoint=…&region=…, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a folder. Several replicas need one in common: s3://… or an absolute folder that all of them reach."`
	Seed     string `env:"PRINTER_SEED" enum:",demo" default:"" help:"demo makes the demo account of the shop, once."`

	ProviderURL     string `env:"PRINTER_PROVIDER_URL" default:"http://localhost:8080" help:"The Service Provider. Its endpoints come from /.well-known/oauth1 there, or from the next three."`
	RequestTokenURL string `env:"PRINTER_REQUEST_TOKEN_URL" help:"Request Token URL of a provider that has no discovery."`
	AuthorizeURL    string `env:"PRINTER_AUTHORIZE_URL" help:"User Authorization URL of a provider that has no discovery."`
	AccessTokenURL  string `env:"PRINTER_ACCESS_TOKEN_URL" help:"Access Token URL of a provider that has no discovery."`
	APIURL          string `name:"api-url" env:"PRINTER_API_URL" help:"Where the provider's photo API begins. Without it discovery says so, or else it is /api below the provider."`

	ConsumerKey     string `env:"PRINTER_CONSUMER_KEY" default:"dpf43f3p2l4k3l03" help:"Consumer Key, as registered at the provider."`
	ConsumerSecret  string `env:"PRINTER_CONSUMER_SECRET" secret:"" help:"Consumer Secret. Without one the demo's is used, with the demo's key only."`
	SignatureMethod string `env:"PRINTER_SIGNATURE_METHOD" default:"HMAC-SHA1" help:"How messages are signed."`
	RSAKey          string `env:"PRINTER_RSA_KEY" help:"PEM file with the private key for the RSA methods."`
	RSAConsumerKey  string `env:"PRINTER_RSA_CONSUMER_KEY" help:"Consumer Key that the RSA key is registered for, if that is another registration."`
	IPPURL          string `name:"ipp-url" env:"PRINTER_IPP_URL" help:"An IPP printer (ipp://host:631/…, ipps://…) that orders go to; without one a print is a PDF to download."`

	Inspect string `env:"PRINTER_INSPECT" enum:",on,off" default:"" help:"on records the messages of the dance, without their secrets, and shows each customer theirs at /inspector; off does not. Left empty, only a demo does."`

	TrustedProxies []netip.Prefix `env:"PRINTER_TRUSTED_PROXIES" help:"Networks whose X-Forwarded-For counts, for the client's address only."`
	Drain          time.Duration  `env:"PRINTER_DRAIN" default:"0s" help:"How long requests are still taken after SIGTERM, while /readyz says that it is over, so that a proxy sees it in time."`
	MetricsAddr    string         `env:"PRINTER_METRICS_ADDR" help:"Where Prometheus may fetch /metrics, an address that is not for the public. Without one nothing is measured."`
	SecretKey      string         `env:"PRINTER_SECRET_KEY" secret:"" help:"Encrypts tokens at rest and signs sessions; made at the first start and kept in the data folder. With PostgreSQL it is to be set, the same for every replica."`
	AllowInsecure  bool           `env:"PRINTER_ALLOW_INSECURE" help:"Start with the public demo credentials, or with plain http, although PRINTER_URL is not on this machine."`

	// What a test sets; nil means the usual.
	Now      func() time.Time `kong:"-"`
	Nonce    func() string    `kong:"-"`
	Patience time.Duration    `kong:"-"` // with one answer of the provider
	Log      *slog.Logger     `kong:"-"`
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

// inspect tells whether the messages of the dance are recorded.
func (c *Config) inspect() bool {
	return c.Inspect == "on" || c.Inspect == "" && c.Seed == seedDemo
}

// secretKey is the key of all secrets at rest. Who alone has a database makes
// it at the first start; who shares one is told it.
func (c *Config) secretKey() ([32]byte, error) {
	if sqldb.IsShared(c.databasePath()) {
		return webapp.SharedSecretKey("PRINTER_SECRET_KEY", c.Data, c.SecretKey)
	}
	return webapp.SecretKey(c.Data, c.SecretKey)
}

func (c *Config) databasePath() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "printer.db")
}

// blobsPath is the folder of finished print files.
func (c *Config) blobsPath() string {
	if c.Blobs != "" {
		return c.Blobs
	}
	return filepath.Join(c.printsPath(), "prints")
}

func (c *Config) printsPath() string { return filepath.Join(c.Data, "prints") }
