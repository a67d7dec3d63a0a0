package words

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// Default is the language of the program itself: whoever understands none of the others is spoken to in it.
const Default = "en"

// nameKey is the key under which a catalogue says the name of its language, in that language.
const nameKey = "language.name"

// Catalogues are all languages of a program.
type Catalogues struct {
	speeches map[string]*Speech
	codes    []string // the default first, the others in the order of the alphabet
	matcher  language.Matcher
	sentence map[string]string // a sentence of the default language, and its key
}

// Load reads every *.json in a folder. The file's name is the language's ISO 639-1 code.
func Load(fsys fs.FS, dir string) (*Catalogues, error) {
	files, err := fs.Glob(fsys, path.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	bundle := i18n.NewBundle(language.MustParse(Default))
	c := &Catalogues{speeches: map[string]*Speech{}, sentence: map[string]string{}}
	for _, file := range files {
		if err := c.read(bundle, fsys, file); err != nil {
			return nil, fmt.Errorf("reading catalogue %s: %w", file, err)
		}
	}
	if !slices.Contains(c.codes, Default) {
		return nil, fmt.Errorf("there is no catalogue %s.json", Default)
	}
	return c, c.order(bundle)
}

func (c *Catalogues) read(bundle *i18n.Bundle, fsys fs.FS, file string) error {
	text, err := fs.ReadFile(fsys, file)
	if err != nil {
		return err
	}
	messages, err := bundle.ParseMessageFileBytes(text, path.Base(file))
	if err != nil {
		return err
	}
	code := strings.TrimSuffix(path.Base(file), ".json")
	c.codes = append(c.codes, code)
	if code != Default {
		return nil
	}
	for _, m := range messages.Messages {
		if m.One == "" {
			c.sentence[m.Other] = m.ID
		}
	}
	return nil
}

// order puts the default language first, where the matcher looks for it, and makes a Speech of each.
func (c *Catalogues) order(bundle *i18n.Bundle) error {
	slices.SortFunc(c.codes, func(a, b string) int {
		if (a == Default) != (b == Default) {
			return map[bool]int{true: -1, false: 1}[a == Default]
		}
		return strings.Compare(a, b)
	})
	var tags []language.Tag
	for _, code := range c.codes {
		tag, err := language.Parse(code)
		if err != nil {
			return fmt.Errorf("%s.json is not named after a language: %w", code, err)
		}
		tags = append(tags, tag)
		c.speeches[code] = &Speech{code, i18n.NewLocalizer(bundle, code), c.sentence}
	}
	c.matcher = language.NewMatcher(tags)
	return nil
}

// Language is a language that there is a catalogue of.
type Language struct {
	Code string // ISO 639-1
	Name string // in the language itself
}

// Languages lists all, the default first.
func (c *Catalogues) Languages() (list []Language) {
	for _, code := range c.codes {
		name, err := c.speeches[code].Say(nameKey)
		if err != nil {
			name = code
		}
		list = append(list, Language{code, name})
	}
	return list
}

// In is how a language is spoken; one that there is no catalogue of, as the default.
func (c *Catalogues) In(code string) *Speech {
	if s, ok := c.speeches[code]; ok {
		return s
	}
	return c.speeches[Default]
}
