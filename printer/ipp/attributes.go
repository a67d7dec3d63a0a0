package ipp

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	goipp "github.com/OpenPrinting/goipp"

	"example.net/oauth1/printer/orders"
)

// values are all values of an attribute. Some printers give one twice; then both count.
func values(list goipp.Attributes, name string) (all []goipp.Value) {
	for _, a := range list {
		if a.Name != name {
			continue
		}
		for _, v := range a.Values {
			all = append(all, v.V)
		}
	}
	return all
}

func texts(list goipp.Attributes, name string) (all []string) {
	for _, v := range values(list, name) {
		switch s := v.(type) {
		case goipp.String:
			all = append(all, string(s))
		case goipp.TextWithLang:
			all = append(all, s.Text)
		}
	}
	return all
}

func text(list goipp.Attributes, name string) string {
	for _, s := range texts(list, name) {
		return s
	}
	return ""
}

func numbers(list goipp.Attributes, name string) (all []int) {
	for _, v := range values(list, name) {
		if n, ok := v.(goipp.Integer); ok {
			all = append(all, int(n))
		}
	}
	return all
}

func number(list goipp.Attributes, name string) int {
	for _, n := range numbers(list, name) {
		return n
	}
	return 0
}

// plain makes a printer's text one short line without anything that a log or a terminal would obey.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if letters := []rune(s); len(letters) > 120 {
		s = string(letters[:120]) + "…"
	}
	return strings.TrimSpace(s)
}

// A self-describing media name (PWG 5101.1 section 5) ends in its size: iso_a4_210x297mm, na_index-4x6_4x6in.
var mediaName = regexp.MustCompile(`_([0-9.]{1,8})x([0-9.]{1,8})(mm|in)$`)

// media are the papers that a printer supports, those in its trays marked.
func media(list goipp.Attributes) (all []orders.Media) {
	ready := map[string]bool{}
	for _, name := range texts(list, "media-ready") {
		ready[name] = true
	}
	for _, name := range texts(list, "media-supported") {
		if size, ok := mediaSize(name); ok {
			all = append(all, orders.Media{Name: name, Size: size, Ready: ready[name]})
		}
	}
	return all
}

func mediaSize(name string) (size orders.Extent, ok bool) {
	m := mediaName.FindStringSubmatch(name)
	if m == nil || strings.HasPrefix(name, "custom_m") { // custom_min_… and custom_max_… are no papers but a range
		return size, false
	}
	w, err1 := strconv.ParseFloat(m[1], 64)
	h, err2 := strconv.ParseFloat(m[2], 64)
	if m[3] == "in" {
		w, h = math.Round(w*2540)/100, math.Round(h*2540)/100
	}
	return orders.Extent{W: min(w, h), H: max(w, h)}, err1 == nil && err2 == nil && w > 0 && h > 0
}
