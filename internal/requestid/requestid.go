package requestid

import (
	"context"
	"crypto/rand"
)

// Header is the HTTP header in which an id travels.
const Header = "X-Request-Id"

// New makes an id.
func New() string { return rand.Text()[:16] }

type key struct{}

// With returns a context that carries an id.
func With(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, key{}, id)
}

// Fresh returns a context that carries a new id: for work that begins by
// itself.
func Fresh(ctx context.Context) context.Context { return With(ctx, New()) }

// Of returns the id that a context carries, or "".
func Of(ctx context.Context) string {
	id, _ := ctx.Value(key{}).(string)
	return id
}

// The shortest and the longest id that is taken from others.
const shortest, longest = 8, 64

// Harmless tells whether an id that somebody sent can be taken over: it is
// short, and of letters, digits, hyphens and underscores, so that it can forge
// nothing in a log or on a page.
func Harmless(id string) bool {
	if len(id) < shortest || len(id) > longest {
		return false
	}
	for i := range len(id) {
		if !plain(id[i]) {
			return false
		}
	}
	return true
}

func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}
