package gallery

import "slices"

// Viewer is who asks: a User, or a Consumer with the Access Token of a User
// that may be limited to some of the User's albums (OAuth Core 1.0a section
// 6.2.2).
type Viewer struct {
	User   string   // whose photos
	Albums []string // nil means all of them; otherwise only these, and none if it is empty
	Other  bool     // not the User: what she hides from others is hidden
}

// sees tells whether an album of the User is within the Viewer's grant.
func (v Viewer) sees(album string) bool {
	return v.Albums == nil || slices.Contains(v.Albums, album)
}
