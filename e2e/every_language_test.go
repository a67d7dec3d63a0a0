package e2e

import (
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/templates"
)

// TestEveryPageInEveryLanguage looks at every page of photos as people of each
// language see it, in light and in dark colours: axe-core finds nothing, nothing
// sticks out of a phone, and what is English on a page in another language is
// marked as such, so that it is read out rightly. English itself is looked at by
// TestEveryPage and TestEveryNewPage.
func TestEveryPageInEveryLanguage(t *testing.T) {
	catalogues, err := words.Load(templates.Catalogues, "lang")
	if err != nil {
		t.Fatal(err)
	}
	demo := programs.Start(t)
	if tryKey(t, demo, consumerKey, consumerSecret) != 200 || tryKey(t, demo, consumerKey, "wrong") != 401 {
		t.Fatal("there is no request to look at")
	}
	for _, l := range catalogues.Languages() {
		if l.Code == words.Default {
			continue
		}
		t.Run(l.Code, func(t *testing.T) {
			w := &walker{visitor(t, demo), map[string]bool{}}
			w.Expect("404")
			w.Visit(demo.Photos.URL + "/sign-in")
			w.Pick("Language", l.Name)
			w.Press("Change")
			w.reads(l.Code, "/", "/sign-in", "/sign-up", "/oauth/authorize", "/credits", "/developers", "/developers/api",
				"/developers/samples", "/developers/try", "/workbench", "/nowhere")
			s := speaker{w.customer, catalogues.In(l.Code), true}
			s.signInAs("sam")
			w.reads(l.Code, w.developersPages()...)
			s.Press(s.say("frame.sign_out"))
			s.signInAs("jane")
			w.reads(l.Code, w.janesPages(s)...)
		})
	}
}

func (s speaker) signInAs(screenName string) {
	s.t.Helper()
	s.Visit(s.demo.Photos.URL + "/sign-in")
	s.Fill(s.say("signin.screen_name"), screenName)
	s.Fill(s.say("signin.password"), programs.Password)
	s.Press(s.say("signin.title"))
}

// developersPages are those of the printer's developer, one of them a request.
func (w *walker) developersPages() []string {
	w.t.Helper()
	app := "/developers/apps/" + consumerKey
	w.Visit(w.demo.Photos.URL + app + "/requests")
	return []string{"/developers/apps", "/developers/apps/new", app, app + "/edit", app + "/sandbox", app + "/requests", w.linkTo(app + "/requests/")}
}

// janesPages are those of a User who is asked, has allowed, and looks after her account.
func (w *walker) janesPages(s speaker) []string {
	w.t.Helper()
	printer := w.consumer(consumerKey, consumerSecret)
	question := strings.TrimPrefix(printer.AuthorizeURL(w.ask(printer)), w.demo.Photos.URL)
	link, err := printer.ApprovalURL(w.demo.Printer.URL + "/callback")
	if err != nil {
		w.t.Fatal(err)
	}
	w.Visit(link)
	approval := strings.TrimPrefix(w.URL(), w.demo.Photos.URL)
	allowed := printer.AuthorizeURL(w.ask(printer))
	w.Visit(allowed)
	s.Press(s.say("consent.allow"))
	s.See(s.say("pin.nobody_else"))
	pin := strings.TrimPrefix(w.URL(), w.demo.Photos.URL)
	w.Visit(w.demo.Photos.URL + "/albums")
	album := w.linkTo("/albums/")
	w.Visit(w.demo.Photos.URL + album)
	return []string{question, question + "&interactivity=confirm_user", approval, pin, "/connections", "/account", "/account/sign-ins",
		"/albums", album, w.linkTo("/photos/")}
}

// linkTo is the first link of the page that begins so.
func (w *walker) linkTo(prefix string) string {
	w.t.Helper()
	href, err := browser.Eval[string](w.Page, `document.querySelector('main a[href^="`+prefix+`"]').getAttribute("href")`)
	if err != nil {
		w.t.Fatalf("no link to %s: %v", prefix, err)
	}
	return href
}

// reads looks at pages, which say which language they are in.
func (w *walker) reads(code string, paths ...string) {
	w.t.Helper()
	for _, path := range paths {
		w.Visit(w.demo.Photos.URL + path)
		name, _, _ := strings.Cut(code+" "+path, "?")
		w.inspect(name)
		lang, err := browser.Eval[string](w.Page, "document.documentElement.lang")
		if err != nil || lang != code {
			w.t.Errorf("%s says that it is in %q (%v)", name, lang, err)
		}
		english, err := browser.Eval[bool](w.Page, englishUnmarked)
		if err != nil || english {
			w.t.Errorf("%s is in English and does not say so (%v)", name, err)
		}
	}
}

// englishUnmarked tells whether there are English sentences outside of what says that it is English. The words are such
// as no sentence in English does without, and none in the other languages has.
const englishUnmarked = `(() => {
	const words = /\b(the|your|with|which|this|and|that|from)\b/gi;
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	let said = "";
	for (let n = walk.nextNode(); n; n = walk.nextNode())
		if (!n.parentElement.closest('[lang="en"], [translate="no"], code, pre, script, option, .mono')) said += " " + n.data;
	return (said.match(words) || []).length > 1;
})()`
