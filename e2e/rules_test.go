package e2e

import (
	"slices"
	"strings"
)

// A set is a set of packages: own rooms by their name, others by their path.
type set = func(name string) bool

// is holds the rooms of these names.
func is(names ...string) set {
	return func(name string) bool { return slices.Contains(names, name) }
}

// in holds what begins with prefix.
func in(prefix string) set {
	return func(name string) bool { return strings.HasPrefix(name, prefix) }
}

// under holds a room and the rooms inside it.
func under(name string) set { return either(is(name), in(name+"/")) }

// starts holds what begins with one of the prefixes.
func starts(prefixes ...string) set {
	return func(name string) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(name, p) })
	}
}

// either is the union of sets.
func either(sets ...set) set {
	return func(name string) bool { return slices.ContainsFunc(sets, func(s set) bool { return s(name) }) }
}

func not(s set) set { return func(name string) bool { return !s(name) } }

// ours holds the rooms of this repository: nothing else has a first element
// that is both dotless and not of the standard library.
func ours(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return slices.Contains([]string{"oauthcore", "photos", "printer", "internal", "templates", "static", "seed", "cmd", "e2e"}, first)
}

// std holds the standard library: no dot in the first element.
func std(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return !ours(name) && !strings.Contains(first, ".")
}

// ownOnly allows everything foreign, and of the own rooms only these.
func ownOnly(names ...string) set { return either(not(ours), is(names...)) }

// only allows exactly these packages.
func only(paths ...string) set { return is(each(paths, own)...) }

// domain is what the rules of a program may be written with: no echo, no SQL, no net/http.
func domain(name string) bool {
	return std(name) && name != "net/http" && !strings.HasPrefix(name, "database/sql") || strings.HasPrefix(name, "golang.org/x/crypto/")
}
