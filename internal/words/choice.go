package words

import (
	"strings"

	"golang.org/x/text/language"
)

// maxPreference is how much of a preference is read: more is no person's wish.
const maxPreference = 200

// First is the first language of a list like "xx|pl|en" that there is a catalogue of, "" if there is none. Unknown ones
// are skipped; of "pl-PL" or "pl_pl" the language counts, not the country.
func (c *Catalogues) First(list string) string {
	for name := range strings.SplitSeq(list[:min(len(list), maxPreference)], "|") {
		tag, err := language.Parse(strings.ReplaceAll(strings.TrimSpace(name), "_", "-"))
		if err != nil {
			continue
		}
		if base, sure := tag.Base(); sure == language.Exact && c.speeches[base.String()] != nil {
			return base.String()
		}
	}
	return ""
}

// Accepted is the language that suits the header Accept-Language best (RFC 9110 section 12.5.4), "" if none does.
func (c *Catalogues) Accepted(header string) string {
	tags, _, err := language.ParseAcceptLanguage(header[:min(len(header), maxPreference)])
	if err != nil || len(tags) == 0 {
		return ""
	}
	_, i, confidence := c.matcher.Match(tags...)
	if confidence == language.No {
		return ""
	}
	return c.codes[i]
}
