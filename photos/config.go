package photos

import (
	"errors"
	"log/slog"
	"net/netip"
	"net/url"
	"path/filepath"
	"time"

	"example.net/oauth1/internal/webapp"
)

// Config is everything that can be set from outside: by a flag, or by the environment variable of the same meaning.
type Config struct {
	Addr     string `env:"PHOTOS_ADDR" default:"localhost:8080" help:"Where to listen."`
	URL      string `env:"PHOTOS_URL" default:"http://localhost:8080" help:"Public base URL: the only source of scheme and authority in signatures, redirects and links. May have a path prefix."`
	Data     string `env:"PHOTOS_DATA" default:"./data/photos" type:"path" help:"Folder for the database and the image files, made if missing. Where both are elsewhere, nothing in it must be kept."`
	Database string `env:"PHOTOS_DATABASE" help:"SQLite file, if it shall not be in the data folder; or postgres://…, for several replicas with the same settings."`
	Blobs    string `env:"PHOTOS_BLOBS" help:"Folder for the image files, if it shall not be in the data folder; or a bucket of an S3 store, s3://bucket?endpoint=…&region=…, with the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."`
	Seed     string `env:"PHOTOS_SEED" enum:",demo" default:"" help:"demo loads the demo data, once."`

	PrinterURL      string         `env:"PRINTER_URL" default:"http://localhost:8081" help:"Where the printer lives: the callback of its registration in the demo data."`
	TimestampWindow time.Duration  `env:"PHOTOS_TIMESTAMP_WINDOW" default:"300s" help:"Accepted difference between clocks, both ways."`
	ConsumerRate    int            `env:"PHOTOS_CONSUMER_RATE" default:"20000" help:"How many signed requests of one Consumer are accepted in a second; 0 means any number. Beyond it they are refused with 503 and Retry-After."`
	AddressRate     int            `env:"PHOTOS_ADDRESS_RATE" default:"20000" help:"The same for one address, whoever signs."`
	TrustedProxies  []netip.Prefix `env:"PHOTOS_TRUSTED_PROXIES" help:"Networks whose X-Forwarded-For counts, for the client's address only."`
	Drain           time.Duration  `env:"PHOTOS_DRAIN" default:"0s" help:"How long requests are still taken after SIGTERM, while /readyz says that it is over, so that a proxy sees it in time."`
	MetricsAddr     string         `env:"PHOTOS_METRICS_ADDR" help:"Where Prometheus may fetch /metrics, an address that is not for the public. Without one nothing is measured."`
	SecretKey       string         `env:"PHOTOS_SECRET_KEY" secret:"" help:"Encrypts secrets at rest and signs sessions; made at the first start and kept in the data folder. With PostgreSQL it is to be set, the same for every replica."`
	AllowInsecure   bool           `env:"PHOTOS_ALLOW_INSECURE" help:"Start with the public demo credentials, or with plain http, although PHOTOS_URL is not on this machine."`

	Log *slog.Logger `kong:"-"` // nil means slog.Default

	keepOrphans bool // for who looks for them

	// What the specification's examples fix, and a test sets; nil means the usual.
	Now         func() time.Time `kong:"-"`
	NewToken    func() string    `kong:"-"`
	NewSecret   func() string    `kong:"-"`
	NewVerifier func() string    `kong:"-"`
	NewPIN      func() string    `kong:"-"`
}

// seedDemo is the value of Seed that loads the demo data.
const seedDemo = "demo"

// publicURL reads the public base URL and makes sure that it can be one.
func (c *Config) publicURL() (*url.URL, error) {
	return webapp.PublicURL("PHOTOS_URL", c.URL)
}

// guard refuses what is fine on one's own machine and dangerous on any other: credentials that everybody knows, and
// passwords over plain http.
func (c *Config) guard(u *url.URL, hasDemo bool) error {
	if c.AllowInsecure || webapp.IsLoopback(u.Hostname()) {
		return nil
	}
	if hasDemo {
		return errors.New("the demo credentials are public, and PHOTOS_URL is not on this machine: leave PHOTOS_SEED empty and use a fresh data folder, or say --allow-insecure")
	}
	if u.Scheme == "http" {
		return errors.New("passwords would travel over plain http, since PHOTOS_URL is not on this machine: use https, or say --allow-insecure")
	}
	return nil
}

func (c *Config) databasePath() string {
	if c.Database != "" {
		return c.Database
	}
	return filepath.Join(c.Data, "photos.db")
}

func (c *Config) blobsPath() string {
	if c.Blobs != "" {
		return c.Blobs
	}
	return filepath.Join(c.Data, "blobs")
}

func (c *Config) noncesPath() string { return filepath.Join(c.Data, "nonces") }
