package workbench

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.net/oauth1/oauthcore"
)

const signedHeader = `OAuth realm="http://photos.example.net/", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",
  oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096", oauth_nonce="kllo9940pd9333jh", oauth_version="1.0",
  oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"`

func TestRead(t *testing.T) {
	query := "oauth_consumer_key=dpf43f3p2l4k3l03&oauth_token=nnch734d00sl2jdk&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1191242096&oauth_nonce=kllo9940pd9333jh&oauth_version=1.0&oauth_signature=tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"
	folded := strings.ReplaceAll(signedHeader, "\n ", "")
	for name, text := range map[string]string{
		"request":               "GET /photos?file=vacation.jpg&size=original HTTP/1.1\r\nHost: photos.example.net\r\nAccept: */*\r\nAuthorization: " + folded + "\r\n\r\n",
		"request, query":        "GET /photos?file=vacation.jpg&" + query + "&size=original HTTP/1.1\nHost: photos.example.net",
		"request, whole target": "GET http://photos.example.net/photos?file=vacation.jpg&size=original HTTP/1.1\nHost: elsewhere\nAuthorization: " + folded,
		"header":                "Authorization: " + signedHeader,
		"header alone":          signedHeader,
		"curl":                  "curl -s -H 'Authorization: " + folded + "' 'http://photos.example.net/photos?file=vacation.jpg&size=original'",
		"curl, lines":           "$ curl \\\n  --compressed \\\n  --header \"Authorization: " + strings.ReplaceAll(folded, `"`, `\"`) + "\" \\\n  --url http://photos.example.net/photos?file=vacation.jpg\\&size=original",
		"curl -G":               "curl -G -d file=vacation.jpg -d size=original -HAuthorization:\\ " + strings.NewReplacer(" ", `\ `, `"`, `\"`).Replace(folded) + " http://photos.example.net/photos",
		"curl, query":           `curl $'http://photos.example.net/photos?file=vacation.jpg&size=original&` + query + `'`,
	} {
		t.Run(name, func(t *testing.T) {
			before := vacation("")
			d, err := Read(text, before)
			if err != nil {
				t.Fatal(err)
			}
			w := rebuild(t, d)
			if w.Signature != "tR3+Ty81lMeYAr/Fid0kMTYa/WM=" || w.Verdict == nil || !w.Verdict.Right {
				t.Errorf("%+v\n%s %+v", d, w.BaseString, w.Verdict)
			}
		})
	}
}

func TestReadABody(t *testing.T) {
	for name, text := range map[string]string{
		"request": "POST /request HTTP/1.1\nHost: example.com\nContent-Type: application/x-www-form-urlencoded\nContent-Length: 3\n\nc2&a3=2+q",
		"curl":    "curl -d c2 --data-raw a3=2+q example.com/request",
		"encoded": "curl -d c2 --data-urlencode 'a3=2 q' example.com/request",
	} {
		t.Run(name, func(t *testing.T) {
			d, err := Read(text, Draft{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff("a3=2%20q&c2=&oauth_signature_method=HMAC-SHA1", rebuild(t, d).Normalized); diff != "" {
				t.Error(diff)
			}
			if d.Method != "POST" {
				t.Error(d.Method)
			}
		})
	}
}

func TestReadKeepsTheSecretsAndPutsThemNowhere(t *testing.T) {
	before := vacation("")
	d, err := Read("GET / HTTP/1.1\nHost: example.com", before)
	if err != nil || d.ConsumerSecret != before.ConsumerSecret || d.TokenSecret != before.TokenSecret {
		t.Errorf("%+v, %v", d, err)
	}
	if w := rebuild(t, d); strings.Contains(w.Request+w.Curl+w.BaseString, before.ConsumerSecret) {
		t.Error("a secret is in what would be sent")
	}
}

func TestReadRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"hello":                               "neither a request",
		"GET / HTTP/1.1\nHost":                "cannot be read as a request",
		"Authorization: OAuth a=b":            "Authorization header cannot be read",
		"curl":                                "neither a request",
		"curl -s":                             "no address",
		"curl 'http://example.com":            "quote",
		"curl -H":                             "has no value",
		"curl -d @body http://example.com":    "from the file body",
		"curl -F a=b http://example.com":      "no form",
		"GET&http%3A%2F%2Fa&a%3Db%2":          "cannot be decoded",
		"GET&http%3A%2F%2Fa&a%3D%25zz":        "cannot be decoded",
		strings.Repeat("x", maxText) + "long": "longer than 64 KB",
	} {
		_, err := Read(text, Draft{})
		var refusal *Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Sentence, want) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

func TestRebuildRefuses(t *testing.T) {
	for want, spoil := range map[string]func(*Draft){
		"must be a whole one":   func(d *Draft) { d.URL = "/photos" },
		"each % followed by":    func(d *Draft) { d.URL = "http://example.com/%zz" },
		"write it as %C3":       func(d *Draft) { d.URL = "http://example.com/é" },
		"user name before an @": func(d *Draft) { d.URL = "http://jane@example.com/" },
		"no signature method":   func(d *Draft) { d.Set("oauth_signature_method", "hmac-sha1") },
		"no HTTP method":        func(d *Draft) { d.Method = "GET /x" },
		"stands on one line":    func(d *Draft) { d.Realm = "a\r\nX: y" },
		"paste one as PEM":      func(d *Draft) { d.Set("oauth_signature_method", "RSA-SHA1") },
		"is no PEM text":        func(d *Draft) { d.Set("oauth_signature_method", "RSA-SHA1"); d.PrivateKey = "key" },
		"only in a body":        func(d *Draft) { d.Place, d.Type = oauthcore.InBody, "text/plain" },
		"cannot be read":        func(d *Draft) { d.URL = "http://example.com/?a=%" },
		"longer than 64 KB":     func(d *Draft) { d.Body = strings.Repeat("x", maxText+1) },
	} {
		d := vacation("")
		spoil(&d)
		_, err := d.Rebuild()
		var refusal *Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Sentence, want) {
			t.Errorf("%q: %v", want, err)
		}
	}
}

func TestNotes(t *testing.T) {
	for id, want := range map[string]string{
		"port": "so it is signed", "default-port": "left out", "plus": "+ means a space", "utf8": "upper-case digits",
		"empty": "empty value", "path": "signed as it is sent", "core": "realm", "approval": "logs and histories",
	} {
		p, _ := PresetByID(id)
		w := rebuild(t, p.Draft)
		var all []string
		for _, n := range w.Notes {
			all = append(all, n.Text)
			if n.Core == "" || n.RFC == "" {
				t.Errorf("%q cites nothing", n.Text)
			}
		}
		if !strings.Contains(strings.Join(all, "\n"), want) {
			t.Errorf("%s: %q", id, all)
		}
	}
	d := vacation("")
	d.TokenSecret += " "
	if notes := rebuild(t, d).Notes; !notes[len(notes)-1].Warning {
		t.Errorf("%+v", notes)
	}
}

// A wrong signature of every kind is explained, and a base string is compared.
func TestVerdict(t *testing.T) {
	d := photos("http://localhost:8080/photos?file=vacation.jpg&size=original")
	without := rebuild(t, photos("http://localhost/photos?file=vacation.jpg&size=original"))
	d.Signature, d.Theirs = without.Signature, without.BaseString
	w := rebuild(t, d)
	if w.Verdict.Right || !strings.Contains(w.Verdict.Advice, "port") {
		t.Errorf("%+v", w.Verdict)
	}
	if w.Difference.At < 0 || !strings.Contains(w.Difference.String(), "8080") {
		t.Errorf("%v", w.Difference)
	}
}

func FuzzRead(f *testing.F) {
	for _, p := range Presets() {
		if w, err := p.Draft.Rebuild(); err == nil {
			f.Add(w.Request)
			f.Add(w.Curl)
			f.Add(w.BaseString)
			f.Add(w.Header)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Read(text, vacation(""))
		if err != nil {
			return
		}
		if w, err := d.Rebuild(); err == nil {
			agree(t, w)
		}
	})
}
