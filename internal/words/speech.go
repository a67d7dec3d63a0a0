package words

import (
	"fmt"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// Speech says sentences in one language. It may be used by several goroutines.
type Speech struct {
	code      string
	localizer *i18n.Localizer
	sentence  map[string]string
}

// parser makes a value that is missing an error, where the library would write "<no value>".
var parser = &template.TextParser{Option: "missingkey=error"}

// Language is the ISO 639-1 code of the language.
func (s *Speech) Language() string { return s.code }

// Say says the sentence of a key, with values in pairs of name and value. A value called Count chooses the plural form.
func (s *Speech) Say(key string, pairs ...any) (string, error) {
	values, err := paired(pairs)
	if err != nil {
		return "", fmt.Errorf("%s: %w", key, err)
	}
	config := &i18n.LocalizeConfig{MessageID: key, TemplateData: values, TemplateParser: parser}
	if count, counted := values["Count"]; counted {
		config.PluralCount = count
	}
	said, err := s.localizer.Localize(config)
	if said == "" && err != nil {
		return "", fmt.Errorf("%s in %s: %w", key, s.code, err)
	}
	return said, nil
}

func paired(pairs []any) (map[string]any, error) {
	values := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("%v is no name of a value", pairs[i])
		}
		values[name] = pairs[i+1]
	}
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("a name is without a value")
	}
	return values, nil
}

// Sentence is for a sentence that comes from where no language is known, the domain for example: if the catalogue of the
// default language has it, it is said in this one. Otherwise it stays as it is.
func (s *Speech) Sentence(sentence string) string {
	key, ok := s.sentence[sentence]
	if !ok {
		return sentence
	}
	said, err := s.Say(key)
	if err != nil {
		return sentence
	}
	return said
}

// When says a moment to the minute, in UTC, as the language writes it. The zero time is "".
func (s *Speech) When(t time.Time) (string, error) {
	if t.IsZero() {
		return "", nil
	}
	t = t.UTC()
	months, err := s.Say("date.months")
	if err != nil {
		return "", err
	}
	names := strings.Fields(months)
	if len(names) != 12 {
		return "", fmt.Errorf("date.months in %s has %d months", s.code, len(names))
	}
	return s.Say("date.when", "Day", t.Day(), "Month", names[t.Month()-1], "Year", t.Year(), "Time", t.Format("15:04"))
}
