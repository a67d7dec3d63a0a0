package lessons

import (
	"encoding/base64"
	"testing"
)

// The example of RFC 9421, appendix B.2.5.
func TestMessageSignatureOfTheRFC(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==")
	if err != nil {
		t.Fatal(err)
	}
	base, _ := signatureBase([]component{
		{"date", "Tue, 20 Apr 2021 02:07:55 GMT"}, {"@authority", "example.com"}, {"content-type", "application/json"},
	}, `created=1618884473;keyid="test-shared-secret"`)
	if got := hmacSHA256(key, base); got != "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=" {
		t.Errorf("the signature is %s of\n%s", got, base)
	}
}
