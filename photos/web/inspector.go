package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/templates"
)

// inspectorRoutes show a developer the dance of her Consumer as photos sees it: the right side of the wire, which is all
// that is known of a foreign Consumer.
func (s *Server) inspectorRoutes() []route {
	const path = "/developers/apps/:app/inspector"
	return []route{
		{get, path, s.inspect}, {get, path + "/messages/:message", s.inspectMessage},
		{get, path + "/dance.har", s.inspectHAR}, {get, path + "/dance.mmd", s.inspectMermaid},
	}
}

// inspectorPage is the timeline of one Consumer.
type inspectorPage struct {
	templates.Page
	inspector.Timeline
	Registration *oauthcore.Registration
	Path         string // of the inspector of this Consumer
	Query        string // what links keep of the filter
	Live         string
}

// inspectMessagePage is one message, opened.
type inspectMessagePage struct {
	templates.Page
	Registration *oauthcore.Registration
	M            inspector.Opened
	Curl         string
	Workbench    string // its address with this message, or ""
	Path, Query  string
}

// onTimeline is how many entries of the log a timeline is made of.
const onTimeline = 300

// inspected are the messages of the Consumer that the address names, if it is the User's.
func (s *Server) inspected(c echo.Context) (*oauthcore.Registration, []inspector.Message, error) {
	r, err := s.ownApp(c)
	if err != nil {
		return nil, nil, err
	}
	entries, err := s.Requests.Entries(c.Request().Context(), r.Key, requestlog.Filter{Limit: onTimeline, Decisions: true})
	if err != nil {
		return nil, nil, err
	}
	slices.Reverse(entries)
	sides, err := sidesOf(entries)
	return r, inspector.Received(sides), err
}

// sidesOf reads entries of the log as anybody reads them whom the API answers.
func sidesOf(entries []requestlog.Entry) (sides []inspector.Side, err error) {
	text, err := json.Marshal(entries)
	if err != nil {
		return nil, err
	}
	return sides, json.Unmarshal(text, &sides)
}

func (s *Server) inspect(c echo.Context) error {
	r, all, err := s.inspected(c)
	if err != nil {
		return err
	}
	p := &inspectorPage{Page: s.page(c, "developers"), Registration: r, Timeline: inspector.NewTimeline(all, timelineFilter(c)),
		Path: s.inspectorOf(r), Query: timelineQuery(c)}
	p.Live = s.base() + "/developers/apps/" + r.Key + "/requests/live"
	if len(all) > 0 {
		p.Live += "?" + url.Values{"seen": {lastSigned(all)}}.Encode()
	}
	return s.show(c, "inspector", p)
}

// lastSigned is the newest request, which the stream of the log begins after.
func lastSigned(all []inspector.Message) string {
	for _, m := range slices.Backward(all) {
		if m.Step != inspector.Decision {
			return m.ID
		}
	}
	return ""
}

func (s *Server) inspectorOf(r *oauthcore.Registration) string {
	return s.base() + "/developers/apps/" + r.Key + "/inspector"
}

func timelineFilter(c echo.Context) inspector.Filter {
	return inspector.Filter{Flow: c.QueryParam("flow"), Show: c.QueryParam("show"), Text: strings.TrimSpace(c.QueryParam("text"))}
}

// timelineQuery is the part of the address that a link within the inspector keeps.
func timelineQuery(c echo.Context) string {
	kept := url.Values{}
	for _, name := range []string{"flow", "show", "text"} {
		if value := c.QueryParam(name); value != "" {
			kept.Set(name, value)
		}
	}
	if len(kept) == 0 {
		return ""
	}
	return "?" + kept.Encode()
}

func (s *Server) inspectMessage(c echo.Context) error {
	r, all, err := s.inspected(c)
	if err != nil {
		return err
	}
	opened, err := inspector.Open(all, c.Param("message"))
	if err != nil {
		return gallery.ErrNotFound
	}
	return s.show(c, "inspector-message", &inspectMessagePage{Page: s.page(c, "developers"), Registration: r, M: opened,
		Curl: inspector.Curl(opened.Received), Workbench: s.workbenchOf(opened), Path: s.inspectorOf(r), Query: timelineQuery(c)})
}

// workbenchOf is the address of the workbench with a message, or "".
func (s *Server) workbenchOf(o inspector.Opened) string {
	if query := o.Workbench(); query != "" {
		return s.base() + "/workbench" + query
	}
	return ""
}

// workbenchOfEntry is the same for an entry of the request log.
func (s *Server) workbenchOfEntry(e *requestlog.Entry) string {
	sides, err := sidesOf([]requestlog.Entry{*e})
	if err != nil || len(sides) == 0 {
		return ""
	}
	return s.workbenchOf(inspector.OpenOne(inspector.Message{Received: &sides[0]}))
}

// timelineChosen are the messages that the filter of the address lets through.
func (s *Server) timelineChosen(c echo.Context) (list []inspector.Message, err error) {
	_, all, err := s.inspected(c)
	if err != nil {
		return nil, err
	}
	for _, row := range inspector.NewTimeline(all, timelineFilter(c)).Rows {
		list = append(list, row.Message)
	}
	if len(list) == 0 {
		return nil, gallery.ErrNotFound
	}
	return list, nil
}

func (s *Server) inspectHAR(c echo.Context) error {
	list, err := s.timelineChosen(c)
	if err != nil {
		return err
	}
	attached(c, "dance.har")
	return c.JSONPretty(http.StatusOK, inspector.NewHAR(list), "  ")
}

func (s *Server) inspectMermaid(c echo.Context) error {
	list, err := s.timelineChosen(c)
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
