package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// allow signs in as jane, clicks Allow, and reads the PIN.
func allow(address string) (pin string, err error) {
	jar, _ := cookiejar.New(nil)
	person := &http.Client{Jar: jar}
	page, at, err := visit(person.Get(address))
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
	return "", errors.New("no PIN after signing in and allowing")
}

// visit reads a page and its address.
func visit(answer *http.Response, err error) (*html.Node, *url.URL, error) {
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
		if form.Data != "form" || !strings.EqualFold(attribute(form, "method"), "post") {
			continue
		}
		if values, wanted := fill(form); wanted {
			action, err := at.Parse(attribute(form, "action"))
			if err != nil {
				return nil, nil, err
			}
			return visit(person.PostForm(action.String(), values))
		}
	}
	return nil, nil, fmt.Errorf("no form to fill in at %s", at.Path)
}

// fill fills a form in, and tells whether it is one to send.
func fill(form *html.Node) (values url.Values, wanted bool) {
	values = url.Values{}
	for field := range form.Descendants() {
		name, value := attribute(field, "name"), attribute(field, "value")
		switch {
		case field.Data == "button" && strings.Contains(text(field), "Allow"):
			wanted = true
			values.Set(name, value)
		case field.Data != "input" || name == "":
		case attribute(field, "type") == "password":
			wanted = true
			values.Set(name, "photos-demo")
		case attribute(field, "type") == "hidden":
			values.Set(name, value)
		case attribute(field, "type") == "text" || attribute(field, "type") == "":
			values.Set(name, "jane")
		}
	}
	return values, wanted
}

var pinShape = regexp.MustCompile(`^[0-9A-Z]{4}[ -]?[0-9A-Z]{4}$`)

// pinOn finds the PIN on a page.
func pinOn(page *html.Node) string {
	for node := range page.Descendants() {
		if node.Type == html.ElementNode && strings.Contains(attribute(node, "class"), "pin") {
			if pin := strings.Join(strings.Fields(text(node)), ""); pinShape.MatchString(pin) {
				return pin
			}
		}
	}
	return ""
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func text(node *html.Node) string {
	var b strings.Builder
	for child := range node.Descendants() {
		if child.Type == html.TextNode {
			b.WriteString(child.Data)
		}
	}
	return b.String()
}

// pickPicture finds the rendition whose size is nearest to the wanted one.
func pickPicture(client *http.Client, provider string, wanted int) (address string, picture []byte, err error) {
	var albums struct{ Albums []struct{ ID string } }
	if err := getJSON(client, provider+"/api/albums", &albums); err != nil {
		return "", nil, err
	}
	for _, album := range albums.Albums {
		var content struct {
			Photos []struct{ Sizes map[string]string }
		}
		if err := getJSON(client, provider+"/api/albums/"+album.ID, &content); err != nil {
			return "", nil, err
		}
		for _, photo := range content.Photos {
			for _, size := range []string{"thumb", "medium", "large"} {
				body, err := getBytes(client, photo.Sizes[size])
				if err != nil {
					return "", nil, err
				}
				if picture == nil || distance(len(body), wanted) < distance(len(picture), wanted) {
					address, picture = photo.Sizes[size], body
				}
			}
		}
	}
	return address, picture, nil
}

func distance(a, b int) int { return max(a-b, b-a) }

func getJSON(client *http.Client, address string, into any) error {
	body, err := getBytes(client, address)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, into)
}

func getBytes(client *http.Client, address string) ([]byte, error) {
	answer, err := client.Get(address)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s: %s", address, answer.Status, body)
	}
	return body, err
}
