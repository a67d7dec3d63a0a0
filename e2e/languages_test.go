package e2e

import (
	"os"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/templates"
)

// TestInHerLanguage: Jane comes from the printer, chooses her language on the page where she is to sign in, and needs
// no English from there to the last page of photos.
func TestInHerLanguage(t *testing.T) {
	catalogues, err := words.Load(templates.Catalogues, "lang")
	if err != nil {
		t.Fatal(err)
	}
	for name, way := range map[string]struct {
		language string
		looks    []browser.Look
	}{
		"Polish on a phone":          {"pl", []browser.Look{browser.Phone}},
		"Polish in the dark":         {"pl", []browser.Look{browser.Dark}},
		"Polish without JavaScript":  {"pl", []browser.Look{browser.NoScript}},
		"German on a phone":          {"de", []browser.Look{browser.Phone}},
		"French in the dark":         {"fr", []browser.Look{browser.Dark}},
		"Spanish on a phone at dusk": {"es", []browser.Look{browser.Phone, browser.Dark}},
	} {
		t.Run(name, func(t *testing.T) {
			demo := programs.Start(t)
			s := speaker{visitor(t, demo, way.looks...), catalogues.In(way.language), !strings.Contains(name, "JavaScript")}
			s.toTheAnswer()
			s.toTheEnd()
			s.refused()
		})
	}
}

// speaker is a person who speaks one language.
type speaker struct {
	*customer
	speech *words.Speech
	script bool
}

// say is a sentence in her language.
func (s speaker) say(key string, pairs ...any) string {
	s.t.Helper()
	said, err := s.speech.Say(key, pairs...)
	if err != nil {
		s.t.Fatal(err)
	}
	return said
}

func (s speaker) toTheAnswer() {
	s.Visit(s.demo.Printer.URL)
	s.Press("Connect to photos")
	s.See("Screen name")
	s.Pick("Language", s.say("language.name"))
	s.Press("Change")
	s.See(s.say("signin.for", "App", "printer"))
	s.reads("sign-in")
	s.Fill(s.say("signin.screen_name"), "jane")
	s.Fill(s.say("signin.password"), "wrong")
	s.Press(s.say("signin.title"))
	s.See(s.say("said.wrong"))
	s.reads("sign-in again")
	s.Fill(s.say("signin.screen_name"), "jane")
	s.Fill(s.say("signin.password"), programs.Password)
	s.Press(s.say("signin.title"))
	s.See(s.say("consent.ask_read", "App", "printer"))
	s.reads("consent")
	question := s.URL()
	s.Visit(question + "&interactivity=confirm_user")
	s.See(s.say("confirm.ask", "Name", "Jane"))
	s.reads("confirm")
	s.Follow(s.say("confirm.yes", "ScreenName", "jane"))
	s.Choose(s.say("choice.some"))
	s.Press(s.say("consent.allow"))
	s.See(s.say("said.no_album"))
	s.reads("consent again")
	s.Choose("Animals")
	s.Press(s.say("consent.allow"))
	s.See("Choose an album")
	s.Visit(question)
	s.See(s.say("dead.used"))
	s.reads("dead token")
}

func (s speaker) toTheEnd() {
	s.Visit(s.demo.Photos.URL + "/connections")
	s.See(s.say("connections.about"))
	s.Press(s.say("connections.change") + "…")
	s.reads("connections")
	s.Press(s.say("connections.revoke"))
	s.See(s.say("connections.revoked", "App", "printer"))
	s.See(s.say("connections.none"))
	s.reads("connections, none")
}

func (s speaker) refused() {
	s.Visit(s.demo.Photos.URL + "/oauth/authorize")
	s.See(s.say("token.how"))
	s.reads("token")
	s.Fill(s.say("token.code"), "nonsense")
	s.Press(s.say("token.go_on"))
	s.See(s.say("dead.unknown"))
	s.reads("unknown token")
	s.Press(s.say("frame.sign_out"))
	s.Visit(s.demo.Photos.URL + "/sign-up")
	s.See(s.say("signup.password_hint"))
	s.reads("sign-up")
}

// reads makes sure that anybody can read the page, in her language: axe-core finds nothing, and nothing sticks out.
func (s speaker) reads(name string) {
	s.t.Helper()
	if os.Getenv("ARTIFACTS") != "" {
		s.Shot(strings.NewReplacer(" ", "-", ",", "").Replace(s.speech.Language() + " " + name))
	}
	if !s.script {
		return
	}
	if lang, err := browser.Eval[string](s.Page, "document.documentElement.lang"); err != nil || lang != s.speech.Language() {
		s.t.Errorf("%s says that it is in %q (%v)", name, lang, err)
	}
	if wide, err := browser.Eval[int](s.Page, "document.documentElement.scrollWidth - innerWidth"); err != nil || wide > 0 {
		s.t.Errorf("%s is %d pixels too wide (%v)", name, wide, err)
	}
	axe, err := os.ReadFile("testdata/axe/axe.min.js")
	if err != nil {
		s.t.Fatal(err)
	}
	if _, err := browser.Eval[bool](s.Page, string(axe)+"\n;true"); err != nil {
		s.t.Fatalf("loading axe: %v", err)
	}
	found, err := browser.Eval[[]string](s.Page, `axe.run(document, { resultTypes: ["violations"],
		runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
	}).then(r => r.violations.map(v => v.id + ": " + v.help + v.nodes.map(n => "\n  " + n.html.slice(0, 300)).join("")))`)
	if err != nil || len(found) > 0 {
		s.t.Errorf("%s: %s (%v)", name, strings.Join(found, "\n"), err)
	}
}
