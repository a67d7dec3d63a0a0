package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/internal/webapp"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// inspectorRoutes show the messages of the dance. Where nothing is recorded they
// are not there.
func (s *Server) inspectorRoutes() []route {
	if s.Inspector == nil {
		return nil
	}
	return []route{
		{get, "/inspector", s.inspect},
		{once, "/inspector/live", s.inspectLive},
		{get, "/inspector/messages/:message", s.inspectMessage},
		{get, "/inspector/dance.har", s.inspectHAR},
		{get, "/inspector/dance.mmd", s.inspectMermaid},
	}
}

// InspectorPage is the timeline.
type InspectorPage struct {
	templates.Page
	inspector.Timeline
	Everyone, MayEveryone bool
	Query                 string // of the page, for links that keep the filter
	Live                  string
	Left, Right           string // the names of the two sides
}

// MessagePage is one message, opened.
type MessagePage struct {
	templates.Page
	M               inspector.Opened
	Curl, CurlExact string
	Workbench       string // the address of photos' workbench with this message, where there is one
	Query           string
	Left, Right     string
}

// watching decides whose messages a page shows: those of this browser's customer,
// or everybody's where the demo allows it.
func (s *Server) watching(c echo.Context) (owner string, everyone bool) {
	if s.Everyone && c.QueryParam("everyone") != "" {
		return "", true
	}
	return session(c).UserID(), false
}

// watched are the messages that a visitor may see. A browser without a customer
// has none.
func (s *Server) watched(c echo.Context) ([]inspector.Message, error) {
	owner, everyone := s.watching(c)
	if owner == "" && !everyone {
		return nil, nil
	}
	return s.Inspector.Messages(c.Request().Context(), owner)
}

// inspect shows the timeline. A browser that nobody knows yet becomes a customer
// here, so that the page can wait for what that customer is going to do.
func (s *Server) inspect(c echo.Context) error {
	if _, err := s.someCustomer(c); err != nil {
		return err
	}
	all, err := s.watched(c)
	if err != nil {
		return err
	}
	p := InspectorPage{Page: s.page(c, "inspector"), Timeline: inspector.NewTimeline(all, filterOf(c)), MayEveryone: s.Everyone, Query: keptQuery(c),
		Left: "printer", Right: "photos"}
	_, p.Everyone = s.watching(c)
	p.Live = s.base() + "/inspector/live" + p.Query
	return s.render(c, http.StatusOK, "inspector", p)
}

func filterOf(c echo.Context) inspector.Filter {
	return inspector.Filter{Flow: c.QueryParam("flow"), Show: c.QueryParam("show"), Text: strings.TrimSpace(c.QueryParam("text"))}
}

// keptQuery is the part of the address that a link within the inspector keeps.
func keptQuery(c echo.Context) string {
	kept := url.Values{}
	for _, name := range []string{"everyone", "flow", "show", "text"} {
		if value := c.QueryParam(name); value != "" {
			kept.Set(name, value)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + kept.Encode()
}

// inspectLive tells a page that there is something new; live.js then takes the
// timeline from the page itself, with whatever filter it has.
func (s *Server) inspectLive(c echo.Context) error {
	owner, everyone := s.watching(c)
	if owner == "" && !everyone {
		return orders.ErrNotFound
	}
	news := s.Inspector.Follow(c.Request().Context(), owner)
	stream, err := webapp.StreamEvents(c)
	if err != nil {
		return nil // the browser has left already
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	// What came between the page and its stream must not be missed.
	for err = stream.SendID(s.Inspector.NewID(s.now()), comeBack, "", ""); err == nil; {
		select {
		case <-stream.Done():
			return nil
		case <-beat.C:
			err = stream.KeepAlive()
		case <-news:
			err = stream.Send("", "")
		}
	}
	return nil
}

func (s *Server) inspectMessage(c echo.Context) error {
	all, err := s.watched(c)
	if err != nil {
		return err
	}
	opened, err := inspector.Open(all, c.Param("message"))
	if err != nil {
		return orders.ErrNotFound
	}
	side := opened.Side()
	return s.render(c, http.StatusOK, "inspector-message", MessagePage{Page: s.page(c, "inspector"), M: opened,
		Curl: inspector.Curl(side), CurlExact: inspector.CurlExact(side), Workbench: s.workbench(opened), Query: keptQuery(c), Left: "printer", Right: "photos"})
}

// workbench is where photos takes a message apart. A Service Provider that has told
// what it saw of a message is photos; of any other nothing is known.
func (s *Server) workbench(o inspector.Opened) string {
	query := o.Workbench()
	if o.Received == nil || query == "" {
		return ""
	}
	return strings.TrimSuffix(s.Provider.API.Provider, "/") + "/workbench" + query
}

// chosen are the messages that the filter of the address lets through.
func (s *Server) chosen(c echo.Context) (list []inspector.Message, err error) {
	all, err := s.watched(c)
	if err != nil {
		return nil, err
	}
	rows := inspector.NewTimeline(all, filterOf(c)).Rows
	if len(rows) == 0 {
		return nil, orders.ErrNotFound
	}
	for _, row := range rows {
		list = append(list, row.Message)
	}
	return list, nil
}

// inspectHAR gives a dance as an HTTP Archive.
func (s *Server) inspectHAR(c echo.Context) error {
	list, err := s.chosen(c)
	if err != nil {
		return err
	}
	attached(c, "dance.har")
	return c.JSONPretty(http.StatusOK, inspector.NewHAR(list), "  ")
}

// inspectMermaid gives a dance as a sequence diagram.
func (s *Server) inspectMermaid(c echo.Context) error {
	list, err := s.chosen(c)
	if err != nil {
		return err
	}
	attached(c, "dance.mmd")
	return c.String(http.StatusOK, inspector.Mermaid(list))
}

func attached(c echo.Context, name string) {
	c.Response().Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name))
	c.Response().Header().Set("Cache-Control", "private, no-store")
}

// recorded watches what the printer sends for this browser, and what the browser
// carries through the dance: the redirect to the Service Provider, the return, and
// a PIN.
func (s *Server) recorded(next echo.HandlerFunc) echo.HandlerFunc {
	if s.Inspector == nil {
		return next
	}
	return func(c echo.Context) error {
		if !slices.Contains(dancing, c.Path()) {
			return next(c)
		}
		arrived, began := c.Request(), s.now()
		owner := func() string { return session(c).UserID() }
		c.SetRequest(arrived.WithContext(s.Inspector.Watch(arrived.Context(), owner)))
		note := func(step inspector.Step) {
			answer := c.Response()
			s.Inspector.Hop(c.Request().Context(), owner(), step, began, arrived, answer.Status, answer.Header())
		}
		err := next(c)
		switch location := c.Response().Header().Get("Location"); {
		case err != nil || session(c).UserID() == "":
		case strings.HasPrefix(c.Path(), "/callback"):
			note(inspector.Callback)
		case arrived.Method == http.MethodPost && c.FormValue("pin") != "":
			note(inspector.PIN)
		case location != "" && !strings.HasPrefix(location, s.base()+"/"):
			note(inspector.Authorize)
		}
		return err
	}
}

// dancing are the paths that the dance passes.
var dancing = []string{"/connect", "/connect/pin", "/connect/pin/open", "/callback", "/callback/one-step", "/disconnect", "/guided/send"}
