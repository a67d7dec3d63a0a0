package main

import (
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/html"

	"example.net/oauth1/bench/programs"
)

// customer is jane at the pages of the shop.
type customer struct {
	*http.Client
	shop string
}

// connect goes the way of the three-legged flow.
func connect(shop string) (*customer, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	c := &customer{&http.Client{Jar: jar, Timeout: 5 * time.Minute}, shop}
	page, at, err := programs.Visit(c.Get(shop))
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
		page, at, err = programs.Press(c.Client, page, at, press.words, press.filled)
	}
	if err == nil && !strings.Contains(programs.Text(page), "Choose an album") {
		err = fmt.Errorf("not connected at %s: %.300s", at, programs.Text(page))
	}
	return c, err
}

// fillBasket brings the photos to the last page before the order. What it gives places the order and waits for its print file.
func (c *customer) fillBasket(a *album) (send func() error, err error) {
	page, at, err := programs.Visit(c.Get(c.shop + "/albums/" + a.id))
	for _, press := range []struct {
		words  string
		filled url.Values
	}{
		{"Print these", url.Values{"photo": a.photos}}, {"Review the order", nil},
	} {
		if err != nil {
			return nil, err
		}
		page, at, err = programs.Press(c.Client, page, at, press.words, press.filled)
	}
	return func() error { return c.order(page, at) }, err
}

// order places the order and follows its events, as the page does, until they end.
func (c *customer) order(page *html.Node, at *url.URL) error {
	_, at, err := programs.Press(c.Client, page, at, "Order ", nil)
	if err != nil {
		return err
	}
	if _, err := programs.ReadAll(c.Get(at.String() + "/events")); err != nil {
		return err
	}
	page, _, err = programs.Visit(c.Get(at.String()))
	if words := programs.Text(page); err == nil && !strings.Contains(words, "Your print file is ready to download.") {
		err = fmt.Errorf("the order did not get ready: %.1000s", words)
	}
	return err
}
