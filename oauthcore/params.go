package oauthcore

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Param is one request parameter, decoded. Names and values are bytes in a
// string: nothing requires them to be valid UTF-8.
type Param struct {
	Name, Value string
}

// Params is a list of parameters in the order in which they were sent. Names
// may repeat: dropping a repetition would change the signature (OAuth Core 1.0a
// section 9.1.1), which is why this is neither a map nor url.Values.
type Params []Param

// Get is the first value of a name, or "" when there is none.
func (p Params) Get(name string) string {
	for i := range p {
		if p[i].Name == name {
			return p[i].Value
		}
	}
	return ""
}

// Has tells whether a name occurs, with whatever value.
func (p Params) Has(name string) bool {
	for i := range p {
		if p[i].Name == name {
			return true
		}
	}
	return false
}

// All is every value of a name, in order.
func (p Params) All(name string) (values []string) {
	for _, param := range p {
		if param.Name == name {
			values = append(values, param.Value)
		}
	}
	return values
}

// Encode writes the parameters as name=value pairs joined by &, each part
// encoded once and in the given order: the form in which tokens are answered
// (OAuth Core 1.0a section 5.3) and queries appended.
func (p Params) Encode() string {
	var buf []byte
	for i, param := range p {
		if i > 0 {
			buf = append(buf, '&')
		}
		buf = appendEncoded(buf, param.Name)
		buf = append(buf, '=')
		buf = appendEncoded(buf, param.Value)
	}
	return string(buf)
}

// Normalize writes the parameters as they are signed: oauth_signature left
// out, names and values encoded, then sorted by encoded name and, among equal
// names, by encoded value, joined with = even where the value is empty (OAuth
// Core 1.0a section 9.1.1, RFC 5849 section 3.4.1.3.2).
//
// The encoding comes before the sorting: "c2" sorts after "c%40" but before
// "c@".
func (p Params) Normalize() string {
	var encoded Params
	for _, param := range p {
		if param.Name != "oauth_signature" {
			encoded = append(encoded, Param{Encode(param.Name), Encode(param.Value)})
		}
	}
	slices.SortFunc(encoded, func(a, b Param) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	pairs := make([]string, len(encoded))
	for i, param := range encoded {
		pairs[i] = param.Name + "=" + param.Value
	}
	return strings.Join(pairs, "&")
}

// ParseForm reads a query or a form body: pairs separated by &, a plus sign
// meaning a space, empty pairs skipped, a pair without = having an empty value
// (RFC 5849 section 3.4.1.3.1). A semicolon is an ordinary character, as the
// HTML standard has it, and nothing is dropped: net/url's parser would refuse
// the one and lose the order of the others.
func ParseForm(text string) (Params, error) {
	return appendForm(nil, text)
}

// appendForm appends the pairs of a query or form body to list.
func appendForm(list Params, text string) (Params, error) {
	for text != "" {
		var pair string
		pair, text, _ = strings.Cut(text, "&")
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		param, err := decodePair(name, value)
		if err != nil {
			return nil, err
		}
		list = append(list, param)
	}
	return list, nil
}

func decodePair(name, value string) (param Param, err error) {
	if param.Name, err = decodeForm(name); err != nil {
		return param, fmt.Errorf("the name %q: %w", name, err)
	}
	if param.Value, err = decodeForm(value); err != nil {
		return param, fmt.Errorf("the value of %q: %w", param.Name, err)
	}
	return param, nil
}
