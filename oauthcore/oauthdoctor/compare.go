package oauthdoctor

import (
	"fmt"
	"slices"
	"strings"
)

// Difference is what tells two base strings apart.
type Difference struct {
	At             int      // the first byte that differs, counted from 0; -1 when the strings agree
	Server, Client string   // what stands there, a few bytes of each
	Reasons        []string // the same in words: of the method, the URL and each parameter
}

// Compare sets a base string that a Consumer made beside the Service Provider's
// own, which a refusal shows as debug_sbs (OAuth Core 1.0a section 9.1). Neither
// holds a secret key.
func Compare(server, client string) Difference {
	if server == client {
		return Difference{At: -1, Reasons: []string{"The base strings agree, so it is the key that differs, the signature method, or the way the digest is written."}}
	}
	at := commonPrefix(server, client)
	d := Difference{At: at, Server: excerpt(server[at:]), Client: excerpt(client[at:])}
	ours, yours := strings.Split(server, "&"), strings.Split(client, "&")
	if len(ours) != 3 || len(yours) != 3 {
		d.Reasons = []string{fmt.Sprintf("A base string has three pieces with an & between them, and no other & in it; yours has %d. Each piece is encoded before they are joined.", len(yours))}
		return d
	}
	d.Reasons = slices.Concat(
		comparePiece("method", ours[0], yours[0]),
		comparePiece("URL", ours[1], yours[1]),
		compareParams(decoded(ours[2]), decoded(yours[2])),
	)
	if d.Reasons == nil {
		d.Reasons = []string{"The pieces differ in their encoding alone: everything but letters, digits and - . _ ~ is encoded, with digits in upper case."}
	}
	return d
}

// String is the difference in plain words.
func (d Difference) String() string {
	if d.At < 0 {
		return d.Reasons[0]
	}
	return fmt.Sprintf("The first difference is at byte %d: the server has %q, you have %q. %s", d.At, d.Server, d.Client, strings.Join(d.Reasons, " "))
}

func comparePiece(name, server, client string) []string {
	if server, client = decoded(server), decoded(client); server != client {
		return []string{fmt.Sprintf("The %s is %q, yours is %q.", name, server, client)}
	}
	return nil
}

// compareParams compares normalized parameters (section 9.1.1).
func compareParams(server, client string) (reasons []string) {
	ours, yours := strings.Split(server, "&"), strings.Split(client, "&")
	missing, extra := without(ours, yours), without(yours, ours)
	for _, pair := range missing {
		name, value, _ := strings.Cut(pair, "=")
		i := slices.IndexFunc(extra, func(p string) bool { return strings.HasPrefix(p, name+"=") })
		if i < 0 {
			reasons = append(reasons, fmt.Sprintf("%q is not in yours.", pair))
			continue
		}
		reasons = append(reasons, fmt.Sprintf("The value of %s is %q, yours is %q.", name, value, extra[i][len(name)+1:]))
		extra = slices.Delete(extra, i, i+1)
	}
	for _, pair := range extra {
		reasons = append(reasons, fmt.Sprintf("%q is in yours, but not in the request.", pair))
	}
	if reasons == nil && server != client {
		reasons = []string{"The parameters are the same in another order: sort them by name, then by value, once they are encoded."}
	}
	return reasons
}

// without is what of a list is left when the other is taken away, one for one.
func without(list, other []string) (rest []string) {
	count := map[string]int{}
	for _, text := range other {
		count[text]++
	}
	for _, text := range list {
		if count[text]--; count[text] < 0 {
			rest = append(rest, text)
		}
	}
	return rest
}

func commonPrefix(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func excerpt(text string) string {
	const most = 24
	return text[:min(len(text), most)]
}
