package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/templates"
)

// requestsPage is the request log of one Consumer.
type requestsPage struct {
	templates.Page
	Registration *oauthcore.Registration
	Filter       requestlog.Filter
	Entries      []requestlog.Entry
	Codes        []oauthcore.CodeInfo
	Live         string // where the page is told of new requests; "" on an older part of the list
	Next         string // the older ones
}

const requestsOnPage = 50

func (s *Server) requests(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	f := filterAsked(c)
	f.Limit = requestsOnPage + 1
	entries, err := s.Requests.Entries(c.Request().Context(), r.Key, f)
	if err != nil {
		return err
	}
	p := &requestsPage{Page: s.page(c, "developers"), Registration: r, Filter: f, Entries: entries, Codes: oauthcore.Codes()}
	path := s.base() + "/developers/apps/" + r.Key + "/requests"
	if len(entries) > requestsOnPage {
		p.Entries = entries[:requestsOnPage]
		p.Next = path + "?" + older(c.QueryParams(), p.Entries[requestsOnPage-1].ID)
	}
	if f.Before == "" {
		p.Live = path + "/live?" + seen(f.Empty(), entries)
	}
	return s.show(c, "requests", p)
}

// seen says which request the page begins with, so that none is missed between the page and its stream. A page that
// shows only some cannot say.
func seen(all bool, entries []requestlog.Entry) string {
	if !all || len(entries) == 0 {
		return ""
	}
	return url.Values{"seen": {entries[0].ID}}.Encode()
}

func older(query url.Values, id string) string {
	query.Set("before", id)
	return query.Encode()
}

func filterAsked(c echo.Context) requestlog.Filter {
	q := func(name string) string { return strings.TrimSpace(c.QueryParam(name)) }
	return requestlog.Filter{
		Status: q("status"), Problem: q("problem"), Path: q("path"), Text: q("text"), Nonce: q("nonce"), Before: q("before"),
	}
}

const (
	requestsBeat = 20 * time.Second // keeps proxies from cutting a silent line
	requestsBack = 2 * time.Second  // how soon a browser asks again after a cut
)

// liveRequests tells a page that there are new requests; live.js then takes them from the page itself, with whatever
// filter it has.
func (s *Server) liveRequests(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	news := s.Requests.Follow(ctx, r.Key)
	newest, err := s.Requests.Entries(ctx, r.Key, requestlog.Filter{Limit: 1})
	if err != nil {
		return err
	}
	stream, err := webapp.StreamEvents(c)
	if err != nil {
		return nil // the browser has left already
	}
	if seen := c.QueryParam("seen"); len(newest) > 0 && newest[0].ID != seen {
		if stream.SendID(newest[0].ID, requestsBack, "", "") != nil {
			return nil
		}
	}
	follow(stream, news)
	return nil
}

func follow(stream *webapp.Events, news <-chan struct{}) {
	beat := time.NewTicker(requestsBeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-stream.Done():
			return
		case <-beat.C:
			err = stream.KeepAlive()
		case <-news:
			err = stream.Send("", "")
		}
		if err != nil {
			return
		}
	}
}

// requestPage is one request, at an address that can be sent to somebody.
type requestPage struct {
	templates.Page
	Registration *oauthcore.Registration
	*requestlog.Entry
	Checks []explainedCheck
	Curl   string // the same request, to be signed anew in a shell

	Workbench string // its address with this request, or ""
}

func (s *Server) request(c echo.Context) error {
	r, err := s.ownApp(c)
	if err != nil {
		return err
	}
	e, err := s.Requests.Entry(c.Request().Context(), r.Key, c.Param("request"))
	if err != nil {
		return err
	}
	return s.show(c, "request", &requestPage{s.page(c, "developers"), r, &e, explained(e.Checks), curlAgain(&e), s.workbenchOfEntry(&e)})
}

// requestsJSON is a part of a Consumer's request log.
type requestsJSON struct {
	Requests []requestlog.Entry `json:"requests"`
	Next     *string            `json:"next"`
}

// apiRequests tells a Consumer what was seen of its own requests. A filter by nonce finds the very one that it has just
// sent.
func (s *Server) apiRequests(c echo.Context) error {
	page, err := pageAsked(c)
	if err != nil {
		return err
	}
	f := filterAsked(c)
	f.Decisions = c.QueryParam("include") == "decisions"
	if f.Limit = page.limit + 1; page.after != "" {
		f.Before = page.after
	}
	entries, err := s.Requests.Entries(c.Request().Context(), c.Get("consumer").(*oauthcore.Registration).Key, f)
	if err != nil {
		return err
	}
	list := requestsJSON{Requests: append([]requestlog.Entry{}, entries...)}
	if len(entries) > page.limit {
		list.Requests = list.Requests[:page.limit]
		query := ordinaryQuery(c.QueryParams())
		query.Del("after")
		next := s.link("/api/consumer/requests") + "?" + older(query, list.Requests[page.limit-1].ID)
		list.Next = &next
	}
	c.Response().Header().Set("Cache-Control", "private, no-store")
	return c.JSON(http.StatusOK, list)
}

// ordinaryQuery is a query without the protocol's parameters: a signature is no part of where a list goes on.
func ordinaryQuery(query url.Values) url.Values {
	for name := range query {
		if strings.HasPrefix(name, "oauth_") {
			query.Del(name)
		}
	}
	return query
}
