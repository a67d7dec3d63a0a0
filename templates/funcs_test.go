package templates

import (
	"testing"
	"time"
)

func TestWords(t *testing.T) {
	day := time.Date(2026, 11, 20, 13, 4, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{date(day), "20 November 2026"},
		{date(time.Time{}), ""},
		{when(day), "20 Nov 2026, 13:04 UTC"}, {taken(day), "20 Nov 2026, 13:04"},
		{when(day.In(time.FixedZone("", 3600))), "20 Nov 2026, 13:04 UTC"},
		{byteSize(0), "0 bytes"},
		{byteSize(999), "999 bytes"},
		{byteSize(1000), "1.0 kB"},
		{byteSize(20480), "20 kB"},
		{byteSize(999_600), "1.0 MB"},
		{byteSize(3_300_000), "3.3 MB"},
		{plural(0, "photo", "photos"), "0 photos"},
		{plural(int64(1), "photo", "photos"), "1 photo"},
		{plural(2, "photo", "photos"), "2 photos"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestDictWantsPairs(t *testing.T) {
	if _, err := dict("Name"); err == nil {
		t.Error("a name without a value is taken")
	}
	if _, err := dict(1, 2); err == nil {
		t.Error("a number is taken for a name")
	}
}
