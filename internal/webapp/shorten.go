package webapp

import "unicode/utf8"

// Shorten keeps the beginning of what a stranger sent, for a log or a sentence:
// at most so many bytes, and no half character.
func Shorten(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}
