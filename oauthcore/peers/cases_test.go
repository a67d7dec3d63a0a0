package peers

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"strings"
	"sync"
	"testing"

	"example.net/oauth1/oauthcore"
)

const formType = "application/x-www-form-urlencoded"

var places = []string{"header", "body", "query"}

// vectors are the requests of oauthcore's own vectors, each in all places that
// it can have its parameters in. V37 is left out: it is the request of V36,
// signed by a rule that RFC 5849 has replaced.
func vectors(t *testing.T) (list []exchange) {
	t.Helper()
	var read []struct {
		ID, Method, Scheme, Host, Target string
		ContentType                      string `json:"content_type"`
		Body, Signature                  string
		OAuth                            [][2]string
		ConsumerSecret                   string `json:"consumer_secret"`
		TokenSecret                      string `json:"token_secret"`
	}
	text, err := os.ReadFile("../testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &read); err != nil || len(read) != 58 {
		t.Fatalf("there are %d vectors, want 58: %v", len(read), err)
	}
	for _, v := range read {
		if v.ID == "V37" {
			continue
		}
		e := exchange{
			Method: v.Method, URL: v.Scheme + "://" + v.Host + v.Target, ContentType: v.ContentType, Body: v.Body,
			OAuth: map[string]string{}, ConsumerSecret: v.ConsumerSecret, TokenSecret: v.TokenSecret, want: v.Signature,
		}
		for _, param := range v.OAuth {
			e.OAuth[param[0]] = param[1]
		}
		list = append(list, e.everywhere(v.ID)...)
	}
	return list
}

// everywhere is the exchange in each place that its protocol parameters can
// have. The form body needs a method that has a body, and a body that is a form
// or not there.
func (e exchange) everywhere(id string) (list []exchange) {
	for _, place := range places {
		hasForm := strings.HasPrefix(strings.ToLower(e.ContentType), formType) || e.ContentType == "" && e.Body == ""
		if place == "body" && (!hasForm || !strings.Contains("POST PUT DELETE", e.Method)) {
			continue
		}
		e.Place, e.ID = place, id+" "+place+" "+e.OAuth["oauth_signature_method"]
		list = append(list, e)
	}
	return list
}

// tricky are requests that gather what implementations disagree about. The
// origin is a secure one, so that PLAINTEXT may be used.
var tricky = []struct{ name, method, target, contentType, body string }{
	{"unicode", "GET", "/photos?title=%E5%B1%B1%E9%81%93+%2B+100%25&caf%C3%A9=%E2%98%83", "", ""},
	{"empty", "GET", "/photos?file=&size=&a=1", "", ""},
	{"repeated", "GET", "/photos?tag=b&tag=a&Tag=z&tag=a&tag2=0", "", ""},
	{"reserved", "GET", "/photos?q=%21%2A%27%28%29%3B%3A%40%26%3D%2B%24%2C%2F%3F%25%23%5B%5D~-._", "", ""},
	{"form", "POST", "/photos", formType, "title=a+b%2Bc&caption=%E5%B1%B1%26%3D%25&empty="},
	{"mixed", "POST", "/photos?b=2&a=%C3%A9", formType, "tag=x&a=1&tag=%F0%9F%93%B7"},
	{"bodyless", "POST", "/albums?title=x", "", ""},
	{"two-legged", "GET", "/two-legged?size=original", "", ""},
}

// own are those requests in every place and with every signature method. Two of
// them do for RSA, since Python takes its time to read a key.
func own() (list []exchange) {
	for _, method := range oauthcore.Methods() {
		for _, c := range tricky {
			if strings.HasPrefix(method.Name(), "RSA") && c.name != "unicode" && c.name != "mixed" {
				continue
			}
			e := exchange{Method: c.method, URL: "https://photos.example.net" + c.target, ContentType: c.contentType, Body: c.body}
			e.credentials(method.Name(), c.name != "two-legged")
			list = append(list, e.everywhere(c.name)...)
		}
	}
	return list
}

// credentials gives a request keys and secrets that need encoding, and a nonce
// as we make it.
func (e *exchange) credentials(method string, withToken bool) {
	e.PrivateKey, e.PublicKey = rsaKey().privatePEM, rsaKey().publicPEM
	e.ConsumerSecret = "kd94&hf93/k423%kf44"
	e.OAuth = map[string]string{
		"oauth_consumer_key": "dpf43f3p2l4k3l03", "oauth_signature_method": method, "oauth_version": "1.0",
		"oauth_timestamp": "1191242096", "oauth_nonce": oauthcore.NewNonce(),
	}
	if withToken {
		e.OAuth["oauth_token"], e.TokenSecret = "nnch734d00sl2jdk", "pfkkdhi9+sl3r4s00"
	}
}

// spoil changes one character of the signature.
func (e exchange) spoil(t *testing.T) exchange {
	t.Helper()
	signature := oauthcore.Encode(e.protocol(t)["oauth_signature"])
	other := "A"
	if strings.HasPrefix(signature, other) {
		other = "B"
	}
	spoilt := other + signature[1:]
	for _, where := range []*string{&e.Authorization, &e.URL, &e.Body} {
		*where = strings.ReplaceAll(*where, signature, spoilt)
	}
	e.ID += " spoilt"
	return e
}

// keyPair is an RSA key, as Go and as everybody else takes it.
type keyPair struct {
	private               *rsa.PrivateKey
	privatePEM, publicPEM string
}

// rsaKey is made once.
var rsaKey = sync.OnceValue(func() keyPair {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		panic(err)
	}
	return keyPair{
		private:    private,
		privatePEM: pemOf("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(private)),
		publicPEM:  pemOf("PUBLIC KEY", public),
	}
})

func pemOf(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}
