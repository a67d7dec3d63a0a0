package oauthdoctor

import (
	"cmp"
	"strconv"
	"strings"
)

// orderMistakes are made where the parameters are sorted (section 9.1.1).
var orderMistakes = []Mistake{
	{"sorted-before-encoding", "sort before encoding", "Encode first, then sort: % sorts before letters and digits.", "RFC 5849 section 3.4.1.3.2",
		func(r *recipe) { r.sortFirst = true }},
	{"sorted-as-strings", "sort the pairs as joined strings", "Sort by name, and only among equal names by value: the = does not take part.", "9.1.1",
		func(r *recipe) {
			r.compare = func(a, b param) int { return cmp.Compare(a.name+"="+a.value, b.name+"="+b.value) }
		}},
	{"sorted-without-case", "sort without regard to case", "Sort by byte value: capitals come before small letters.", "9.1.1",
		func(r *recipe) {
			r.compare = func(a, b param) int {
				return cmp.Or(cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name)), cmp.Compare(strings.ToLower(a.value), strings.ToLower(b.value)))
			}
		}},
	{"sorted-by-name-only", "sort by name only", "Among equal names, sort by value.", "9.1.1",
		func(r *recipe) { r.compare = func(a, b param) int { return cmp.Compare(a.name, b.name) } }},
	{"values-as-numbers", "sort values that are numbers by their size", "Sort values by byte, as text: 10 comes before 9. In PHP, sort with SORT_STRING.", "9.1.1",
		func(r *recipe) {
			r.compare = func(a, b param) int {
				x, err1 := strconv.ParseFloat(a.value, 64)
				y, err2 := strconv.ParseFloat(b.value, 64)
				if a.name != b.name || err1 != nil || err2 != nil {
					return byNameThenValue(a, b)
				}
				return cmp.Compare(x, y)
			}
		}},
	{"not-sorted", "leave the parameters unsorted, the query last", "Sort by name, then by value.", "9.1.1",
		func(r *recipe) { r.compare = nil }},
	{"not-sorted-query-first", "leave the parameters unsorted, the query first", "Sort by name, then by value.", "9.1.1",
		func(r *recipe) { r.compare = func(a, b param) int { return cmp.Compare(b.place, a.place) } }},
	{"protocol-last", "put the protocol parameters after all others", "All parameters are sorted together.", "9.1.1",
		func(r *recipe) { r.compare = protocolLast(1) }},
	{"protocol-first", "put the protocol parameters before all others", "All parameters are sorted together.", "9.1.1",
		func(r *recipe) { r.compare = protocolLast(-1) }},
	{"sorted-backwards", "sort backwards", "Sort in ascending byte order.", "9.1.1",
		func(r *recipe) { r.compare = func(a, b param) int { return byNameThenValue(b, a) } }},
}

func protocolLast(sign int) func(a, b param) int {
	return func(a, b param) int {
		x, y := strings.HasPrefix(a.name, "oauth_"), strings.HasPrefix(b.name, "oauth_")
		switch {
		case x && !y:
			return sign
		case y && !x:
			return -sign
		}
		return byNameThenValue(a, b)
	}
}
