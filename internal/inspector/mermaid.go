package inspector

import (
	"fmt"
	"strings"
)

// Mermaid draws messages as a sequence diagram in the language of mermaid.js,
// which many wikis and code hosts draw.
func Mermaid(list []Message) string {
	var b strings.Builder
	b.WriteString("sequenceDiagram\n    autonumber\n    participant C as Consumer\n    participant B as Browser\n    participant S as Service Provider\n")
	for i := range list {
		draw(&b, &list[i])
	}
	return b.String()
}

// letters are the participants of the diagram.
var letters = map[Party]string{Consumer: "C", Browser: "B", Provider: "S"}

func draw(b *strings.Builder, m *Message) {
	route := m.Route()
	for i := range route[1:] {
		fmt.Fprintf(b, "    %s->>%s: %s\n", letters[route[i]], letters[route[i+1]], mermaidText(m.leg(i)))
	}
	if len(route) == 2 && m.Step != Decision && m.Step != PIN {
		arrow := "-->>"
		if !m.Good() {
			arrow = "--x"
		}
		fmt.Fprintf(b, "    %s%s%s: %s\n", letters[Provider], arrow, letters[Consumer], mermaidText(m.Said()))
	}
	if r := m.Received; r != nil {
		for _, c := range r.Changes {
			fmt.Fprintf(b, "    Note over S: %s\n", mermaidText(c.Kind+" "+short(c.Token)+": "+c.Step))
		}
	}
}

// leg says what travels on one leg of a message: a redirect before the request
// that follows it.
func (m Message) leg(i int) string {
	if i == 0 && len(m.Route()) == 3 {
		if m.Step == Callback {
			return "303 See Other"
		}
		return fmt.Sprintf("%d See Other", m.Side().Status)
	}
	return m.Line() + m.Names()
}

// short is the beginning of a token.
func short(token string) string {
	if len(token) > 8 {
		return token[:8] + "…"
	}
	return token
}

// mermaidText keeps a text from being read as mermaid's own language.
func mermaidText(text string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", ";", "#59;", "#", "#35;", "<", "#lt;", ">", "#gt;", "{", "#123;", "}", "#125;").Replace(text)
}
