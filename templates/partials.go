package templates

import (
	"fmt"
	"html/template"
	nodes "text/template/parse"
)

// complete gives a page its own copy of the frame and of the partials that it shows, and of no others. html/template
// changes a template when it escapes it, so pages cannot share one; all partials in every page were once half of what
// photos kept in memory, in the smallest pieces.
func complete(page, common *template.Template) error {
	own := page.Templates()
	if err := take(page, common, "base"); err != nil {
		return err
	}
	for _, t := range own {
		if t.Tree == nil { // the file itself, which only defines others
			continue
		}
		if err := takeShown(page, common, t.Tree.Root); err != nil {
			return err
		}
	}
	return nil
}

// take copies a template that the page does not define itself, and those that it shows in turn.
func take(page, common *template.Template, name string) error {
	if page.Lookup(name) != nil {
		return nil
	}
	shared := common.Lookup(name)
	if shared == nil {
		return fmt.Errorf("it shows %q, which nobody defines", name)
	}
	t, err := page.AddParseTree(name, shared.Tree.Copy())
	if err != nil {
		return err
	}
	return takeShown(page, common, t.Tree.Root)
}

func takeShown(page, common *template.Template, part nodes.Node) error {
	for _, name := range shownBy(part) {
		if err := take(page, common, name); err != nil {
			return err
		}
	}
	return nil
}

// shownBy names the templates that a part of one shows.
func shownBy(part nodes.Node) (names []string) {
	switch n := part.(type) {
	case *nodes.TemplateNode:
		return []string{n.Name}
	case *nodes.ListNode:
		if n == nil { // there is no else
			return nil
		}
		for _, child := range n.Nodes {
			names = append(names, shownBy(child)...)
		}
	case *nodes.IfNode:
		return append(shownBy(n.List), shownBy(n.ElseList)...)
	case *nodes.RangeNode:
		return append(shownBy(n.List), shownBy(n.ElseList)...)
	case *nodes.WithNode:
		return append(shownBy(n.List), shownBy(n.ElseList)...)
	}
	return names
}
