package photos_test

import (
	"net/url"
	"strings"
	"testing"
)

// A PLAINTEXT signature is the two secrets (OAuth Core 1.0a section 9.4.2): a link that is said to have none must not carry it.
func TestAWorkbenchLinkWithoutTheSecrets(t *testing.T) {
	b := open(t, nil).browser()
	for method, signature := range map[string]string{"PLAINTEXT": "kd94hf93k423kf44&pfkkdhi9sl3r4s00", "HMAC-SHA1": "tR3+Ty81lMeYAr/Fid0kMTYa/WM="} {
		p := b.submit(b.get("/workbench"), "/workbench", url.Values{"method": {"GET"}, "url": {"http://photos.example.net/photos?file=vacation.jpg&size=original"},
			"consumer_key": {"dpf43f3p2l4k3l03"}, "token": {"nnch734d00sl2jdk"}, "timestamp": {"1191242096"}, "nonce": {"kllo9940pd9333jh"}, "version": {"1.0"},
			"consumer_secret": {"kd94hf93k423kf44"}, "token_secret": {"pfkkdhi9sl3r4s00"}, "signature_method": {method}, "place": {"header"}, "signature": {signature}, "do": {"rebuild"}}).wants(200, "The signature you gave is right.")
		_, link, _ := strings.Cut(p.body, `class="row wb-links"><a href="`)
		link, _, _ = strings.Cut(link, `"`)
		if strings.Contains(link, "kd94hf93k423kf44") || strings.Contains(link, "signature=") != (method == "HMAC-SHA1") || !strings.Contains(link, "consumer_key=") {
			t.Errorf("%s: %s", method, link)
		}
	}
}
