package photos_test

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
	"example.net/oauth1/templates"
)

// accepting lets a browser send Accept-Language with everything.
func (b *browser) accepting(header string) *browser {
	client := *b.client
	client.Transport = accepting(header)
	return &browser{t: b.t, site: b.site, client: &client}
}

type accepting string

func (a accepting) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Accept-Language", string(a))
	return http.DefaultTransport.RoundTrip(r)
}

// choose makes the User's choice of a language with the form of a page.
func (b *browser) choose(p *page, language string) *page {
	b.t.Helper()
	return b.submit(p, "/language", url.Values{"language": {language}}).wants(p.status)
}

// language is what the page says of itself.
func (p *page) language() string {
	for n := range p.doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == "html" {
			return attr(n, "lang")
		}
	}
	return ""
}

func (p *page) speaks(language string) *page {
	p.t.Helper()
	if got := p.language(); got != language {
		p.t.Errorf("%s is in %q, want %q", p.url, got, language)
	}
	return p
}

func langpref(token oauthcore.RequestToken, list string) string {
	return "/oauth/authorize?oauth_token=" + url.QueryEscape(token.Token) + "&langpref=" + url.QueryEscape(list)
}

// S3.10: langpref is a list in the order of preference; the first language that there is counts.
func TestS3_10TheFirstLanguageThatWeHave(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	for list, want := range map[string]string{
		"xx|pl|en": "pl", "xx": "en", "it|pl": "pl", "de|pl": "de", "": "en", "en|pl": "en", "PL": "pl", "pl-PL|de": "pl", "|": "en",
		"xx|../../etc|<b>": "en",
	} {
		s.browser().get(langpref(s.requestToken(callback), list)).wants(http.StatusOK).speaks(want)
	}
}

// S3.10: the language goes with the User through sign-in and to the last page.
func TestS3_10TheLanguageStaysUntilTheEnd(t *testing.T) {
	s := open(t, nil)
	s.browser().signUp("jane")
	s.browser().signUp("sam")
	b := s.browser()
	token := s.requestToken("oob")
	p := b.get(langpref(token, "pl")+"&interactivity=confirm_user").wants(http.StatusOK, "Hasło").speaks("pl")
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {"wrong"}}).wants(http.StatusUnauthorized, "do siebie nie pasują").speaks("pl")
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(http.StatusOK, "jane – czy to Ty?")
	p = b.submit(p, "/sign-out", nil).wants(http.StatusOK, "Hasło").speaks("pl")
	p = b.submit(p, "/sign-in", url.Values{"screen_name": {"sam"}, "password": {password}}).wants(http.StatusOK).speaks("pl")
	if p.url.Query().Get("interactivity") == "confirm_user" {
		p = b.get(p.links("/oauth/authorize")[0])
	}
	p.wants(http.StatusOK, "Czy printer może oglądać Twoje zdjęcia?")
	b.decide(p, "allow").wants(http.StatusOK, "Wpisz ten PIN w aplikacji printer").speaks("pl")
	b.get("/connections").wants(http.StatusOK).speaks("pl")
	b.get("/oauth/authorize?oauth_token=unknown").wants(http.StatusNotFound, "start again").speaks("en")
	b.get("/connections").speaks("en")
}

// S3.10, and OAuth Core 1.0a section 6.1.1: a Consumer may say so with the Request Token, and with a signed address.
func TestS3_10TheLanguageThatAConsumerAsksFor(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane")
	polish := oauthcore.Param{Name: "xoauth_lang_pref", Value: "pl-pl"}
	jane.consent(s.requestToken(callback, polish)).wants(http.StatusOK, "Zezwól").speaks("pl")
	jane.accepting("de").consent(s.requestToken(callback, polish)).speaks("pl")
	jane.get(langpref(s.requestToken(callback, polish), "es")).wants(http.StatusOK, "Permitir").speaks("es")
	jane.get(langpref(s.requestToken(callback, polish), "xx")).speaks("pl")
	jane.get(s.signedLink(oauthcore.Param{Name: "langpref", Value: "xx|fr"})).wants(http.StatusOK, "Autoriser").speaks("fr")
	jane.get(s.signedLink(polish)).speaks("pl")
	jane.consent(s.requestToken(callback)).speaks("en")
}

func TestTheUsersOwnChoiceCountsMost(t *testing.T) {
	s := open(t, nil)
	jane := s.browser().signUp("jane").accepting("pl, en;q=0.5")
	p := jane.get(langpref(s.requestToken(callback), "es")).speaks("es")
	p = jane.choose(p, "de").wants(http.StatusOK, "Darf printer deine Fotos sehen?").speaks("de")
	jane.get(langpref(s.requestToken(callback), "fr")).speaks("de")
	jane.get("/sign-up").speaks("de")
	jane.choose(p, "fr").speaks("fr")
	jane.submit(p, "/language", url.Values{"language": {"xx"}}).wants(http.StatusBadRequest, "pas encore").speaks("fr")

	away := jane.submit(p, "/language", url.Values{"language": {"pl"}, "next": {"//evil.example/"}})
	if away.url.Host != p.url.Host {
		t.Errorf("the choice leads to %s", away.url)
	}
	sent := p.form("/language").fields
	sent.Set("language", "es")
	sent.Del("csrf_token")
	jane.post("/language", sent).wants(http.StatusForbidden).speaks("pl")
}

func TestABrowsersLanguage(t *testing.T) {
	s := open(t, nil)
	for header, want := range map[string]string{
		"pl": "pl", "de-AT,de;q=0.9,en;q=0.5": "de", "ja": "en", "": "en", "ja, fr;q=0.3": "fr", "en;q=0.2, es;q=0.9": "es",
	} {
		p := s.browser().accepting(header).get("/sign-in").speaks(want)
		if vary := strings.Join(p.header.Values("Vary"), ", "); !strings.Contains(vary, "Accept-Language") || !strings.Contains(vary, "Cookie") {
			t.Errorf("the page does not say what it depends on: %q", vary)
		}
	}
	// a program reads English, whoever sends it
	r := s.browser().accepting("pl").get("/api/token")
	r.wants(http.StatusUnauthorized)
	if strings.Contains(r.body, "ą") {
		t.Errorf("a refusal to a program is in Polish: %s", r.body)
	}
}

// tongue is a language with the sentences of its catalogue.
type tongue struct {
	code             string
	english, phrases map[string][]string // key: the sentence in each form
}

func tongues(t *testing.T) (list []tongue) {
	t.Helper()
	english := sentences(t, "en")
	for _, code := range []string{"de", "es", "fr", "pl"} {
		list = append(list, tongue{code, english, sentences(t, code)})
	}
	return list
}

func sentences(t *testing.T, code string) map[string][]string {
	t.Helper()
	text, err := fs.ReadFile(templates.Catalogues, "lang/"+code+".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for key, v := range raw {
		switch v := v.(type) {
		case string:
			out[key] = []string{v}
		case map[string]any:
			for _, form := range v {
				out[key] = append(out[key], form.(string))
			}
		}
	}
	return out
}

var value = regexp.MustCompile(`{{\.\w+}}`)

var patterns = map[string]*regexp.Regexp{}

// pattern finds a sentence on a page, whatever its values are.
func pattern(sentence string) *regexp.Regexp {
	if patterns[sentence] == nil {
		patterns[sentence] = newPattern(sentence)
	}
	return patterns[sentence]
}

func newPattern(sentence string) *regexp.Regexp {
	sentence = strings.Join(strings.Fields(strings.NewReplacer("*", "", "`", "", "[", "", "]", "").Replace(sentence)), " ")
	quoted := regexp.QuoteMeta(value.ReplaceAllString(strings.ReplaceAll(sentence, "{{.Count}}", "\x01"), "\x00"))
	return regexp.MustCompile("^" + strings.NewReplacer("\x00", ".+?", "\x01", `\d+`).Replace(quoted) + "$")
}

// texts are the pieces of text on a page, each between one block and the next, and what is read aloud.
func (p *page) texts() (texts []string) {
	inline := []string{"b", "a", "time", "kbd"}
	var piece strings.Builder
	var walk func(n *html.Node)
	end := func() {
		if text := strings.Join(strings.Fields(piece.String()), " "); text != "" {
			texts = append(texts, text)
		}
		piece.Reset()
	}
	walk = func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "script" {
			piece.WriteString(strings.TrimSuffix(n.Data, " · photos")) // in the title
		}
		block := n.Type == html.ElementNode && !slices.Contains(inline, n.Data)
		if block {
			end()
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
		if block {
			end()
		}
		for _, name := range []string{"data-system", "data-light", "data-dark", "data-cancelled", "data-failed", "placeholder"} {
			if text := strings.Join(strings.Fields(attr(n, name)), " "); text != "" {
				texts = append(texts, text)
			}
		}
	}
	walk(p.doc)
	return texts
}

// hasNo finds English on a page in another language: no text of it may be a sentence of the English catalogue, unless it
// is one of the other catalogue too.
func (p *page) hasNo(l tongue) {
	p.t.Helper()
	p.speaks(l.code)
	for _, text := range p.texts() {
		for key, english := range l.english {
			if key == "language.name" || slices.Equal(english, l.phrases[key]) || !oneOf(english, text) || valueOnly(english) {
				continue
			}
			if !slices.ContainsFunc(allOf(l.phrases), func(s string) bool { return !valueOnly([]string{s}) && pattern(s).MatchString(text) }) {
				p.t.Errorf("%s in %s still says %q (%s)", p.url.Path, l.code, text, key)
			}
		}
	}
}

var words = regexp.MustCompile(`\pL{3}`)

// valueOnly holds what would be found in anything.
func valueOnly(sentences []string) bool {
	return !words.MatchString(value.ReplaceAllString(sentences[0], ""))
}

func oneOf(sentences []string, text string) bool {
	return slices.ContainsFunc(sentences, func(s string) bool { return pattern(s).MatchString(text) })
}

func allOf(phrases map[string][]string) (all []string) {
	for _, s := range phrases {
		all = append(all, s...)
	}
	return all
}

// says looks for the sentence of a key.
func (p *page) says(l tongue, keys ...string) *page {
	p.t.Helper()
	texts := p.texts()
	for _, key := range keys {
		found := slices.ContainsFunc(texts, func(text string) bool { return oneOf(l.phrases[key], text) })
		if len(l.phrases[key]) == 0 || !found {
			p.t.Errorf("%s in %s does not say %s, %q:\n%q", p.url.Path, l.code, key, l.phrases[key], texts)
		}
	}
	p.hasNo(l)
	return p
}

func TestTheWholeWayInEachLanguage(t *testing.T) {
	for _, l := range tongues(t) {
		t.Run(l.code, func(t *testing.T) {
			now := time.Now()
			s := open(t, func(c *photos.Config) {
				c.Seed, c.PrinterURL = "demo", "http://localhost:8081"
				c.Now = func() time.Time { return now }
			})
			w := way{s, s.browser().accepting(l.code), l}
			w.toTheAccount()
			w.toTheAnswer()
			w.toThePIN()
			w.inOneStep()
			w.tooLate(func() { now = now.Add(2 * time.Hour) })
		})
	}
}

// way is walked by somebody who speaks one language.
type way struct {
	*site
	jane *browser
	tongue
}

func (w way) toTheAccount() {
	up := w.jane.get("/sign-up").says(w.tongue, "signup.title", "signup.password_hint", "signup.have", "frame.about", "colours.dark")
	for key, try := range map[string]url.Values{
		"said.screen_name":    {"screen_name": {"s"}, "password": {password}},
		"said.password_short": {"screen_name": {"clara"}, "password": {"short"}},
		"said.password_long":  {"screen_name": {"clara"}, "password": {strings.Repeat("x", 1001)}},
		"said.name_long":      {"screen_name": {"clara"}, "password": {password}, "name": {strings.Repeat("x", 101)}},
		"said.taken":          {"screen_name": {"jane"}, "password": {password}},
	} {
		w.jane.submit(up, "/sign-up", try).says(w.tongue, key)
	}
	in := w.jane.get("/sign-in").says(w.tongue, "signin.screen_name", "signin.new", "signin.host", "signin.demo")
	w.jane.submit(in, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {"wrong"}}).says(w.tongue, "said.wrong")
	in.form("/sign-in").fields.Set("csrf_token", "")
	w.jane.post("/sign-in", nil).wants(http.StatusForbidden).says(w.tongue, "said.form", "error.forbidden", "back.home")
	for range 10 {
		w.jane.submit(in, "/sign-in", url.Values{"screen_name": {"nobody"}, "password": {"wrong"}})
	}
	w.jane.submit(in, "/sign-in", url.Values{"screen_name": {"nobody"}, "password": {"wrong"}}).
		wants(http.StatusTooManyRequests).says(w.tongue, "said.often")
}

func (w way) toTheAnswer() {
	token := w.requestToken(callback)
	in := w.jane.consent(token).says(w.tongue, "signin.for", "signin.password")
	consent := w.jane.submit(in, "/sign-in", url.Values{"screen_name": {"jane"}, "password": {"photos-demo"}}).
		says(w.tongue, "consent.ask_read", "consent.verified", "consent.may_read", "consent.not_add", "choice.all", "photos",
			"duration.ever", "consent.narrow", "consent.allow", "consent.deny", "consent.returns", "consent.signed_in", "consent.other")
	w.jane.get(consent.form("/sign-out").fields.Get("next")+"&interactivity=confirm_user").says(w.tongue, "confirm.ask", "confirm.why", "confirm.yes")
	w.jane.get("/oauth/authorize?oauth_token=x&interactivity=y").says(w.tongue, "said.interactivity", "error.other")
	f := consent.form("/oauth/authorize").fields
	send := func(name, value string) *page {
		sent := url.Values{"decision": {"allow"}, "albums": {"all"}}
		for k, v := range f {
			sent[k] = v
		}
		sent.Set(name, value)
		return w.jane.post("/oauth/authorize", sent)
	}
	send("albums", "some").wants(http.StatusUnprocessableEntity).says(w.tongue, "said.no_album", "consent.allow")
	send("duration", "forever").wants(http.StatusUnprocessableEntity).says(w.tongue, "said.how_long")
	send("decision", "maybe").says(w.tongue, "said.answer")
	send("user_id", "1").says(w.tongue, "said.somebody_else")
	send("duration", "month").returned()
	w.jane.consent(token).says(w.tongue, "dead.title", "dead.used", "back.app")
	w.jane.consent(oauthcore.RequestToken{Token: "unknown"}).says(w.tongue, "dead.unknown_title", "dead.unknown", "back.home")
}

func (w way) toThePIN() {
	w.jane.get("/oauth/authorize").says(w.tongue, "token.title", "token.how", "token.code", "token.go_on")
	w.jane.get("/connections").says(w.tongue, "connections.none", "connections.none_text")
	token := w.requestToken("oob", oauthcore.Param{Name: "perms", Value: "upload"})
	consent := w.jane.consent(token).says(w.tongue, "consent.ask_upload", "consent.may_upload", "consent.may_only_read", "consent.not_change", "consent.pin")
	pin := w.jane.decide(consent, "allow").says(w.tongue, "pin.type", "pin.nobody_else", "pin.end")
	verifier := regexp.MustCompile(`id="pin">([^<]+)<`).FindStringSubmatch(pin.body)[1]
	if _, _, err := w.consumer().AccessToken(w.t.Context(), token, oauthcore.NormalizePIN(verifier)); err != nil {
		w.t.Fatal(err)
	}
	denied := w.requestToken("oob")
	w.jane.decide(w.jane.consent(denied), "deny").says(w.tongue, "denied.title", "denied.no", "denied.over", "back.app")
	w.jane.consent(denied).says(w.tongue, "dead.denied")

	list := w.jane.get("/connections").says(w.tongue, "connections.about", "connections.may_upload", "connections.all_albums",
		"connections.until_revoked", "connections.never", "connections.uses", "connections.at_once", "choice.which", "app.verified", "date.when")
	w.jane.submit(list, "/connections/albums", url.Values{"albums": {"some"}}).says(w.tongue, "said.no_album")
	w.jane.submit(list, "/connections/albums", url.Values{"albums": {"all"}}).says(w.tongue, "connections.changed")
	w.jane.submit(list, "/connections/revoke", nil).says(w.tongue, "connections.revoked")
	w.jane.submit(list, "/connections/albums", nil).says(w.tongue, "connections.meanwhile")
	w.jane.get("/oauth/pin?oauth_token=x").wants(http.StatusNotFound).says(w.tongue, "said.nothing", "error.not_found")
}

func (w way) inOneStep() {
	link := w.signedLink()
	consent := w.jane.get(link).says(w.tongue, "consent.ask_read")
	if !strings.Contains(consent.text(), strings.SplitN(w.phrases["consent.signed_link"][0], "}}", 2)[1]) {
		w.t.Errorf("in %s it is not said that there is no token", w.code)
	}
	w.jane.get(link).wants(http.StatusGone).says(w.tongue, "link.used_title", "link.used")
	w.jane.get(link+"x").says(w.tongue, "link.title", "link.wrong")
	w.jane.submit(consent, consent.url.Path, url.Values{"decision": {"deny"}}).returned()
	w.jane.get(consent.url.Path).wants(http.StatusGone).says(w.tongue, "dead.answered")
	w.jane.get("/oauth/approve/x").wants(http.StatusNotFound).says(w.tongue, "dead.elsewhere")
}

func (w way) tooLate(pass func()) {
	token, link := w.requestToken(callback), w.signedLink()
	pass()
	w.jane.consent(token).wants(http.StatusGone).says(w.tongue, "dead.expired")
	w.jane.get(link).says(w.tongue, "link.expired_title", "link.expired")
}
