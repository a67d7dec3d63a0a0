package gallery

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Right is something that a Consumer may do with the photos of a User who has
// allowed it (OAuth Core 1.0a section 6.2.2).
type Right string

// The rights there are. Whoever may upload may read as well.
const (
	MayRead   Right = "read"   // look at albums and photos
	MayUpload Right = "upload" // add photos to albums
)

// Permission is what a User allows a Consumer: which rights, in which albums.
// The zero value has no right, so it allows nothing.
type Permission struct {
	Rights []Right
	Albums []string // nil means all of them, later ones too
}

// May tells whether the Permission includes a right.
func (p Permission) May(right Right) bool { return slices.Contains(p.Rights, right) }

// Covers tells whether the Permission includes all of these rights.
func (p Permission) Covers(rights []Right) bool {
	return !slices.ContainsFunc(rights, func(r Right) bool { return !p.May(r) })
}

// Viewer is who asks with this Permission of a User.
func (p Permission) Viewer(user string) Viewer {
	if !p.May(MayRead) {
		return Viewer{User: user, Albums: []string{}, Other: true}
	}
	return Viewer{User: user, Albums: p.Albums, Other: true}
}

// ParseRights reads the rights that a Consumer asks for: words with commas, bars
// or spaces between them. Nothing asks for [MayRead], and [MayUpload] includes
// it. An unknown word is a [*Refusal].
func ParseRights(words string) ([]Right, error) {
	rights := []Right{MayRead}
	for _, word := range strings.FieldsFunc(words, func(r rune) bool { return strings.ContainsRune(",| ", r) }) {
		switch right := Right(word); {
		case right != MayRead && right != MayUpload:
			return nil, refuse(fmt.Sprintf("There is no right called %.40q; there are read and upload.", word))
		case !slices.Contains(rights, right):
			rights = append(rights, right)
		}
	}
	return rights, nil
}

// scope is a Permission as a token keeps it.
type scope struct {
	Rights []Right  `json:"rights"`
	Albums []string `json:"albums"` // null for all
}

// onlyRead is the scope of the grants of the first version: read, everywhere.
const onlyRead = "read"

// Scope writes the Permission down, for the Scope of an OAuth Grant. Equal ones
// are written alike.
func (p Permission) Scope() string {
	albums := slices.Clone(p.Albums)
	slices.Sort(albums)
	text, _ := json.Marshal(scope{p.Rights, albums}) // texts only: it does not fail
	return string(text)
}

// usualScopes are those of most tokens, which each request would have to read
// again.
var usualScopes = func() map[string]Permission {
	read, both := Permission{Rights: []Right{MayRead}}, Permission{Rights: []Right{MayRead, MayUpload}}
	return map[string]Permission{onlyRead: read, read.Scope(): read, both.Scope(): both}
}()

// ParseScope reads what Scope wrote. Whatever it does not understand allows
// nothing: a limit that is not known here must not be taken for none.
func ParseScope(text string) Permission {
	if usual, ok := usualScopes[text]; ok {
		return usual
	}
	var s scope
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return Permission{Albums: []string{}}
	}
	return Permission(s)
}
