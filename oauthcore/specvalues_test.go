package oauthcore_test

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// The values that the specifications, and the test cases that once stood on
// the OAuth wiki, print. Each says where it comes from.

// hmacSHA1 signs with the specification's method.
func hmacSHA1(t testing.TB, base, consumerSecret, tokenSecret string) string {
	t.Helper()
	signature, err := oauthcore.HMACSHA1.Sign(base, oauthcore.Keys{ConsumerSecret: consumerSecret, TokenSecret: tokenSecret})
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

// TestEncodeValues: the wiki's cases for section 5.1.
func TestEncodeValues(t *testing.T) {
	for text, want := range map[string]string{
		"abcABC123": "abcABC123", "-._~": "-._~", "%": "%25", "+": "%2B", "&=*": "%26%3D%2A",
		"\n": "%0A", " ": "%20", "\x7f": "%7F", "\u0080": "%C2%80", "\u3001": "%E3%80%81", "\u2603": "%E2%98%83", "\xff": "%FF", "": "",
	} {
		if got := oauthcore.Encode(text); got != want {
			t.Errorf("Encode(%q) = %s, want %s", text, got, want)
		}
		if back, err := oauthcore.Decode(want); err != nil || back != text {
			t.Errorf("Decode(%s) = %q, %v", want, back, err)
		}
	}
}

func TestDecodeRefusesBrokenEscapes(t *testing.T) {
	for _, text := range []string{"%", "%2", "%zz", "a%", "%%20", "%u2603"} {
		if got, err := oauthcore.Decode(text); err == nil {
			t.Errorf("Decode(%q) = %q, want an error", text, got)
		}
	}
	if got, _ := oauthcore.Decode("a+b%2b"); got != "a+b+" {
		t.Errorf("a plus sign became something else: %q", got)
	}
}

// TestNormalizeValues: section 9.1.1 and the wiki.
func TestNormalizeValues(t *testing.T) {
	for form, want := range map[string]string{
		"name":                                   "name=",
		"a=b":                                    "a=b",
		"a=b&c=d":                                "a=b&c=d",
		"a=x!y&a=x+y":                            "a=x%20y&a=x%21y",
		"x!y=a&x=a":                              "x=a&x%21y=a",
		"c%40=&c2=a":                             "c%40=&c2=a", // encoded before sorting: "%" is below "2", "@" above
		"oauth_signature=x&a=1":                  "a=1",
		"a=1&c=hi%20there&f=25&f=50&f=a&z=p&z=t": "a=1&c=hi%20there&f=25&f=50&f=a&z=p&z=t",
		"z=t&f=a&z=p&c=hi%20there&f=50&a=1&f=25": "a=1&c=hi%20there&f=25&f=50&f=a&z=p&z=t",
	} {
		params, err := oauthcore.ParseForm(form)
		if err != nil {
			t.Fatal(err)
		}
		if got := params.Normalize(); got != want {
			t.Errorf("%q is normalized to %s, want %s", form, got, want)
		}
	}
}

// TestOriginValues: section 9.1.2 and RFC 5849 section 3.4.1.2.
func TestOriginValues(t *testing.T) {
	for address, want := range map[string]string{
		"HTTP://Example.com:80/resource?id=123": "http://example.com",
		"https://www.example.net:8080/?q=1":     "https://www.example.net:8080",
		"https://EXAMPLE.com:443":               "https://example.com",
		"http://example.com:443/":               "http://example.com:443",
		"https://example.com:80/":               "https://example.com:80",
		"http://[::1]:80/":                      "http://[::1]",
		"http://[::1]:8080/":                    "http://[::1]:8080",
	} {
		if got, err := oauthcore.ParseOrigin(address); err != nil || string(got) != want {
			t.Errorf("the origin of %s is %s (%v), want %s", address, got, err, want)
		}
	}
	for _, address := range []string{"", "/photos", "photos.example.net", "ftp://a/", "http://", "http://a b/"} {
		if got, err := oauthcore.ParseOrigin(address); err == nil {
			t.Errorf("the origin of %q is %s, want an error", address, got)
		}
	}
}

// TestBaseStringValues: the wiki's base string, and the keys of section 9.2.
func TestBaseStringValues(t *testing.T) {
	r := receive(t, wire("GET", "http://example.com?n=v", "example.com", "", ""))
	message, err := oauthcore.ParseMessage(r, "http://example.com", oauthcore.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := message.BaseString(), "GET&http%3A%2F%2Fexample.com%2F&n%3Dv"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := hmacSHA1(t, "bs", "cs", ""); got != "egQqG5AJep5sJ7anhXju1unge2I=" {
		t.Errorf("with an empty token secret: %s", got)
	}
	if got := hmacSHA1(t, "bs", "cs", "ts"); got != "VZVjXceV7JgPq/dOTnNmEfO0Fv8=" {
		t.Errorf("with both secrets: %s", got)
	}
	if got := oauthcore.BaseString("purge+it", "http://a/", nil); got != "PURGE%2BIT&http%3A%2F%2Fa%2F&" {
		t.Errorf("a method of one's own is encoded too, and the last & is there without parameters: %s", got)
	}
}

// TestAppendixASignatures: A.5 with each of the HMAC methods.
func TestAppendixASignatures(t *testing.T) {
	for method, want := range map[string]string{
		"HMAC-SHA1":   "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
		"HMAC-SHA256": "WVPzl1j6ZsnkIjWr7e3OZ3jkenL57KwaLFhYsroX1hg=",
		"HMAC-SHA512": "nQYVqZl8EkEH4fThSn+25i1gc68aX+FHTHSAXrxIl2ixdAofXM/pq2x90UaOFIZQxvkzE5VRZpPbjo6i+fe6rg==",
	} {
		l := photoLetter().set("oauth_signature_method", method)
		if got := l.sign(t); got != want {
			t.Errorf("%s: %s, want %s", method, got, want)
		}
		sp, _ := newProvider()
		_, err := sp.Authenticate(l.request(t))
		wantPassed(t, err)
	}
}

// TestPlaintextValues: section 9.4.1, and RFC 5849 section 2.1.
func TestPlaintextValues(t *testing.T) {
	for _, c := range []struct{ consumer, token, want string }{
		{"djr9rjt0jd78jf88", "jjd999tj88uiths3", "djr9rjt0jd78jf88%26jjd999tj88uiths3"},
		{"djr9rjt0jd78jf88", "jjd99$tj88uiths3", "djr9rjt0jd78jf88%26jjd99%2524tj88uiths3"},
		{"djr9rjt0jd78jf88", "", "djr9rjt0jd78jf88%26"},
		{"ja893SD9", "", "ja893SD9%26"},
		{"ja893SD9", "xyz4992k83j47x0b", "ja893SD9%26xyz4992k83j47x0b"},
	} {
		k := oauthcore.Keys{ConsumerSecret: c.consumer, TokenSecret: c.token}
		signature, err := oauthcore.Plaintext.Sign("", k)
		if err != nil || oauthcore.Encode(signature) != c.want {
			t.Errorf("%s, %v, want %s", oauthcore.Encode(signature), err, c.want)
		}
		if !oauthcore.Plaintext.Check("", signature, k) {
			t.Errorf("%s is not accepted", signature)
		}
	}
}

// rsaBase is the base string of the wiki's RSA-SHA1 case; "vacaction" is its
// own spelling.
const rsaBase = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacaction.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03%26oauth_nonce%3D13917289812797014437%26oauth_signature_method%3DRSA-SHA1%26oauth_timestamp%3D1196666512%26oauth_version%3D1.0%26size%3Doriginal"

// rsaTestKey is the public key of the wiki's RSA-SHA1 case.
func rsaTestKey(t testing.TB) *rsa.PublicKey {
	t.Helper()
	der, err := base64.StdEncoding.DecodeString("MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC0YjCwIfYoprq/FQO6lb3asXrxLlJFuCvtinTF5p0GxvQGu5O3gYytUvtC2JlYzypSRjVxwxrsuRcP3e641SdASwfrmzyvIgP08N4S0IFzEURkV1wp/IpH7kH41EtbmUmrXSwfNZsnQRE5SYSOhh+LcK2wyQkdgcMv11l4KoBkcwIDAQAB")
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PublicKey)
}

// TestRSAValues: section 9.3, with the wiki's key, and the same with the hashes
// of today.
func TestRSAValues(t *testing.T) {
	keys := oauthcore.Keys{PublicKey: rsaTestKey(t)}
	for method, signature := range map[string]string{
		"RSA-SHA1":   "jvTp/wX1TYtByB1m+Pbyo0lnCOLIsyGCH7wke8AUs3BpnwZJtAuEJkvQL2/9n4s5wUmUl4aCI4BwpraNx4RtEXMe5qg5T1LVTGliMRpKasKsW//e+RinhejgCuzoH26dyF8iY2ZZ/5D1ilgeijhV/vBka5twt399mXwaYdCwFYE=",
		"RSA-SHA256": "kd2wjpiASoDx6BqAMHy/k8CqNdyZv4opl1U4bBN1EBi8vmSHRVfw4h72BDerCp7M8pNEZEAUtvTOhgGNPh04cMmTeB/89Ok8GxYqIqVeYfKK5buzrNoOOAhjRUFpTvNOChNbRnlE04/d3hAITJjjykQtIZ2FWxJ4JO0gOdfKY0c=",
		"RSA-SHA512": "UsVvwfiFFOJrF0dB+YrGvUotQJfv2KhGEZ9jnXDSyK/6uu0EyzA5WrmRTMAPyuWQr6kVHS9e8IvOlemZo8MvOJjF0o2KtpoINXO5mO/09fyFHw0dUC+zgTSMJ+KaGOgkBQvfKNCTQ0dZYgnSSZsJZKcxl17rzZVr8m32ybPYvF8=",
	} {
		m := oauthcore.MethodByName(method)
		base := strings.Replace(rsaBase, "RSA-SHA1", method, 1)
		if !m.Check(base, signature, keys) {
			t.Errorf("%s: the right signature is refused", method)
		}
		if m.Check(base+"x", signature, keys) || m.Check(base, "A"+signature[1:], keys) || m.Check(base, signature, oauthcore.Keys{}) {
			t.Errorf("%s: a wrong signature is accepted", method)
		}
	}
}

// TestTwitterExample: the signature of Twitter's documentation, with a form
// body and a query, for both versions of the address.
func TestTwitterExample(t *testing.T) {
	for path, want := range map[string]string{
		"/1/statuses/update.json":   "tnnArxj06cWHq44gCs1OSKk/jLY=",
		"/1.1/statuses/update.json": "hCtSmYh+iHYCEqBWrE7C7hYmtUk=",
	} {
		l := &letter{
			method: "POST", target: path + "?include_entities=true", host: "api.twitter.com", signedURL: "https://api.twitter.com" + path,
			contentType: "application/x-www-form-urlencoded", body: "status=" + oauthcore.Encode("Hello Ladies + Gentlemen, a signed OAuth request!"),
			protocol:       stamped("oauth_token", "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"),
			consumerSecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", tokenSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
		}
		l.set("oauth_consumer_key", "xvz1evFS4wEEPTGEFPHBog").set("oauth_timestamp", "1318622958").
			set("oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg")
		if got := l.sign(t); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// TestBodyHashValues: the Request Body Hash extension.
func TestBodyHashValues(t *testing.T) {
	for _, c := range []struct {
		method     oauthcore.SignatureMethod
		body, want string
	}{
		{oauthcore.HMACSHA1, "Hello World!", "Lve95gjOVATpfV8EL5X4nxwjKHE="},
		{oauthcore.RSASHA1, "", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="},
		{oauthcore.Plaintext, "", "2jmj7l5rSw0yVb/vlWAYkK/YBwk="},
		{oauthcore.HMACSHA256, "Hello World!", "f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk="},
		{oauthcore.RSASHA256, "", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
	} {
		if got := oauthcore.BodyHash(c.method, []byte(c.body)); got != c.want {
			t.Errorf("%s of %q: %s, want %s", c.method.Name(), c.body, got, c.want)
		}
	}
	base := oauthcore.BaseString("PUT", "http://www.example.com/resource", oauthcore.Params{
		{Name: "oauth_body_hash", Value: "Lve95gjOVATpfV8EL5X4nxwjKHE="}, {Name: "oauth_consumer_key", Value: "consumer"},
		{Name: "oauth_nonce", Value: "10369470270925"}, {Name: "oauth_signature_method", Value: "HMAC-SHA1"},
		{Name: "oauth_timestamp", Value: "1236874236"}, {Name: "oauth_token", Value: "token"}, {Name: "oauth_version", Value: "1.0"},
	})
	want := "PUT&http%3A%2F%2Fwww.example.com%2Fresource&oauth_body_hash%3DLve95gjOVATpfV8EL5X4nxwjKHE%253D%26oauth_consumer_key%3Dconsumer%26oauth_nonce%3D10369470270925%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1236874236%26oauth_token%3Dtoken%26oauth_version%3D1.0"
	if base != want {
		t.Errorf("the draft's base string\n got %s\nwant %s", base, want)
	}
}
