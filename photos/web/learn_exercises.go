package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/lessons"
	"example.net/oauth1/photos/requestlog"
	"example.net/oauth1/templates"
)

// What a session remembers of the exercises: those that are solved, and the name of the learner's sandbox.
const (
	solvedKey  = "solved"
	sandboxKey = "lesson_sandbox"
)

// solved are the exercises that were solved in this browser.
func (s *Server) solved(c echo.Context) map[string]bool {
	done := map[string]bool{}
	for _, id := range strings.Fields(s.Sessions.Get(c).Get(solvedKey)) {
		if _, _, found := lessons.ExerciseByID(id); found {
			done[id] = true
		}
	}
	return done
}

func (s *Server) markSolved(c echo.Context, id string) {
	if session := s.Sessions.Get(c); !s.solved(c)[id] {
		session.Set(solvedKey, strings.TrimSpace(session.Get(solvedKey)+" "+id))
	}
}

// exercisesPage lists them.
type exercisesPage struct {
	templates.Page
	Exercises      []*lessons.Exercise
	Solved         map[string]bool
	Previous, Next link
}

func (s *Server) exercises(c echo.Context) error {
	last, first := lessons.Lessons()[len(lessons.Lessons())-1], lessons.History()[0]
	return s.show(c, "learn-exercises", &exercisesPage{
		Page: s.page(c, "developers"), Exercises: lessons.Exercises(), Solved: s.solved(c),
		Previous: link{s.base() + "/learn/" + last.ID, last.Title}, Next: link{s.base() + "/learn/" + first.ID, first.Title},
	})
}

// exercisePage is one exercise, with the learner's sandbox, and what came of her last try.
type exercisePage struct {
	templates.Page
	*lessons.Exercise
	Number         int
	Solved         bool
	Previous, Next link

	URL     string
	Apps    []oauthcore.Registration
	Player  string // the Consumer whose log was looked at
	Sandbox *lessons.Sandbox
	Raw     string // what is sent to it

	Sent     *lessons.Exchange
	Taken    inspector.BaseString
	Right    bool
	Sentence string // why not yet
}

func (s *Server) exercise(c echo.Context) error {
	p, err := s.newExercise(c)
	if err == nil && p.Sandbox != nil {
		p.Raw, err = p.Sandbox.Begin(c.Request().Context(), s.link(""), p.Exercise)
	}
	if err != nil {
		return err
	}
	return s.show(c, "learn-exercise", p)
}

func (s *Server) newExercise(c echo.Context) (*exercisePage, error) {
	e, number, found := lessons.ExerciseByID(c.Param("exercise"))
	if !found {
		return nil, gallery.ErrNotFound
	}
	p := &exercisePage{
		Page: s.page(c, "developers"), Exercise: e, Number: number, Solved: s.solved(c)[e.ID], URL: s.link(""),
		Sandbox: s.shelf.Find(s.Sessions.Get(c).Get(sandboxKey)),
	}
	all := lessons.Exercises()
	p.Previous, p.Next = link{s.base() + "/learn/exercises", "Exercises"}, link{s.base() + "/learn/exercises", "Exercises"}
	if number > 1 {
		p.Previous = link{s.base() + "/learn/exercises/" + all[number-2].ID, all[number-2].Title}
	}
	if number < len(all) {
		p.Next = link{s.base() + "/learn/exercises/" + all[number].ID, all[number].Title}
	}
	var err error
	p.Apps, err = s.learnersApps(c)
	return p, err
}

// tryExercise does what a button of the page says: a new sandbox, the end of Jane's permission, a request sent, or a look
// into the request log.
func (s *Server) tryExercise(c echo.Context) error {
	p, err := s.newExercise(c)
	if err != nil {
		return err
	}
	switch field(c, "do") {
	case "key":
		return s.newSandbox(c, p)
	case "end":
		return s.endPermission(c, p)
	case "log":
		err = s.lookInLog(c, p)
	default:
		err = s.sendRaw(c, p)
	}
	if err != nil {
		return err
	}
	if p.Right {
		s.markSolved(c, p.ID)
		p.Solved = true
	}
	return s.show(c, "learn-exercise", p)
}

// newSandbox gives the learner a key and a secret, in the place of those that she had.
func (s *Server) newSandbox(c echo.Context, p *exercisePage) error {
	session := s.Sessions.Get(c)
	s.shelf.Drop(session.Get(sandboxKey))
	session.Set(sandboxKey, s.shelf.Put(lessons.NewSandbox(s.Provider, s.base())))
	return s.redirect(c, "/learn/exercises/"+p.ID+"#sandbox")
}

// lostSandbox is said where the program was started anew, or many others came.
const lostSandbox = "Your key is not known any more, because it was kept in memory only. Take a new one."

func (s *Server) endPermission(c echo.Context, p *exercisePage) error {
	if p.Sandbox == nil {
		return &gallery.Refusal{Sentence: lostSandbox}
	}
	if err := p.Sandbox.TakeBack(c.Request().Context()); err != nil {
		return err
	}
	s.flash(c, "success", "Jane has ended the permission. The token is still the same, and opens nothing any more.")
	return s.redirect(c, "/learn/exercises/"+p.ID+"#sandbox")
}

// sendRaw sends what was pasted to the learner's sandbox, and to nothing else, whatever host it names.
func (s *Server) sendRaw(c echo.Context, p *exercisePage) error {
	if p.Sandbox == nil {
		return &gallery.Refusal{Sentence: lostSandbox}
	}
	p.Raw = strings.ReplaceAll(field(c, "raw"), "\r\n", "\n")
	r, err := (&tryPage{Raw: p.Raw}).request()
	if err != nil {
		p.Sentence = err.Error()
		return nil
	}
	p.Sent, err = lessons.Send(p.Sandbox, s.Provider.Origin, "You", r.WithContext(c.Request().Context()))
	if err != nil {
		return err
	}
	p.Taken = inspector.TakeApart(p.Sent.BaseString)
	p.Right, p.Sentence = p.Judge(p.Sent.Seen())
	return nil
}

// recently is how far back an answer counts.
const recently = time.Hour

// lookInLog looks for the answer in the request log of one of the learner's own Consumers.
func (s *Server) lookInLog(c echo.Context, p *exercisePage) error {
	p.Player = field(c, "app")
	i := slices.IndexFunc(p.Apps, func(r oauthcore.Registration) bool { return r.Key == p.Player })
	if i < 0 {
		return gallery.ErrNotFound
	}
	entries, err := s.Requests.Entries(c.Request().Context(), p.Player, requestlog.Filter{Limit: 100})
	if err != nil {
		return err
	}
	nothing := fmt.Sprintf("Nothing signed by %s has arrived in the last hour, apart from what the lessons have sent.", p.Apps[i].Name)
	p.Sentence = nothing
	for _, e := range entries {
		if s.now().Sub(e.Time) > recently {
			break
		}
		if !lessons.Own(e.Param("oauth_nonce")) {
			continue
		}
		right, sentence := p.Judge(lessons.Seen{Status: e.Status, Problem: e.Problem, Diagnosis: e.Advice + " " + e.Diagnosis})
		if p.Sentence == nothing {
			p.Sentence = sentence
		}
		if right {
			p.Right, p.Sentence = true, ""
			return nil
		}
	}
	return nil
}
