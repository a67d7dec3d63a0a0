package objects

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// scheme begins the address of a bucket.
const scheme = "s3://"

// IsAddress tells whether a setting names a bucket, and not a folder.
func IsAddress(setting string) bool {
	return len(setting) >= len(scheme) && strings.EqualFold(setting[:len(scheme)], scheme)
}

// place is where a bucket is.
type place struct {
	bucket   string
	prefix   string // of every key: "" or ends with a slash
	endpoint string // "" for Amazon's own
	region   string
}

// errSecretInAddress says what to do instead, and repeats nothing.
var errSecretInAddress = errors.New("the address of a bucket must not hold credentials: give them in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")

// parse reads s3://bucket/prefix?endpoint=…&region=….
func parse(address string) (place, error) {
	u, err := url.Parse(address)
	if err != nil || !IsAddress(address) {
		return place{}, errors.New("the address of a bucket reads s3://bucket?endpoint=https://…&region=…")
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return place{}, errors.New("what follows the ? in the address of a bucket cannot be read")
	}
	if u.User != nil || strings.Contains(query.Get("endpoint"), "@") {
		return place{}, errSecretInAddress
	}
	if err := checkQuery(query); err != nil {
		return place{}, err
	}
	if len(u.Host) < 3 {
		return place{}, errors.New("the address of a bucket names it after s3://, with three characters at least")
	}
	p := place{bucket: u.Host, endpoint: strings.TrimSuffix(query.Get("endpoint"), "/"), region: region(query)}
	if prefix := strings.Trim(u.Path, "/"); prefix != "" {
		p.prefix = prefix + "/"
	}
	return p, p.checkEndpoint()
}

// region is what the address says, or the environment, or what stores that have
// no regions expect.
func region(query url.Values) string {
	return cmp.Or(query.Get("region"), os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION"), "us-east-1")
}

func checkQuery(query url.Values) error {
	for name := range query {
		switch {
		case name == "endpoint" || name == "region":
		case looksSecret(name):
			return errSecretInAddress
		default:
			return fmt.Errorf("the address of a bucket has endpoint and region after the ?, and nothing is known of %q", name)
		}
	}
	return nil
}

func looksSecret(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{"key", "secret", "token", "password", "credential", "signature"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}

func (p place) checkEndpoint() error {
	if p.endpoint == "" {
		return nil
	}
	u, err := url.Parse(p.endpoint)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.RawQuery != "" {
		return errors.New("the endpoint of a bucket reads http://host:port or https://host")
	}
	return nil
}

// String is the place as people read it.
func (p place) String() string {
	where := "Amazon S3, " + p.region
	if p.endpoint != "" {
		where = p.endpoint
	}
	return fmt.Sprintf("bucket %s at %s", p.bucket, where)
}

// Redact is an address that can be printed, also if somebody has put into it what
// does not belong there.
func Redact(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return scheme + "(unreadable)"
	}
	shown := url.Values{}
	for name, values := range u.Query() {
		if name != "endpoint" && name != "region" || strings.Contains(values[0], "@") {
			values = []string{"(not shown)"}
		}
		shown[name] = values[:1]
	}
	who := ""
	if u.User != nil {
		who = "(not shown)@"
	}
	after, _ := url.QueryUnescape(shown.Encode()) // for reading
	return strings.TrimSuffix(scheme+who+u.Host+u.Path+"?"+after, "?")
}
