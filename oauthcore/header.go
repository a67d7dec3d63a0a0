package oauthcore

import (
	"errors"
	"fmt"
	"strings"
)

// scheme is the authentication scheme of OAuth, matched without regard to case
// (OAuth Core 1.0a section 5.4.1).
const scheme = "OAuth"

// Header is the content of an Authorization header or of a challenge.
type Header struct {
	Realm    string // never signed (section 9.1.1)
	HasRealm bool
	Params   Params
}

// ParseHeader reads the value of an Authorization or WWW-Authenticate header:
// the scheme, then name="value" pairs separated by commas and optional white
// space (OAuth Core 1.0a section 5.4.1, RFC 5849 section 3.5.1). Names and
// values are percent-decoded once, a plus sign staying what it is; realm is a
// quoted string of HTTP, with backslashes and without percent-decoding.
//
// A value without quotes is an error: guessing where it ends is how two
// parsers come to disagree.
func ParseHeader(value string) (h Header, err error) {
	err = h.parse(value)
	return h, err
}

// parse reads a header value, appending to the parameters that are there.
func (h *Header) parse(value string) error {
	rest, found := cutScheme(value)
	if !found {
		return errors.New("the scheme is not OAuth")
	}
	for rest = skipSeparators(rest); rest != ""; rest = skipSeparators(rest) {
		pair, after, err := cutPair(rest)
		if err != nil {
			return err
		}
		if err = h.add(pair); err != nil {
			return err
		}
		if rest = after; rest != "" && !isSeparator(rest[0]) {
			return fmt.Errorf("no comma after the value of %s", pair.name)
		}
	}
	return nil
}

// add takes up one pair.
func (h *Header) add(pair rawPair) (err error) {
	if strings.EqualFold(pair.name, "realm") {
		h.Realm, h.HasRealm = unquote(pair.value), true
		return nil
	}
	param := Param{pair.name, pair.value}
	if pair.encoded {
		if param, err = pair.decoded(); err != nil {
			return err
		}
	}
	h.Params = append(h.Params, param)
	return nil
}

// String prints the header: the scheme, the realm if there is one, then each
// parameter with name and value encoded.
func (h Header) String() string {
	buf := make([]byte, 0, 512) // enough for most
	buf = append(buf, scheme...)
	joint := byte(' ')
	if h.HasRealm || h.Realm != "" {
		buf = append(buf, ` realm="`...)
		buf = append(buf, quoter.Replace(h.Realm)...)
		buf = append(buf, '"')
		joint = ','
	}
	for _, param := range h.Params {
		if buf = append(buf, joint); joint == ',' {
			buf = append(buf, ' ')
		}
		buf = appendEncoded(buf, param.Name)
		buf = append(buf, '=', '"')
		buf = appendEncoded(buf, param.Value)
		buf = append(buf, '"')
		joint = ','
	}
	return string(buf)
}

// quoter escapes text for a quoted string of HTTP.
var quoter = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\r", "", "\n", "")

// cutScheme takes the scheme off a header value.
func cutScheme(value string) (rest string, found bool) {
	value = skipBlanks(value)
	if len(value) < len(scheme) || !strings.EqualFold(value[:len(scheme)], scheme) {
		return "", false
	}
	rest = value[len(scheme):]
	return rest, rest == "" || rest[0] == ' ' || rest[0] == '\t'
}

// skipSeparators skips commas and linear white space.
func skipSeparators(text string) string {
	for text != "" && isSeparator(text[0]) {
		text = text[1:]
	}
	return text
}

func isSeparator(c byte) bool { return c == ',' || isBlank(c) }

// skipBlanks skips linear white space.
func skipBlanks(text string) string {
	for text != "" && isBlank(text[0]) {
		text = text[1:]
	}
	return text
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

// rawPair is one name="value" as it stands in a header.
type rawPair struct {
	name, value string
	encoded     bool // whether there is anything to decode
}

func (p rawPair) decoded() (param Param, err error) {
	if param.Name, err = Decode(p.name); err != nil {
		return param, fmt.Errorf("the name %q: %w", p.name, err)
	}
	if param.Value, err = Decode(p.value); err != nil {
		return param, fmt.Errorf("the value of %s: %w", param.Name, err)
	}
	return param, nil
}

// cutPair takes one pair off the front.
func cutPair(text string) (pair rawPair, rest string, err error) {
	pair, rest, found := cutName(text)
	if !found {
		return pair, "", fmt.Errorf("%q is not a name followed by an equals sign", shorten(pair.name))
	}
	if rest = skipBlanks(rest); rest == "" || rest[0] != '"' {
		return pair, "", fmt.Errorf("the value of %s does not begin with a double quote", shorten(pair.name))
	}
	for i := 1 + unreservedLen(rest[1:]); i < len(rest); i++ {
		switch rest[i] {
		case '%':
			pair.encoded = true
		case '\\':
			i++
		case '"':
			pair.value = rest[1:i]
			return pair, rest[i+1:], nil
		}
	}
	return pair, "", fmt.Errorf("the value of %s does not end with a double quote", shorten(pair.name))
}

// cutName takes a name and the equals sign after it off the front.
func cutName(text string) (pair rawPair, rest string, found bool) {
	plain := unreservedLen(text)
	end := plain
	for end < len(text) && !endsName[text[end]] {
		end++
	}
	pair.name, pair.encoded, rest = text[:end], end > plain, skipBlanks(text[end:])
	if end == 0 || rest == "" || rest[0] != '=' {
		pair.name, _, _ = strings.Cut(text, "=")
		return pair, "", false
	}
	return pair, rest[1:], true
}

// endsName holds the bytes that end a name.
var endsName = [256]bool{'=': true, '"': true, ',': true, ' ': true, '\t': true, '\r': true, '\n': true}

// unquote takes the backslashes out of a quoted string of HTTP.
func unquote(quoted string) string {
	if !strings.Contains(quoted, `\`) {
		return quoted
	}
	out := make([]byte, 0, len(quoted))
	for i := 0; i < len(quoted); i++ {
		if quoted[i] == '\\' && i+1 < len(quoted) {
			i++
		}
		out = append(out, quoted[i])
	}
	return string(out)
}

// shorten keeps what is quoted in an explanation readable.
func shorten(text string) string {
	const most = 40
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}
