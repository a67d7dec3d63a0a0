package programs

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Allow signs in as jane, clicks Allow, and reads the PIN.
func Allow(address string) (pin string, err error) {
	jar, _ := cookiejar.New(nil)
	person := &http.Client{Jar: jar}
	page, at, err := Visit(person.Get(address))
	if err != nil {
		return "", err
	}
	for range 3 {
		if pin := pinOn(page); pin != "" {
			return pin, nil
		}
		if page, at, err = submit(person, page, at); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("no PIN after signing in and allowing, at %s: %.600s", at.Path, strings.Join(strings.Fields(Text(page)), " "))
}

// Visit reads a page and its address.
func Visit(answer *http.Response, err error) (*html.Node, *url.URL, error) {
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	page, err := html.Parse(answer.Body)
	return page, answer.Request.URL, err
}

// submit fills in the form of a page that asks for a password or for consent.
func submit(person *http.Client, page *html.Node, at *url.URL) (*html.Node, *url.URL, error) {
	for form := range page.Descendants() {
		if form.Data != "form" || !strings.EqualFold(Attribute(form, "method"), "post") {
			continue
		}
		if values, wanted := fill(form); wanted {
			action, err := at.Parse(Attribute(form, "action"))
			if err != nil {
				return nil, nil, err
			}
			return Visit(person.PostForm(action.String(), values))
		}
	}
	return nil, nil, fmt.Errorf("no form to fill in at %s", at.Path)
}

// fill fills a form in, and tells whether it is one to send.
func fill(form *html.Node) (values url.Values, wanted bool) {
	values = url.Values{}
	for field := range form.Descendants() {
		name, value := Attribute(field, "name"), Attribute(field, "value")
		switch {
		case field.Data == "button" && strings.Contains(Text(field), "Allow"):
			wanted = true
			values.Set(name, value)
		case field.Data != "input" || name == "":
		case Attribute(field, "type") == "password":
			wanted = true
			values.Set(name, "photos-demo")
		case Attribute(field, "type") == "hidden", has(field, "checked"):
			values.Add(name, value)
		case Attribute(field, "type") == "text" || Attribute(field, "type") == "":
			values.Set(name, "jane")
		}
	}
	return values, wanted
}

// Press sends the form of a page whose button says these words, with what it holds and what is filled in.
func Press(person *http.Client, page *html.Node, at *url.URL, words string, filled url.Values) (*html.Node, *url.URL, error) {
	for form := range page.Descendants() {
		if form.Data != "form" {
			continue
		}
		values, found := url.Values{}, false
		for field := range form.Descendants() {
			name, value := Attribute(field, "name"), Attribute(field, "value")
			kind := Attribute(field, "type")
			switch {
			case field.Data == "button" && !found && strings.Contains(Text(field), words):
				found = true
				values.Add(name, value)
			case field.Data == "input" && name != "" && (kind != "checkbox" && kind != "radio" || has(field, "checked")):
				values.Add(name, value)
			}
		}
		if !found {
			continue
		}
		for name, list := range filled {
			values[name] = list
		}
		action, err := at.Parse(Attribute(form, "action"))
		if err != nil {
			return nil, nil, err
		}
		return Visit(person.PostForm(action.String(), values))
	}
	return nil, nil, fmt.Errorf("no button says %q at %s: %.500s", words, at.Path, Text(page))
}

var pinShape = regexp.MustCompile(`^[0-9A-Z]{4}[ -]?[0-9A-Z]{4}$`)

// pinOn finds the PIN on a page.
func pinOn(page *html.Node) string {
	for node := range page.Descendants() {
		if node.Type == html.ElementNode && strings.Contains(Attribute(node, "class"), "pin") {
			if pin := strings.Join(strings.Fields(Text(node)), ""); pinShape.MatchString(pin) {
				return pin
			}
		}
	}
	return ""
}

func has(node *html.Node, name string) bool {
	return slices.ContainsFunc(node.Attr, func(a html.Attribute) bool { return a.Key == name })
}

// Attribute is an attribute of an element, "" if it has none.
func Attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Text is all text in an element.
func Text(node *html.Node) string {
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}
