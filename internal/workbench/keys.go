package workbench

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"sync"

	"example.net/oauth1/oauthcore"
)

// maxKeyText is more than the PEM form of the largest key that is used.
const maxKeyText = 8 << 10

// keys are what the method signs with.
func (d *Draft) keys(method oauthcore.SignatureMethod) (oauthcore.Keys, error) {
	k := oauthcore.Keys{ConsumerSecret: d.ConsumerSecret, TokenSecret: d.TokenSecret}
	if !strings.HasPrefix(method.Name(), "RSA") {
		return k, nil
	}
	key, err := readPrivateKey(d.PrivateKey)
	if err != nil {
		return k, err
	}
	return oauthcore.Keys{PrivateKey: key, PublicKey: &key.PublicKey}, nil
}

// readPrivateKey reads either of the usual PEM forms.
func readPrivateKey(text string) (*rsa.PrivateKey, error) {
	if strings.TrimSpace(text) == "" {
		return nil, refuse("The RSA methods sign with a private key: paste one as PEM, one that is used for nothing else. The preset “RSA-SHA256” brings one.")
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil || len(text) > maxKeyText {
		return nil, refuse("The private key is no PEM text: it begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.")
	}
	var key any
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		key, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	}
	private, ok := key.(*rsa.PrivateKey)
	if err != nil || !ok {
		return nil, refuse("The PEM text holds no RSA private key.")
	}
	if bits := private.N.BitLen(); bits < 1024 || bits > oauthcore.MaxRSABits {
		return nil, refuse("The key has %d bits; 1024 to %d are used here.", bits, oauthcore.MaxRSABits)
	}
	return private, nil
}

// throwaway is a key for the RSA preset, made once and never used for anything but to show how signing goes.
var throwaway = sync.OnceValue(func() string {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return ""
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
})
