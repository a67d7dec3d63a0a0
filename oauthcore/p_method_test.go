package oauthcore_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"math/big"
	"net/http"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// Signature methods: OAuth Core 1.0a section 9.

func TestP17PlaintextOverHTTPIsRefused(t *testing.T) {
	sp, _ := newProvider()
	r := photoLetter().set("oauth_signature_method", "PLAINTEXT").request(t)
	r.Header.Set("X-Forwarded-Proto", "https") // a claim, and nobody believes it
	_, err := sp.Authenticate(r)
	wantProblem(t, err, oauthcore.SignatureMethodRejected, http.StatusBadRequest)
}

func TestP19PlaintextIsSplitAtItsSeparatorOnly(t *testing.T) {
	for _, secrets := range [][2]string{{"a&b", "c&d"}, {"100%", "%26"}, {"é", " "}, {"", ""}} {
		k := oauthcore.Keys{ConsumerSecret: secrets[0], TokenSecret: secrets[1]}
		signature, err := oauthcore.Plaintext.Sign("", k)
		if err != nil || !oauthcore.Plaintext.Check("", signature, k) {
			t.Errorf("%q is not accepted for %q (%v)", signature, secrets, err)
		}
	}
	k := oauthcore.Keys{ConsumerSecret: "a&b", TokenSecret: "c"}
	for _, wrong := range []string{"a&b&c", "a%26b", "a%26b&c&", "a%26b&", "&c", "", "a%26b&%6", "a%2526b&c"} {
		if oauthcore.Plaintext.Check("", wrong, k) {
			t.Errorf("%q is accepted", wrong)
		}
	}
	if oauthcore.Plaintext.Check("", "a%26b", oauthcore.Keys{ConsumerSecret: "a&b"}) {
		t.Error("a secret without the separator is accepted")
	}
	if !oauthcore.Plaintext.Check("", "%61%26b&%63", k) {
		t.Error("a secret that is encoded more than necessary is not accepted")
	}
}

func TestP20MethodNamesAreCaseSensitive(t *testing.T) {
	for _, name := range []string{"hmac-sha1", "HMAC_SHA1", "HMAC-SHA384", "none", "RSA", "plaintext"} {
		sp, _ := newProvider()
		l := photoLetter().set("oauth_signature_method", name)
		l.signature = "irrelevant"
		_, err := sp.Authenticate(l.request(t))
		p := wantProblem(t, err, oauthcore.SignatureMethodRejected, http.StatusBadRequest)
		if !strings.Contains(p.Advice, "HMAC-SHA1") || strings.Contains(p.Advice, "PLAINTEXT") {
			t.Errorf("the advice does not list the methods that are accepted here: %s", p.Advice)
		}
	}
}

func TestP21MethodMustBeAllowed(t *testing.T) {
	picky := printer()
	picky.Methods = []string{"HMAC-SHA256"}
	sp, _ := newProvider(picky)
	_, err := sp.Authenticate(photoLetter().request(t))
	wantProblem(t, err, oauthcore.SignatureMethodRejected, http.StatusBadRequest)
	_, err = sp.Authenticate(photoLetter().set("oauth_signature_method", "HMAC-SHA256").request(t))
	wantPassed(t, err)
}

// The confusion of algorithms: a Consumer that registered a public key, which
// everybody knows, and a forger who uses it as the secret of an HMAC.
func TestP21PublicKeyIsNoSecret(t *testing.T) {
	key := rsaTestKey(t)
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	registered := printer()
	registered.PublicKey, registered.Secret = key, ""
	for _, methods := range [][]string{nil, {"RSA-SHA1"}, {"RSA-SHA1", "HMAC-SHA1"}} {
		registered.Methods = methods
		sp, _ := newProvider(registered)
		for _, secret := range []string{"", string(der), base64.StdEncoding.EncodeToString(der), key.N.String()} {
			for _, method := range []string{"HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"} {
				forged := photoLetter().set("oauth_signature_method", method)
				forged.consumerSecret = secret
				_, err := sp.Authenticate(forged.request(t))
				wantProblem(t, err, oauthcore.SignatureMethodRejected, http.StatusBadRequest)
			}
		}
	}
	sp, _ := newProvider() // and the reverse: no public key, no RSA
	l := photoLetter().set("oauth_signature_method", "RSA-SHA1")
	l.signature = "AAAA"
	_, err = sp.Authenticate(l.request(t))
	wantProblem(t, err, oauthcore.SignatureMethodRejected, http.StatusBadRequest)
}

// A whole request signed with RSA, the Token Secret playing no part (section
// 9.3).
func TestRSARequestIsAccepted(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	registered := printer()
	registered.PublicKey = &key.PublicKey
	for _, method := range []oauthcore.SignatureMethod{oauthcore.RSASHA1, oauthcore.RSASHA256, oauthcore.RSASHA512} {
		sp, _ := newProvider(registered)
		c := oauthcore.Consumer{Key: printerKey, PrivateKey: key, Method: method, Now: sp.Now}
		r, err := http.NewRequest("GET", photosOrigin+"/photos?file=vacation.jpg", nil)
		wantPassed(t, err)
		wantPassed(t, c.Sign(r, accessToken, "whatever"))
		_, err = sp.Authenticate(r)
		wantPassed(t, err)

		r.URL.RawQuery = "file=other.jpg"
		_, err = sp.Authenticate(r)
		wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
	}
	r, err := http.NewRequest("GET", photosOrigin, nil)
	wantPassed(t, err)
	if err := (&oauthcore.Consumer{Method: oauthcore.RSASHA1}).Sign(r, "", ""); err == nil {
		t.Error("signed without a private key")
	}
}

// The Consumer chooses its key, so its size is bounded: a signature that would
// be right is refused when checking it costs too much.
func TestRSAKeyIsBounded(t *testing.T) {
	for bits, accepted := range map[int]bool{2048: true, oauthcore.MaxRSABits - 16: true, oauthcore.MaxRSABits + 16: false} {
		key, signature := smoothKey(bits, "base")
		if got := oauthcore.RSASHA1.Check("base", signature, oauthcore.Keys{PublicKey: key}); got != accepted {
			t.Errorf("a key of %d bits: accepted is %t", key.N.BitLen(), got)
		}
	}
}

// smoothKey is a worthless RSA key with at least so many bits, made at once of
// many small primes, and a signature (section 9.3.1) with it.
func smoothKey(bits int, base string) (*rsa.PublicKey, string) {
	n, phi, e, one := big.NewInt(1), big.NewInt(1), big.NewInt(65537), big.NewInt(1)
	for p := big.NewInt(3); n.BitLen() < bits; p.Add(p, big.NewInt(2)) {
		less := new(big.Int).Sub(p, one)
		if p.ProbablyPrime(20) && new(big.Int).GCD(nil, nil, less, e).Cmp(one) == 0 {
			n.Mul(n, p)
			phi.Mul(phi, less)
		}
	}
	digest := sha1.Sum([]byte(base))
	padded := append([]byte("\x00\x01"), bytes.Repeat([]byte{0xff}, (n.BitLen()+7)/8-3-15-len(digest))...)
	padded = append(padded, "\x00\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14"...)
	signed := new(big.Int).SetBytes(append(padded, digest[:]...))
	signed.Exp(signed, new(big.Int).ModInverse(e, phi), n)
	return &rsa.PublicKey{N: n, E: 65537}, base64.StdEncoding.EncodeToString(signed.FillBytes(make([]byte, (n.BitLen()+7)/8)))
}

func TestP22SpoiledSignatureIsRefused(t *testing.T) {
	right := photoLetter().sign(t)
	for name, spoiled := range map[string]string{
		"no padding":         strings.TrimSuffix(right, "="),
		"too much padding":   right + "=",
		"alphabet of URLs":   strings.NewReplacer("+", "-", "/", "_").Replace(right),
		"embedded newline":   right[:10] + "\n" + right[10:],
		"trailing newline":   right + "\n",
		"carriage return":    right[:4] + "\r\n" + right[4:],
		"27 characters":      right[1:],
		"29 characters":      "A" + right,
		"a space for a plus": strings.Replace(right, "+", " ", 1),
		"unused bits set":    strings.Replace(right, "M=", "N=", 1),
		"encoded twice":      oauthcore.Encode(right),
		"hexadecimal":        "b51dfe4f2f35",
		"not base64":         "!!!",
		"four kilobytes":     strings.Repeat("A", 4096),
		"two of them":        right + right,
	} {
		t.Run(name, func(t *testing.T) {
			sp, _ := newProvider()
			l := photoLetter()
			l.signature = spoiled
			_, err := sp.Authenticate(l.request(t))
			wantProblem(t, err, oauthcore.SignatureInvalid, http.StatusUnauthorized)
		})
	}
	sp, _ := newProvider()
	_, err := sp.Authenticate(receive(t, strings.Replace(photoLetter().text(t), oauthcore.Encode(right), "", 1)))
	wantProblem(t, err, oauthcore.ParameterAbsent, http.StatusBadRequest)
}

// Every method copes with signatures of every length, and none passes by being
// a beginning of the right one. That the comparison itself takes constant time
// is crypto/subtle's promise.
func TestP23EveryLengthIsCompared(t *testing.T) {
	keys := oauthcore.Keys{ConsumerSecret: "cs", TokenSecret: "ts", PublicKey: rsaTestKey(t)}
	for _, m := range oauthcore.Methods() {
		right, err := m.Sign("base", keys)
		if err != nil {
			right = base64.StdEncoding.EncodeToString(make([]byte, 128)) // RSA, without the private key
		}
		for n := range len(right) {
			if m.Check("base", right[:n], keys) || m.Check("base", right+right[:n+1], keys) {
				t.Errorf("%s accepts a signature of another length than %d", m.Name(), len(right))
			}
		}
	}
}

// Digests of any length are decoded, also where there is none of such a length:
// 88 characters without padding are two bytes more than SHA-512 has.
func TestP22AnyBase64IsDecoded(t *testing.T) {
	for _, m := range oauthcore.Methods() {
		for n := 0; n <= 1200; n += 4 {
			if m.Check("base", strings.Repeat("A", n), oauthcore.Keys{ConsumerSecret: "cs", PublicKey: rsaTestKey(t)}) {
				t.Errorf("%s accepts %d times A", m.Name(), n)
			}
		}
	}
}

func TestEveryMethodIsFoundByItsName(t *testing.T) {
	for _, m := range oauthcore.Methods() {
		if oauthcore.MethodByName(m.Name()) != m {
			t.Errorf("%s is not found", m.Name())
		}
	}
	if oauthcore.MethodByName("") != nil {
		t.Error("a method without a name is found")
	}
}
