package e2e

import (
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// The signatures of Appendix A.5, and of the same request on port 8080 (a vector that other programs agree on).
const (
	signatureA5   = "tR3+Ty81lMeYAr/Fid0kMTYa/WM="
	signaturePort = "z9mlfMw0UNXA2hJP8OJh6w9/qhE="
)

// A teacher opens the workbench, changes the address, and the signature follows while she types.
func TestWorkbenchFollowsWhatIsTyped(t *testing.T) {
	demo := programs.Start(t)
	w := &walker{visitor(t, demo), map[string]bool{}}
	w.Visit(demo.Photos.URL + "/workbench")
	w.See(signatureA5)
	w.See("The signature you gave is right.")
	w.inspect("photos workbench")
	w.Fill("Address", "http://localhost:8080/photos?file=vacation.jpg&size=original")
	w.See(signaturePort)
	w.See("The port is not the scheme’s own, so it is signed.")
	w.See("The signature you gave is wrong.")
	w.inspect("photos workbench, another address")
	w.Fill("Address", "http://localhost:8080/caf é")
	w.See("cannot stand in a request line")
	w.inspect("photos workbench, unreadable")
	w.Fill("Address", "http://localhost:8080/photos?file=vacation.jpg&size=original")
	w.See(signaturePort)
	w.Reload()
	w.See("http%3A%2F%2Flocalhost%3A8080%2Fphotos")
	if strings.Contains(w.URL(), "kd94hf93k423kf44") || strings.Contains(w.URL(), "pfkkdhi9sl3r4s00") {
		t.Errorf("a secret is in the address %s", w.URL())
	}
}

// Secrets behind the # of a link reach the form and not the server's address.
func TestWorkbenchLinkKeepsSecretsInTheFragment(t *testing.T) {
	demo := programs.Start(t)
	w := &walker{visitor(t, demo), map[string]bool{}}
	link := url.Values{
		"method": {"GET"}, "url": {"http://photos.example.net/photos?file=vacation.jpg&size=original"}, "consumer_key": {"dpf43f3p2l4k3l03"},
		"token": {"nnch734d00sl2jdk"}, "signature_method": {"HMAC-SHA1"}, "timestamp": {"1191242096"}, "nonce": {"kllo9940pd9333jh"}, "version": {"1.0"},
	}
	secrets := url.Values{"consumer_secret": {"kd94hf93k423kf44"}, "token_secret": {"pfkkdhi9sl3r4s00"}}
	w.Visit(demo.Photos.URL + "/workbench?" + link.Encode() + "#" + secrets.Encode())
	w.See(signatureA5)
	if strings.Contains(w.URL(), "kd94hf93k423kf44") {
		t.Errorf("the secret stays in %s", w.URL())
	}
	for _, r := range w.Requests() {
		if strings.Contains(r.URL, "kd94hf93k423kf44") {
			t.Errorf("the secret was sent in %s", r.URL)
		}
	}
}

// Without JavaScript, and on a phone, the buttons do it all.
func TestWorkbenchWithoutJavaScript(t *testing.T) {
	demo := programs.Start(t)
	for name, look := range map[string]browser.Look{"no script": browser.NoScript, "phone": browser.Phone} {
		t.Run(name, func(t *testing.T) {
			c := visitor(t, demo)
			c.Look(look)
			c.Visit(demo.Photos.URL + "/workbench")
			c.Pick("Begin with", "RFC 5849, as it was printed")
			c.Press("Load")
			c.See("The signature you gave is wrong.")
			c.See("r6/TJjbCOr97/+UU0NsvSne7s5g=")
			c.Press("Paste a request to take it apart")
			c.Fill("A whole request, a curl command", "curl -H 'Authorization: "+header+"' 'http://photos.example.net/photos?file=vacation.jpg&size=original'")
			c.Press("Take it apart")
			c.See("GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg")
			c.Fill("Consumer Secret", "kd94hf93k423kf44")
			c.Fill("Token Secret", "pfkkdhi9sl3r4s00")
			c.Press("Build it again")
			c.See(signatureA5)
			c.See("The signature you gave is right.")
			c.Press("Take the time of now and a new nonce")
			c.See("The signature you gave is wrong.")
			c.Press("Paste a request to take it apart")
			c.Fill("A whole request, a curl command", "nonsense")
			c.Expect("422")
			c.Press("Take it apart")
			c.See("This is neither a request")
		})
	}
}
