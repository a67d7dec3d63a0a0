package inspector

import (
	"strings"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthdoctor"
)

// BaseString is a signature base string taken apart, for the partial
// "base-string" of the templates (OAuth Core 1.0a section 9.1.3).
type BaseString struct {
	Text                string // the whole
	Method, URL, Params string // its three pieces, as they stand in it
	Address             string // the URL, decoded
	Normalized          string // the parameters, decoded once (section 9.1.1)
	Pairs               []Pair // each parameter, in the order of the base string
}

// Pair is one parameter of a base string: as it is meant, encoded, and encoded
// again, as it stands there.
type Pair struct {
	Name, Value               string
	EncodedName, EncodedValue string // section 5.1
	TwiceName, TwiceValue     string
}

// TakeApart takes a base string apart. One that is none has a Text only.
func TakeApart(text string) BaseString {
	b := BaseString{Text: text}
	pieces := strings.Split(text, "&")
	if len(pieces) != 3 {
		return b
	}
	b.Method, b.URL, b.Params = pieces[0], pieces[1], pieces[2]
	b.Address, b.Normalized = decoded(b.URL), decoded(b.Params)
	if b.Params == "" {
		return b
	}
	for _, pair := range strings.Split(b.Params, "%26") {
		var p Pair
		p.TwiceName, p.TwiceValue, _ = strings.Cut(pair, "%3D")
		p.EncodedName, p.EncodedValue = decoded(p.TwiceName), decoded(p.TwiceValue)
		p.Name, p.Value = decoded(p.EncodedName), decoded(p.EncodedValue)
		b.Pairs = append(b.Pairs, p)
	}
	return b
}

// Whole tells whether the base string has its three pieces.
func (b BaseString) Whole() bool { return b.Method != "" }

func decoded(text string) string {
	if plain, err := oauthcore.Decode(text); err == nil {
		return plain
	}
	return text
}

// Difference is where the base strings of the two ends part.
type Difference struct {
	At             int // the byte, counted from 1
	Sent, Received Cut
	Inside         string   // what stands there, in words: "the parameter size"
	Reasons        []string // the difference in words
}

// Cut is a base string around the byte that differs.
type Cut struct{ Before, Byte, After string }

// Compare sets the base string that was sent beside the one that was received;
// nil if they agree.
func Compare(sent, received string) *Difference {
	found := oauthdoctor.Compare(received, sent)
	if found.At < 0 {
		return nil
	}
	return &Difference{
		At: found.At + 1, Sent: cutAt(sent, found.At), Received: cutAt(received, found.At),
		Inside: inside(received, sent, found.At), Reasons: found.Reasons,
	}
}

// around is how many bytes are shown on either side of the one that differs.
const around = 48

func cutAt(text string, at int) Cut {
	if at >= len(text) {
		return Cut{Before: tail(text, around), Byte: ""}
	}
	c := Cut{Before: tail(text[:at], around), Byte: text[at : at+1], After: text[at+1:]}
	if len(c.After) > around {
		c.After = c.After[:around] + "…"
	}
	return c
}

func tail(text string, most int) string {
	if len(text) > most {
		return "…" + text[len(text)-most:]
	}
	return text
}

// inside names the piece of a base string that a byte is in.
func inside(text, other string, at int) string {
	if at >= len(text) {
		text = other
	}
	b := TakeApart(text)
	switch {
	case !b.Whole():
		return "the base string as a whole"
	case at <= len(b.Method):
		return "the method"
	case at <= len(b.Method)+1+len(b.URL):
		return "the address"
	}
	rest := at - len(b.Method) - len(b.URL) - 2
	joint := 0 // the %26 before a parameter belongs to it
	for _, p := range b.Pairs {
		if rest -= joint + len(p.TwiceName) + len("%3D") + len(p.TwiceValue); rest < 0 {
			return "the parameter " + p.Name
		}
		joint = len("%26")
	}
	return "the parameters"
}
