package oauthcore

import (
	"errors"
	"strings"
)

// errEscape is the reason for refusing text that was not encoded properly.
var errEscape = errors.New("a percent sign is not followed by two hexadecimal digits")

// Encode percent-encodes text as OAuth wants it: every byte but the unreserved
// ones becomes %XX with upper-case digits, text being UTF-8 (OAuth Core 1.0a
// section 5.1, RFC 5849 section 3.6). It is not what HTML forms do, where a
// space becomes a plus sign.
func Encode(text string) string {
	if unreservedLen(text) == len(text) {
		return text
	}
	return string(appendEncoded(make([]byte, 0, len(text)+16), text))
}

// Decode undoes [Encode]. A plus sign stays a plus sign. Digits may be of
// either case; a percent sign without two of them is an error.
func Decode(text string) (string, error) {
	return unescape(text, false)
}

// decodeForm decodes a name or value of a query or a form body, where a plus
// sign means a space (RFC 5849 section 3.4.1.3.1).
func decodeForm(text string) (string, error) {
	return unescape(text, true)
}

// unreserved holds the bytes that stand for themselves: letters, digits and
// "-", ".", "_", "~" (OAuth Core 1.0a section 5.1).
var unreserved = func() (set [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~") {
		set[c] = true
	}
	return set
}()

const upperHex = "0123456789ABCDEF"

// appendEncoded appends text to buf, percent-encoded once.
func appendEncoded(buf []byte, text string) []byte {
	return appendEscaped(buf, text, "%")
}

// appendEscaped appends text to buf, encoded with this for a percent sign.
func appendEscaped(buf []byte, text, percent string) []byte {
	for {
		plain := unreservedLen(text)
		buf = append(buf, text[:plain]...)
		if plain == len(text) {
			return buf
		}
		c := text[plain]
		buf = append(buf, percent...)
		buf = append(buf, upperHex[c>>4], upperHex[c&15])
		text = text[plain+1:]
	}
}

// unreservedLen is how many bytes at the beginning stand for themselves.
func unreservedLen(text string) int {
	for i := 0; i < len(text); i++ {
		if !unreserved[text[i]] {
			return i
		}
	}
	return len(text)
}

// unescape decodes text without copying it where there is nothing to decode.
func unescape(text string, plusIsSpace bool) (string, error) {
	if strings.IndexByte(text, '%') < 0 && (!plusIsSpace || strings.IndexByte(text, '+') < 0) {
		return text, nil
	}
	var out strings.Builder
	out.Grow(len(text))
	plain := 0 // where the run began that is not yet written
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '+' && plusIsSpace:
			out.WriteString(text[plain:i])
			out.WriteByte(' ')
			plain = i + 1
		case c == '%':
			if i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]) {
				return "", errEscape
			}
			out.WriteString(text[plain:i])
			out.WriteByte(fromHex(text[i+1])<<4 | fromHex(text[i+2]))
			i += 2
			plain = i + 1
		}
	}
	out.WriteString(text[plain:])
	return out.String(), nil
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func fromHex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	default:
		return c - 'a' + 10
	}
}
