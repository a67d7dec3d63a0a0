package templates

import (
	"fmt"
	"html/template"
	"math"
	"strings"
	"time"
)

// funcs are the words a template may use beside html/template's own.
func funcs(assets Assets) template.FuncMap {
	return template.FuncMap{
		"asset":  assets.URL,
		"icon":   func(name string) template.HTML { return icon(assets, name) },
		"date":   date,
		"when":   when,
		"taken":  taken,
		"rfc":    func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"bytes":  byteSize,
		"plural": plural,
		"dict":   dict,
		"list":   func(items ...any) []any { return items },
		"ratio":  ratio,
		"add":    func(a, b int) int { return a + b },
	}
}

// icon puts icons/<name>.svg into the page, where it takes the colour of the text around it.
// It is decoration: the words stand beside it, or in an aria-label.
func icon(assets Assets, name string) template.HTML {
	return template.HTML(strings.TrimSpace(assets.Text("icons/" + name + ".svg")))
}

// date says a day: "20 November 2026". The zero time is "".
func date(t time.Time) string { return format(t, "2 January 2006") }

// when says a moment to the minute: "20 Nov 2026, 13:04".
// taken is a moment by the clock of a camera, which seldom says in which zone it is.
func taken(t time.Time) string { return format(t, "2 Jan 2006, 15:04") }

func when(t time.Time) string { return format(t.UTC(), "2 Jan 2006, 15:04 UTC") }

func format(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

// byteSize says a size as people do: "20 kB", "3.3 MB".
func byteSize(n int64) string {
	value, units := float64(n), []string{"bytes", "kB", "MB", "GB", "TB"}
	for len(units) > 1 && value >= 999.5 {
		value, units = value/1000, units[1:]
	}
	if value < 9.95 && units[0] != "bytes" {
		return fmt.Sprintf("%.1f %s", value, units[0])
	}
	return fmt.Sprintf("%.0f %s", value, units[0])
}

// plural says a number with its noun: plural 1 "photo" "photos" is "1 photo". Any kind of integer will do.
func plural(n any, one, many string) string {
	if count := fmt.Sprint(n); count != "1" {
		return count + " " + many
	}
	return "1 " + one
}

// dict makes the parameters of a partial: dict "Name" "email" "Label" "Your address".
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, fmt.Errorf("dict wants names and values, in pairs")
	}
	m := make(map[string]any, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// ratio names the class that gives a picture its place before it is loaded: "ar-150" for 3:2. A style attribute could
// be exact, but the pages' policy forbids those; the classes in style.css are 3 % apart, so at most 1.5 % is cut off.
func ratio(width, height int) string {
	return fmt.Sprintf("ar-%.0f", 100*math.Pow(ratioStep, float64(ratioSteps(width, height))))
}

// ratioSteps is the ratio of a picture as a power of ratioStep. One of unknown size is square.
func ratioSteps(width, height int) int {
	if width <= 0 || height <= 0 {
		return 0
	}
	r := math.Min(math.Max(float64(width)/float64(height), minRatio), maxRatio)
	return int(math.Round(math.Log(r) / math.Log(ratioStep)))
}

// Shape is the ratio of a picture in one character, for wall.js: the class of "ratio" in hundredths is
// 100 × 1.03^(code - 79). It is one of '0' to '~'.
func Shape(width, height int) byte { return byte('O' + ratioSteps(width, height)) }

// The classes .ar-… in style.css are the whole powers of ratioStep from minRatio to maxRatio, in hundredths.
const (
	ratioStep = 1.03
	minRatio  = 0.4
	maxRatio  = 4.0
)
