package photos_test

import (
	"testing"

	"golang.org/x/net/html"

	"example.net/oauth1/oauthcore"
)

// Every page has one heading, ids that are unique, a label for every field, and words for every picture.
func TestEveryPageIsSound(t *testing.T) {
	s := open(t, nil)
	jane, visitor := s.browser().signUp("jane"), s.browser()
	empty, album := jane.album("Empty"), jane.album("Vacation", file{"one.jpg", picture(1)}, file{"two.jpg", picture(2)})
	asked, pin := s.requestToken(callback), s.requestToken("oob")
	consent, choosing := jane.consent(asked), jane.consent(s.requestToken(callback, oauthcore.Param{Name: "perms", Value: "upload"}))
	jane.connectWith("", some(album))
	jane.connectWith("upload", nil)
	pages := []*page{
		visitor.get("/"), visitor.get("/sign-in"), visitor.get("/sign-up"), visitor.get("/developers"), visitor.get("/credits"),
		visitor.get("/oauth/authorize"), visitor.consent(asked), visitor.get("/nothing"), jane.get("/albums"), jane.get(empty),
		jane.get(album), jane.get(jane.get(album).links("/photos/")[0]), jane.get("/connections"), consent, choosing,
		jane.get("/oauth/authorize?interactivity=confirm_user&oauth_token=" + asked.Token), jane.decide(jane.consent(pin), "allow"),
	}
	for _, p := range pages {
		p.sound()
	}
}

func (p *page) sound() {
	p.t.Helper()
	ids, labelled, headings := map[string]bool{}, map[string]bool{}, 0
	for n := range p.doc.Descendants() {
		if n.Data == "label" {
			labelled[attr(n, "for")] = true
		}
		if n.Data == "h1" {
			headings++
		}
		id := attr(n, "id")
		if id != "" && ids[id] {
			p.t.Errorf("%s: two elements have the id %s", p.url, id)
		}
		ids[id] = true
	}
	if headings != 1 {
		p.t.Errorf("%s has %d headings of the first order", p.url, headings)
	}
	for n := range p.doc.Descendants() {
		switch {
		case n.Data == "img" && !hasAttr(n, "alt"):
			p.t.Errorf("%s: a picture has no words", p.url)
		case (n.Data == "input" || n.Data == "select") && attr(n, "type") != "hidden" && !labelled[attr(n, "id")] && !within(n, "label"):
			p.t.Errorf("%s: the field %s has no label", p.url, attr(n, "name"))
		case n.Data == "button" && within(n, "main") && textOf(n) == "":
			p.t.Errorf("%s: a button says nothing", p.url)
		}
	}
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func within(n *html.Node, element string) bool {
	for above := range n.Ancestors() {
		if above.Data == element {
			return true
		}
	}
	return false
}

func textOf(n *html.Node) (text string) {
	for below := range n.Descendants() {
		if below.Type == html.TextNode {
			text += below.Data
		}
	}
	return text
}
