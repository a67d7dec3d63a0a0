package templates

import (
	"embed"
	"html/template"
	"strings"
	"time"
)

// Catalogues are the sentences of photos, one file in lang/ for each language.
//
//go:embed lang/*.json
var Catalogues embed.FS

// Guide are the sentences of the guided dance in the printer, in the same form.
//
//go:embed guide/*.json
var Guide embed.FS

// Words says the sentences of a page in its language. words.Speech does.
type Words interface {
	Language() string
	Say(key string, pairs ...any) (string, error)
	When(t time.Time) (string, error)
}

// Language is one that a visitor may choose. Name is in the language itself.
type Language struct{ Code, Name string }

// Lang is the language of the page, for <html lang>. A page without Words is written in English.
func (p Page) Lang() string {
	if p.Words == nil {
		return "en"
	}
	return p.Words.Language()
}

// T says the sentence of a key, with values in pairs: {{.T "consent.allow"}}, {{$.T "photos" "Count" 5}}. A page
// without Words shows the key.
func (p Page) T(key string, pairs ...any) (string, error) {
	if p.Words == nil {
		return key, nil
	}
	return p.Words.Say(key, pairs...)
}

// When says a moment to the minute, as the page's language writes it.
func (p Page) When(t time.Time) (string, error) {
	if p.Words == nil {
		return when(t), nil
	}
	return p.Words.When(t)
}

// Rich is T for a sentence with marks in it: *bold*, `bold and monospaced`, and [a link] to the value Href. The values
// are text, whatever they contain.
func (p Page) Rich(key string, pairs ...any) (template.HTML, error) {
	href := ""
	for i := 1; i < len(pairs); i += 2 {
		value, ok := pairs[i].(string)
		if !ok {
			continue
		}
		if pairs[i-1] == "Href" {
			href = template.HTMLEscapeString(value)
		}
		pairs[i] = plain.Replace(template.HTMLEscapeString(value))
	}
	said, err := p.T(key, pairs...)
	return template.HTML(marked(said, href)), err
}

// plain keeps a value's own characters from being taken for marks.
var plain = strings.NewReplacer("*", "&#42;", "`", "&#96;", "[", "&#91;", "]", "&#93;")

func marked(said, href string) string {
	said = pairwise(said, "*", "<b>", "</b>")
	said = pairwise(said, "`", `<b class="mono">`, "</b>")
	return strings.NewReplacer("[", `<a href="`+href+`">`, "]", "</a>").Replace(said)
}

// pairwise replaces a mark by turns: what it begins, and what it ends.
func pairwise(s, mark, begin, end string) string {
	var b strings.Builder
	for i, part := range strings.Split(s, mark) {
		switch {
		case i == 0:
		case i%2 == 1:
			b.WriteString(begin)
		default:
			b.WriteString(end)
		}
		b.WriteString(part)
	}
	return b.String()
}
