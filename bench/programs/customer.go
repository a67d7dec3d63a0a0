package programs

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// Customer is jane at the pages of the shop.
type Customer struct {
	*http.Client
	shop string
}

// Connect goes the way of the three-legged flow.
func Connect(shop string) (*Customer, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &Customer{&http.Client{Jar: jar, Timeout: 5 * time.Minute}, shop}
	page, at, err := Visit(c.Get(shop))
	for _, press := range []struct {
		words  string
		filled url.Values
	}{
		{"Connect to photos", nil}, {"Sign in", url.Values{"screen_name": {"jane"}, "password": {"photos-demo"}}}, {"Allow", nil},
	} {
		if err != nil {
			return nil, err
		}
		if press.words == "Allow" && at.Host == strings.TrimPrefix(shop, "http://") {
			break // she allowed it before, to the Consumer that uploaded
		}
		page, at, err = Press(c.Client, page, at, press.words, press.filled)
	}
	if err == nil && !strings.Contains(Text(page), "Choose an album") {
		err = fmt.Errorf("not connected at %s: %.300s", at, Text(page))
	}
	return c, err
}

// FillBasket brings photos of an album to the last page before the order. What it gives places the order and waits for its print file.
func (c *Customer) FillBasket(album string, photos []string) (send func() error, err error) {
	page, at, err := Visit(c.Get(c.shop + "/albums/" + album))
	for _, press := range []struct {
		words  string
		filled url.Values
	}{
		{"Print these", url.Values{"photo": photos}}, {"Review the order", nil},
	} {
		if err != nil {
			return nil, err
		}
		page, at, err = Press(c.Client, page, at, press.words, press.filled)
	}
	return func() error { return c.order(page, at) }, err
}

// order places the order and follows its events, as the page does, until they end.
func (c *Customer) order(page *html.Node, at *url.URL) error {
	_, at, err := Press(c.Client, page, at, "Order ", nil)
	if err != nil {
		return err
	}
	if _, err := ReadAll(c.Get(at.String() + "/events")); err != nil {
		return err
	}
	page, _, err = Visit(c.Get(at.String()))
	if words := Text(page); err == nil && !strings.Contains(words, "Your print file is ready to download.") {
		err = fmt.Errorf("the order did not get ready: %.1000s", words)
	}
	return err
}
