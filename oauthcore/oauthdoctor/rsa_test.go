package oauthdoctor

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/hex"
	"testing"

	"example.net/oauth1/oauthcore"
)

// What other hands would have sent, for each mistake of the RSA methods.
func TestDoctorNamesMistakesOfRSA(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	m := nasty(t, "x", "localhost:8080")
	m.Method, m.Keys.PublicKey = oauthcore.RSASHA256, &key.PublicKey
	base := m.Message.BaseString()
	digest := plainSum(crypto.SHA256.New, base)
	sign := func(method oauthcore.SignatureMethod) string {
		signature, err := method.Sign(base, oauthcore.Keys{PrivateKey: key, ConsumerSecret: m.Keys.ConsumerSecret, TokenSecret: m.Keys.TokenSecret})
		if err != nil {
			t.Fatal(err)
		}
		return signature
	}
	pkcs1 := func(h crypto.Hash, digest []byte) []byte {
		signature, err := rsa.SignPKCS1v15(nil, key, h, digest)
		if err != nil {
			t.Fatal(err)
		}
		return signature
	}
	pss, err := rsa.SignPSS(rand.Reader, key, crypto.SHA256, digest, nil)
	if err != nil {
		t.Fatal(err)
	}
	right := pkcs1(crypto.SHA256, digest)
	for id, signature := range map[string]string{
		"rsa-sha1-used":           sign(oauthcore.RSASHA1),
		"rsa-sha512-used":         sign(oauthcore.RSASHA512),
		"rsa-hmac-used":           sign(oauthcore.HMACSHA256),
		"rsa-pss":                 base64.StdEncoding.EncodeToString(pss),
		"rsa-hashed-first":        base64.StdEncoding.EncodeToString(pkcs1(crypto.SHA256, plainSum(crypto.SHA256.New, string(digest)))),
		"rsa-bare-digest":         base64.StdEncoding.EncodeToString(pkcs1(0, digest)),
		"rsa-hex":                 hex.EncodeToString(right),
		"rsa-base64-url":          base64.RawURLEncoding.EncodeToString(right),
		"signature-encoded-twice": oauthcore.Encode(sign(oauthcore.RSASHA256)),
	} {
		if got := ids(New(1).Diagnose(withSignature(m, signature))); len(got) != 1 || got[0] != id {
			t.Errorf("%s is diagnosed as %v", id, got)
		}
	}
	withoutPort := m
	base = "POST&http%3A%2F%2Flocalhost%2Fphotos" + base[len("POST&http%3A%2F%2Flocalhost%3A8080%2Fphotos"):]
	if got := ids(New(1).Diagnose(withSignature(withoutPort, sign(oauthcore.RSASHA256)))); len(got) != 1 || got[0] != "port-dropped" {
		t.Errorf("port-dropped is diagnosed as %v", got)
	}
}
