package web

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/classroom"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/lessons"
	"example.net/oauth1/templates"
)

// learnRoutes are the lessons. They work signed in or not.
func (s *Server) learnRoutes() []route {
	return []route{
		{get, "/learn", s.learn},
		{get, "/learn/:lesson", s.lesson}, {post, "/learn/:lesson", s.playLesson},
		{get, "/learn/exercises", s.exercises},
		{get, "/learn/exercises/:exercise", s.exercise}, {post, "/learn/exercises/:exercise", s.tryExercise},
	}
}

// learnPage is the table of contents.
type learnPage struct {
	templates.Page
	Lessons, History []*lessons.Page
	Done, All        int    // exercises
	Printer          string // the address of the demo's printer, or ""
}

func (s *Server) learn(c echo.Context) error {
	return s.show(c, "learn", &learnPage{
		Page: s.page(c, "developers"), Lessons: lessons.Lessons(), History: lessons.History(),
		Done: len(s.solved(c)), All: len(lessons.Exercises()), Printer: s.Printer,
	})
}

// lessonPage is one lesson, and what came of its example if it was played.
type lessonPage struct {
	templates.Page
	Lesson         *lessons.Page
	Number         int // of the ten; 0 for a page of the history
	Previous, Next link

	Apps    []oauthcore.Registration // of the visitor's own, that can play the example
	Player  string                   // the Consumer Key of the one that did, or ""
	Change  *lessons.Change          // what was changed, or is proposed
	Sent    []*lessons.Exchange
	Bases   []inspector.BaseString // of Sent
	Schemes []lessons.Scheme       // the same request in three ways, on the page about them
}

func (s *Server) lesson(c echo.Context) error {
	p, err := s.newLesson(c)
	if err != nil {
		return err
	}
	return s.showLesson(c, p)
}

// showLesson renders the page whose text belongs to the lesson.
func (s *Server) showLesson(c echo.Context, p *lessonPage) error {
	prefix := "learn-"
	if p.Number == 0 {
		prefix = "history-"
	}
	return s.show(c, prefix+p.Lesson.ID, p)
}

func (s *Server) newLesson(c echo.Context) (*lessonPage, error) {
	lesson, previous, next, found := lessons.PageByID(c.Param("lesson"))
	if !found {
		return nil, gallery.ErrNotFound
	}
	p := &lessonPage{
		Page: s.page(c, "developers"), Lesson: lesson, Number: slices.Index(lessons.Lessons(), lesson) + 1,
	}
	s.linkLesson(p, previous, next)
	if lesson.Example == nil {
		var err error
		p.Schemes, err = lessons.Schemes()
		return p, err
	}
	p.Change = &lesson.Changes[0]
	var err error
	if lesson.Own {
		p.Apps, err = s.signingApps(c)
	}
	return p, err
}

// linkLesson says where the page before and the one after are. The exercises stand between the story and the history.
func (s *Server) linkLesson(p *lessonPage, previous, next *lessons.Page) {
	of := func(page *lessons.Page) link { return link{s.base() + "/learn/" + page.ID, page.Title} }
	p.Previous, p.Next = link{s.base() + "/learn", "Contents"}, link{s.base() + "/learn", "Contents"}
	between := link{s.base() + "/learn/exercises", "Exercises"}
	switch {
	case previous != nil:
		p.Previous = of(previous)
	case p.Number == 0:
		p.Previous = between
	}
	switch {
	case next != nil:
		p.Next = of(next)
	case p.Number > 0:
		p.Next = between
	}
}

// learnersApps are the visitor's own Consumers: those that she has registered, and that of her seat in a workshop.
func (s *Server) learnersApps(c echo.Context) (apps []oauthcore.Registration, err error) {
	ctx := c.Request().Context()
	if user := s.user(c); user != nil {
		if apps, err = s.Registry.Consumers(ctx, user.ID); err != nil {
			return nil, err
		}
	}
	seat, err := s.rememberedSeat(c)
	if err != nil || seat == nil || slices.ContainsFunc(apps, func(r oauthcore.Registration) bool { return r.Key == seat.Key }) {
		return apps, err
	}
	return append(apps, *seat), nil
}

// seatKey is where a session remembers the seat whose page was opened last: its workshop and its Consumer, not the secret
// address of the page.
const seatKey = "seat"

func (s *Server) rememberSeat(c echo.Context, seat classroom.Seat) {
	s.Sessions.Get(c).Set(seatKey, seat.Workshop+" "+seat.Consumer)
}

// rememberedSeat is the Consumer of that seat, or nil where there is none any more.
func (s *Server) rememberedSeat(c echo.Context) (*oauthcore.Registration, error) {
	workshop, key, found := strings.Cut(s.Sessions.Get(c).Get(seatKey), " ")
	if !found {
		return nil, nil
	}
	r, err := s.Classroom.Consumer(c.Request().Context(), classroom.Seat{Workshop: workshop, Consumer: key})
	if errors.Is(err, gallery.ErrNotFound) {
		return nil, nil
	}
	return r, err
}

// signingApps are the visitor's own Consumers that sign with a secret known here.
func (s *Server) signingApps(c echo.Context) (apps []oauthcore.Registration, err error) {
	all, err := s.learnersApps(c)
	for _, r := range all {
		if hmacOf(&r) != nil {
			apps = append(apps, r)
		}
	}
	return apps, err
}

// hmacOf is the signature method that a Consumer signs with in the lessons, or nil.
func hmacOf(r *oauthcore.Registration) oauthcore.SignatureMethod {
	if r.PublicKey != nil || r.Secret == "" {
		return nil
	}
	for _, m := range oauthcore.Methods() {
		if strings.HasPrefix(m.Name(), "HMAC-") && (r.Methods == nil || slices.Contains(r.Methods, m.Name())) {
			return m
		}
	}
	return nil
}

// playLesson plays the example of a lesson.
func (s *Server) playLesson(c echo.Context) error {
	p, err := s.newLesson(c)
	if err != nil {
		return err
	}
	if p.Lesson.Example == nil {
		return gallery.ErrNotFound
	}
	change, found := p.Lesson.ChangeByID(field(c, "change"))
	if !found {
		return echo.NewHTTPError(http.StatusBadRequest, "Choose one of the changes that are listed.")
	}
	p.Change, p.Player = change, field(c, "app")
	sender, err := s.sender(c, p)
	if err != nil {
		return err
	}
	if p.Sent, err = change.Play(c.Request().Context(), sender); err != nil {
		return err
	}
	s.prepare(p)
	return s.showLesson(c, p)
}

// sender is who plays: one of the visitor's own Consumers with photos itself, or that of a sandbox.
func (s *Server) sender(c echo.Context, p *lessonPage) (lessons.Sender, error) {
	if p.Player == "" {
		return lessons.NewSandbox(s.Provider, s.base()).Sender(s.link("")), nil
	}
	i := slices.IndexFunc(p.Apps, func(r oauthcore.Registration) bool { return r.Key == p.Player })
	if i < 0 {
		return lessons.Sender{}, gallery.ErrNotFound
	}
	r := &p.Apps[i]
	callback := oauthcore.OutOfBand
	if len(r.Callbacks) > 0 {
		callback = r.Callbacks[0]
	}
	return lessons.Sender{
		Consumer: oauthcore.Consumer{Key: r.Key, Secret: r.Secret, Method: hmacOf(r), Now: s.Provider.Now}, Callback: callback,
		URL: s.link(""), Origin: s.Provider.Origin, Handler: s.self, Address: net.JoinHostPort(c.RealIP(), "0"),
	}, nil
}

// prepare takes the base strings apart, and secrets of a real Consumer out.
func (s *Server) prepare(p *lessonPage) {
	for _, e := range p.Sent {
		if p.Player != "" {
			e.Mask()
		}
		p.Bases = append(p.Bases, inspector.TakeApart(e.BaseString))
	}
}

// Of is one exchange for its block of the page.
func (p *lessonPage) Of(i int) map[string]any {
	return map[string]any{"Exchange": p.Sent[i], "Base": p.Bases[i], "Last": i == len(p.Sent)-1, "Mine": false}
}
