package oauthcore

import (
	"crypto/rand"
	"errors"
	"strconv"
	"strings"
)

// MaxNonce is the longest nonce that is accepted, in bytes.
const MaxNonce = 128

// NewNonce makes a nonce: 128 bits of chance, so that no two requests share
// one and nobody can guess the next (OAuth Core 1.0a section 8).
func NewNonce() string { return rand.Text() }

// NewSecret makes a token or a secret: 128 bits of chance that tell nothing
// about order or time (OAuth Core 1.0a section 11.10).
func NewSecret() string { return rand.Text() }

// pinAlphabet has no vowels, so that no words occur, and no letters or digits
// that are taken for each other.
const pinAlphabet = "34679CDFHJKMNPRTVWXY"

// pinLength gives 34 bits, which five tries within minutes do not exhaust.
const pinLength = 8

// NewPIN makes a verification code that a person reads on one screen and types
// into another (OAuth Core 1.0a section 6.2.3): eight characters.
func NewPIN() string {
	pin := make([]byte, 0, pinLength)
	for random := make([]byte, 1); len(pin) < pinLength; {
		rand.Read(random)
		if i := int(random[0]); i < 256-256%len(pinAlphabet) {
			pin = append(pin, pinAlphabet[i%len(pinAlphabet)])
		}
	}
	return string(pin)
}

// NormalizePIN takes out what people put into a PIN when they type it: spaces
// and dashes, and lower case.
func NormalizePIN(typed string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\r\n-–—._\u00a0", r) {
			return -1
		}
		return r
	}, typed))
}

// The reasons for refusing a timestamp or a nonce by its form alone.
var (
	errTimestampForm   = errors.New("it must be a positive whole number of seconds since 1970, digits only")
	errTimestampMillis = errors.New("it must count seconds since 1970; this has so many digits that it looks like milliseconds or finer")
	errNonceForm       = errors.New("it must have 1 to 128 printable ASCII characters")
)

// parseTimestamp reads oauth_timestamp: a positive integer without sign,
// fraction, exponent or leading zero (OAuth Core 1.0a section 8).
func parseTimestamp(text string) (int64, error) {
	for i := 0; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return 0, errTimestampForm
		}
	}
	switch {
	case text == "" || text[0] == '0':
		return 0, errTimestampForm
	case len(text) > 12:
		return 0, errTimestampMillis
	}
	return strconv.ParseInt(text, 10, 64)
}

// checkNonceForm judges oauth_nonce by its form.
func checkNonceForm(nonce string) error {
	if nonce == "" || len(nonce) > MaxNonce {
		return errNonceForm
	}
	for i := 0; i < len(nonce); i++ {
		if nonce[i] < ' ' || nonce[i] > '~' {
			return errNonceForm
		}
	}
	return nil
}
