package uploads

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"example.net/oauth1/oauthcore"
)

// allowUploads goes through the dance as a Consumer without a browser of its own (oob), and lets it upload.
func (p *person) allowUploads() {
	p.t.Helper()
	ctx := p.t.Context()
	c := &oauthcore.Consumer{Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", Endpoints: oauthcore.Endpoints{
		RequestToken: p.home + "/oauth/request_token", Authorize: p.home + "/oauth/authorize", AccessToken: p.home + "/oauth/access_token",
	}}
	request, err := c.RequestToken(ctx, oauthcore.OutOfBand, oauthcore.Param{Name: "perms", Value: "upload"})
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := p.client.Get(c.AuthorizeURL(request))
	if err != nil {
		p.t.Fatal(err)
	}
	at, fields := consentForm(p, answer)
	if answer, err = p.client.PostForm(at, fields); err != nil {
		p.t.Fatal(err)
	}
	access, _, err := c.AccessToken(ctx, request, pinOn(p, answer))
	if err != nil {
		p.t.Fatal(err)
	}
	p.consumer = c.Client(access)
}

// consentForm is the form with the button Allow, filled in as it is offered.
func consentForm(p *person, answer *http.Response) (action string, fields url.Values) {
	p.t.Helper()
	for form := range parse(p, answer).Descendants() {
		if form.Data != "form" || !strings.Contains(text(form), "Allow") {
			continue
		}
		fields = url.Values{}
		for n := range form.Descendants() {
			kind := attribute(n, "type")
			_, checked := lookup(n, "checked")
			switch {
			case n.Data == "button" && strings.TrimSpace(text(n)) == "Allow",
				n.Data == "input" && (kind != "radio" && kind != "checkbox" || checked):
				fields.Add(attribute(n, "name"), attribute(n, "value"))
			}
		}
		fields.Set("rights", "upload")
		at, err := answer.Request.URL.Parse(attribute(form, "action"))
		if err != nil {
			p.t.Fatal(err)
		}
		return at.String(), fields
	}
	p.t.Fatal("there is nothing to allow")
	return "", nil
}

func pinOn(p *person, answer *http.Response) string {
	p.t.Helper()
	for n := range parse(p, answer).Descendants() {
		if strings.Contains(attribute(n, "class"), "pin") {
			return strings.Join(strings.Fields(text(n)), "")
		}
	}
	p.t.Fatal("there is no PIN")
	return ""
}

func parse(p *person, answer *http.Response) *html.Node {
	p.t.Helper()
	defer answer.Body.Close()
	page, err := html.Parse(answer.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return page
}

func lookup(n *html.Node, name string) (value string, found bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

func attribute(n *html.Node, name string) string {
	value, _ := lookup(n, name)
	return value
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
