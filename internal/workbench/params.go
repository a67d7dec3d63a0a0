package workbench

import (
	"cmp"
	"slices"

	"example.net/oauth1/oauthcore"
)

// A Param is one parameter that is signed.
type Param struct {
	Name, Value Text
	Place       string // "header", "body" or "query"
	Repeated    bool   // the name occurs more than once
}

// params lists what is signed, sorted by encoded name and then by encoded value (OAuth Core 1.0a section 9.1.1, RFC 5849
// section 3.4.1.3.2).
func params(m *oauthcore.Message) (list []Param) {
	times := map[string]int{}
	for place, found := range []oauthcore.Params{oauthcore.InHeader: m.Header, oauthcore.InBody: m.Body, oauthcore.InQuery: m.Query} {
		for _, p := range found {
			if p.Name != "oauth_signature" {
				list = append(list, Param{Name: explain(p.Name), Value: explain(p.Value), Place: oauthcore.Place(place).String()})
				times[p.Name]++
			}
		}
	}
	for i := range list {
		list[i].Repeated = times[list[i].Name.Raw] > 1
	}
	slices.SortStableFunc(list, func(a, b Param) int {
		return cmp.Or(cmp.Compare(a.Name.Encoded, b.Name.Encoded), cmp.Compare(a.Value.Encoded, b.Value.Encoded))
	})
	return list
}

// A Piece is a stretch of the base string.
type Piece struct {
	Kind  string // "method", "url", "name", "value", or a mark: "and" for &, "is" for %3D, "next" for %26
	At    int    // its first byte in the base string, counted from 0
	Text  string
	Once  string // decoded once: as it stands in the list of parameters
	Means string // decoded fully
	Param int    // of a name or value: its place in Work.Params, counted from 1
}

// Mark tells whether the piece only holds others apart.
func (p Piece) Mark() bool { return p.Kind == "and" || p.Kind == "is" || p.Kind == "next" }

// pieces takes the base string apart (OAuth Core 1.0a section 9.1.3).
func pieces(w *Work) (list []Piece) {
	at := 0
	add := func(kind, text, once, means string, param int) {
		list = append(list, Piece{kind, at, text, once, means, param})
		at += len(text)
	}
	and := func() { add("and", "&", "&", "&", 0) }
	add("method", oauthcore.Encode(w.Method), w.Method, w.Method, 0)
	and()
	add("url", oauthcore.Encode(w.URL), w.URL, w.URL, 0)
	and()
	for i, p := range w.Params {
		if i > 0 {
			add("next", "%26", "&", "&", 0)
		}
		add("name", p.Name.Twice(), p.Name.Encoded, p.Name.Raw, i+1)
		add("is", "%3D", "=", "=", 0)
		add("value", p.Value.Twice(), p.Value.Encoded, p.Value.Raw, i+1)
	}
	return list
}
