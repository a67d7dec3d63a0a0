package workbench

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.net/oauth1/oauthcore"
)

// A Run is a piece of a text that is encoded in one way (OAuth Core 1.0a section 5.1).
type Run struct {
	Text    string // printable: what stands for bytes that are no character is written as \xFF
	Encoded string
	Why     string // "" where the bytes stand for themselves
}

// A Text is a name, a value or a secret, before and after percent-encoding.
type Text struct {
	Raw, Encoded string
	Runs         []Run
}

// Changed tells whether the encoding made another text of it.
func (t Text) Changed() bool { return t.Raw != t.Encoded }

// Twice is the text as it stands in the base string, where the list of parameters is encoded once more.
func (t Text) Twice() string { return oauthcore.Encode(t.Encoded) }

func explain(raw string) Text {
	t := Text{Raw: raw, Encoded: oauthcore.Encode(raw)}
	for rest := raw; rest != ""; {
		n := plain(rest)
		run := Run{Text: rest[:n], Encoded: rest[:n]}
		if n == 0 {
			run, n = escaped(rest)
		}
		t.Runs = append(t.Runs, run)
		rest = rest[n:]
	}
	return t
}

// plain is the length of what stands for itself at the beginning of a text.
func plain(text string) int {
	for i := range len(text) {
		if c := text[i : i+1]; oauthcore.Encode(c) != c {
			return i
		}
	}
	return len(text)
}

// escaped explains the first character of a text, or its first byte where that is no UTF-8.
func escaped(text string) (Run, int) {
	r, n := utf8.DecodeRuneInString(text)
	encoded := oauthcore.Encode(text[:n])
	switch {
	case r == utf8.RuneError && n == 1:
		return Run{fmt.Sprintf(`\x%02X`, text[0]), encoded, fmt.Sprintf("byte %02X, no UTF-8 by itself: bytes are encoded as they come", text[0])}, 1
	case n > 1:
		return Run{text[:n], encoded, fmt.Sprintf("%s is %d bytes in UTF-8: % X", text[:n], n, text[:n])}, n
	}
	return Run{printable(r), encoded, fmt.Sprintf("%s is byte %02X, and not one of A–Z a–z 0–9 - . _ ~", byteName(text[0]), text[0])}, 1
}

func printable(r rune) string {
	if unicode.IsPrint(r) && r != ' ' {
		return string(r)
	}
	return map[rune]string{' ': "␠", '\n': "␊", '\r': "␍", '\t': "␉"}[r]
}

// byteName is what a sentence calls a byte.
func byteName(c byte) string {
	if name, known := byteNames[c]; known {
		return name
	}
	if c > ' ' && c <= '~' {
		return string(rune(c))
	}
	return fmt.Sprintf("a byte %02X", c)
}

var byteNames = map[byte]string{' ': "a space", '\n': "a line feed", '\r': "a carriage return", '\t': "a tab", 0: "a zero byte"}

// shell quotes a text for a POSIX shell.
func shell(text string) string {
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}
