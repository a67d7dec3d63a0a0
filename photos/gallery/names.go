package gallery

import (
	"crypto/rand"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest names, in characters.
const (
	maxFile  = 200
	maxTitle = 100
	maxAlt   = 1000

	maxCaption = 4000
)

// newID makes the ID of an album or a photo: 80 random bits, so that it can
// neither collide nor be counted.
func newID() string {
	return strings.ToLower(rand.Text()[:16])
}

// cleanFile makes a file name out of what a browser or a Consumer calls the
// picture. It is data that will be shown, never a path: folders before it are
// cut off, and what cannot be seen is left out. It may come out empty.
func cleanFile(name string) (string, error) {
	name = strings.ToValidUTF8(name, "\uFFFD")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = visible(name)
	if utf8.RuneCountInString(name) > maxFile {
		return "", refuse(fmt.Sprintf("The file name is longer than %d characters. Please choose a shorter one.", maxFile))
	}
	if strings.Trim(name, ".") == "" {
		return "", nil
	}
	return name, nil
}

// visible leaves out control characters and those that turn the direction of
// text around, with which "gpj.exe" can be made to look like "exe.jpg".
func visible(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control):
			return -1
		}
		return r
	}, s))
}

// lines makes a text of several lines visible: every line by itself.
func lines(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	list := strings.Split(s, "\n")
	for i, line := range list {
		list[i] = visible(line)
	}
	return strings.TrimSpace(strings.Join(list, "\n"))
}

// NumberedName is the nth name for a second picture of the same file name:
// "cat.jpg", "cat (2).jpg", "cat (3).jpg" …
func NumberedName(file string, n int) string {
	if n < 2 {
		return file
	}
	stem, ext := splitExt(file)
	return fmt.Sprintf("%s (%d)%s", stem, n, ext)
}

// splitExt splits "cat.jpg" into "cat" and ".jpg". A long ending, as in
// "Dr. Strange and friends", is not an extension.
func splitExt(file string) (stem, ext string) {
	ext = path.Ext(file)
	stem = strings.TrimSuffix(file, ext)
	if stem == "" || len(ext) > 6 {
		return file, ""
	}
	return stem, ext
}

// cleanTitle makes a title or a name: visible, not empty, not too long. what
// names it in the sentence of a refusal.
func cleanTitle(s, what string, limit int) (string, error) {
	s = visible(strings.ToValidUTF8(s, "\uFFFD"))
	switch {
	case s == "":
		return "", refuse(fmt.Sprintf("Please give the %s a name.", what))
	case utf8.RuneCountInString(s) > limit:
		return "", refuse(fmt.Sprintf("The name of the %s is longer than %d characters. Please choose a shorter one.", what, limit))
	}
	return s, nil
}
