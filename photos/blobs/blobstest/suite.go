package blobstest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"strings"
	"testing"

	"example.net/oauth1/photos/gallery"
)

// Place is where pictures are kept, and what can be done to it from outside.
type Place struct {
	// Open opens it: again, or as another process does.
	Open func(t testing.TB) gallery.Blobs
	// Damage flips a byte of what is kept, in the middle; Remove takes it away.
	Damage, Remove func(t testing.TB, sum string, size gallery.Size)
	// Left lists what lies there and where it is staged, by any name.
	Left func(t testing.TB) []string
	// Crash leaves behind what a crash in the middle of Stage would.
	Crash func(t testing.TB)

	// Cut puts it out of reach, Mend brings it back. Nil where that cannot happen.
	Cut, Mend func()
	// Shared says that several processes may keep pictures there at once. Then what
	// is opened after Wanted was set asks it before it deletes.
	Shared bool
	Wanted func(sum string) bool
}

// Run tests one kind. make makes an empty place.
func Run(t *testing.T, make func(t *testing.T) *Place) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.run(t, make(t)) })
	}
}

type test = struct {
	name string
	run  func(t *testing.T, p *Place)
}

var tests = []test{
	{"an original is kept byte for byte under its hash", originalIsKept},
	{"any part of an original can be read", partsOfAnOriginal},
	{"an original is served by HTTP, ranges too", servedByHTTP},
	{"keeping the same bytes twice is fine", sameBytesTwice},
	{"many keep the same bytes at once", manyKeepTheSame},
	{"too many bytes are refused and leave nothing", tooManyBytes},
	{"a reader that fails leaves nothing", readerFails},
	{"what is not kept leaves nothing", notKept},
	{"what a crash left is discarded", crashLeftovers},
	{"200 MB are not held in memory", largeOriginal},

	{"renditions lie beside their original and go with it", renditionsGoWithIt},
	{"a rendition that is put again is the new one", renditionAgain},
	{"deleting renditions leaves the original", renditionsAlone},
	{"each finds originals and lonely renditions, in order", eachFindsAll},
	{"nothing but a hash is ever a name", hostileNames},
	{"it belongs to one database", oneDatabase},

	{"a damaged original is noticed", damagedOriginal},
	{"a damaged original is noticed by who wants a part", damagedPart},
	{"a missing original is noticed", missingOriginal},
	{"a cancelled context ends it", cancelled},

	{"pieces make up an original", piecesMakeUp},
	{"pieces go on where another left off", piecesOfTwo},
	{"of many who send the same piece one does", samePiece},
	{"unfinished uploads are found and dropped", eachArrived},
	{"no strange id becomes a name", strangeIDs},

	{"out of reach is said to be out of reach", outOfReach},
	{"an upload while it is out of reach keeps nothing", uploadOutOfReach},
	{"a piece while it is out of reach is not acknowledged", pieceOutOfReach},
	{"deleting and keeping the same bytes", deletingAndKeeping},
}

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// text is content of a length, different for each seed.
func text(seed string, length int) string {
	return strings.Repeat(sumOf(seed), length/64+1)[:length]
}

// keep keeps an original as the gallery does.
func keep(t testing.TB, b gallery.Blobs, content string) (sum string) {
	t.Helper()
	s, err := b.Stage(t.Context(), strings.NewReader(content), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := errors.Join(s.Keep(), s.Confirm()); err != nil {
		t.Fatal(err)
	}
	return s.SHA256()
}

// read opens something and reads it to its end.
func read(ctx context.Context, b gallery.Blobs, sum string, size gallery.Size) (string, error) {
	r, err := b.Open(ctx, sum, size)
	if err != nil {
		return "", err
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	return string(content), err
}

// holds makes sure of what is kept.
func holds(t testing.TB, b gallery.Blobs, sum string, size gallery.Size, want string) {
	t.Helper()
	got, err := read(t.Context(), b, sum, size)
	if err != nil || got != want {
		t.Errorf("%s %s holds %s, want %s; %v", size, sum, short(got), short(want), err)
	}
}

// lacks makes sure that something is not there.
func lacks(t testing.TB, b gallery.Blobs, sum string, size gallery.Size) {
	t.Helper()
	if got, err := read(t.Context(), b, sum, size); !errors.Is(err, gallery.ErrNotFound) {
		t.Errorf("%s %s holds %s, %v", size, sum, short(got), err)
	}
}

func short(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

// nothingNew makes sure that nothing lies about that has not before.
func nothingNew(t testing.TB, p *Place, before []string) {
	t.Helper()
	known := map[string]bool{}
	for _, name := range before {
		known[name] = true
	}
	for _, name := range p.Left(t) {
		if !known[name] {
			t.Errorf("left behind: %s", name)
		}
	}
}
