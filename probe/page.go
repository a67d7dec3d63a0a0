package probe

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// all lists the elements below a node, in the order of the page.
func all(n *html.Node, which atom.Atom) (list []*html.Node) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom == which {
			list = append(list, c)
		}
	}
	return list
}

func withType(form *html.Node, kind string) *html.Node {
	for _, field := range all(form, atom.Input) {
		if strings.EqualFold(attr(field, "type"), kind) {
			return field
		}
	}
	return nil
}

// buttons are what submits a form.
func buttons(form *html.Node) (list []*html.Node) {
	for _, b := range all(form, atom.Button) {
		if kind := attr(b, "type"); kind == "" || kind == "submit" {
			list = append(list, b)
		}
	}
	for _, b := range all(form, atom.Input) {
		if attr(b, "type") == "submit" {
			list = append(list, b)
		}
	}
	return list
}

func firstButton(form *html.Node) *html.Node {
	if list := buttons(form); len(list) > 0 {
		return list[0]
	}
	return nil
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}
