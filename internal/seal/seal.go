package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
)

// KeySize is the length of a key in bytes: AES-256.
const KeySize = 32

// ErrNotOurs is returned by Open for bytes that were not sealed by this key
// for this context, or that were changed since.
var ErrNotOurs = errors.New("sealed under another key or for another purpose, or damaged")

// version is the first byte of everything sealed, so that another cipher can
// be told apart one day.
const version = 1

// Sealer seals with AES-256-GCM and a random nonce. It is safe for use by
// several goroutines.
type Sealer struct{ aead cipher.AEAD }

// New returns a Sealer whose cipher key is derived from the program's key.
func New(key [KeySize]byte) *Sealer {
	derived := Derive(key, "secrets at rest")
	block, err := aes.NewCipher(derived[:])
	if err != nil {
		panic(fmt.Sprintf("seal: AES refuses a 32 byte key: %v", err))
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(fmt.Sprintf("seal: GCM refuses AES: %v", err))
	}
	return &Sealer{aead: aead}
}

// Derive makes an independent key for one purpose, so that a cookie's
// signature and a sealed secret never share one.
func Derive(key [KeySize]byte, purpose string) [KeySize]byte {
	out, err := hkdf.Key(sha256.New, key[:], nil, "example.net/oauth1 "+purpose, KeySize)
	if err != nil {
		panic(fmt.Sprintf("seal: HKDF refuses %d bytes: %v", KeySize, err))
	}
	return [KeySize]byte(out)
}

// Seal encrypts plain. The context says what and whose it is ("access token
// 3f9a"), is needed to open it, and keeps one row's secret from being
// copied into another row.
func (s *Sealer) Seal(plain []byte, context string) []byte {
	return s.aead.Seal([]byte{version}, nil, plain, []byte(context))
}

// Open decrypts what Seal made for the same context.
func (s *Sealer) Open(sealed []byte, context string) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != version {
		return nil, ErrNotOurs
	}
	plain, err := s.aead.Open(nil, nil, sealed[1:], []byte(context))
	if err != nil {
		return nil, ErrNotOurs
	}
	return plain, nil
}

// SealString is Seal for a string.
func (s *Sealer) SealString(plain, context string) []byte {
	return s.Seal([]byte(plain), context)
}

// OpenString is Open for a string.
func (s *Sealer) OpenString(sealed []byte, context string) (string, error) {
	plain, err := s.Open(sealed, context)
	return string(plain), err
}
