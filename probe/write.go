package probe

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// WriteText writes the report for a terminal. What passed is one line each; what failed has its messages.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n\n", r.Role, r.Target)
	for _, result := range r.Results {
		fmt.Fprintf(&b, "%-10s %-5s %-6s %s (%s)\n", result.Outcome, result.ID, result.Level, result.Text, result.Clause())
		for _, f := range result.Evidence {
			if f.Outcome == Pass {
				continue
			}
			fmt.Fprintf(&b, "           %s: %s\n           %s\n", f.Outcome, f.Tried, f.Saw)
			if f.Outcome == Fail && f.Request != "" {
				b.WriteString(indented(f.Request) + "\n" + indented(f.Response))
			}
		}
	}
	for _, note := range r.Notes {
		fmt.Fprintf(&b, "note       %s\n", note)
	}
	fmt.Fprintf(&b, "\n%s\n", r.Summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func indented(text string) string {
	return "             " + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n             ") + "\n"
}

// WriteJSON writes the report for programs.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

//go:embed report.html
var reportPage string

var reportTemplate = template.Must(template.New("report").Parse(reportPage))

// WriteHTML writes the report as one page that needs nothing else.
func (r *Report) WriteHTML(w io.Writer) error { return reportTemplate.Execute(w, r) }
