package web

import (
	"fmt"
	"slices"
	"strings"

	"example.net/oauth1/oauthcore"
)

// splitBase takes a base string apart (OAuth Core 1.0a section 9.1.3).
func splitBase(base string) (method, address string, params oauthcore.Params, err error) {
	parts := strings.Split(base, "&")
	if len(parts) != 3 {
		return "", "", nil, refusal("A base string has two & that are not encoded: between method, address and parameters. This one has %d.", len(parts)-1)
	}
	if address, err = oauthcore.Decode(parts[1]); err != nil {
		return "", "", nil, refusal("The address in the base string cannot be decoded: %v.", err)
	}
	list, err := oauthcore.Decode(parts[2])
	if err != nil {
		return "", "", nil, refusal("The parameters in the base string cannot be decoded: %v.", err)
	}
	for _, pair := range strings.Split(list, "&") {
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := oauthcore.Decode(name)
		v, err2 := oauthcore.Decode(value)
		if err1 != nil || err2 != nil {
			n, v = name, value
		}
		params = append(params, oauthcore.Param{Name: n, Value: v})
	}
	return parts[0], address, params, nil
}

// differences says in words where somebody's base string differs from ours; nothing where they are the same.
func differences(theirs, ours string) (words []string) {
	if theirs == ours {
		return nil
	}
	method, address, params, err := splitBase(theirs)
	if err != nil {
		return []string{err.Error()}
	}
	ourMethod, ourAddress, ourParams, err := splitBase(ours)
	if err != nil {
		return []string{err.Error()}
	}
	if method != ourMethod {
		words = append(words, fmt.Sprintf("The method is %q in yours and %q in ours.", method, ourMethod))
	}
	if address != ourAddress {
		words = append(words, fmt.Sprintf("The address is %q in yours and %q in ours.", address, ourAddress))
	}
	words = append(words, paramDifferences(params, ourParams)...)
	if words == nil {
		words = []string{"They hold the same, in another order or encoding: " + firstDifference(theirs, ours)}
	}
	return words
}

func paramDifferences(theirs, ours oauthcore.Params) (words []string) {
	for _, p := range theirs {
		switch {
		case slices.Contains(ours, p):
		case ours.Has(p.Name):
			words = append(words, fmt.Sprintf("%s is %q in yours and %q in ours.", p.Name, p.Value, ours.Get(p.Name)))
		default:
			words = append(words, p.Name+" is in yours and not in ours.")
		}
	}
	for _, p := range ours {
		if !theirs.Has(p.Name) {
			words = append(words, p.Name+" is in ours and missing in yours.")
		}
	}
	return words
}

// firstDifference shows the first place where two texts part.
func firstDifference(theirs, ours string) string {
	i := 0
	for i < len(theirs) && i < len(ours) && theirs[i] == ours[i] {
		i++
	}
	return fmt.Sprintf("at character %d yours goes on with %q and ours with %q.", i+1, piece(theirs[i:]), piece(ours[i:]))
}

func piece(text string) string { return text[:min(len(text), 24)] }
