package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/lessons"
	"example.net/oauth1/photos/requestlog"
)

// play sends the live example of a lesson.
func (b *browser) play(lesson string, fields url.Values) *page {
	b.t.Helper()
	return b.submit(b.get("/learn/"+lesson), "/learn/"+lesson+"#sent", fields)
}

// Every change of every example can be played by anybody, and its page shows the answer that the lesson speaks of.
// Nothing of it reaches what photos really remembers.
func TestEveryLiveExample(t *testing.T) {
	s := open(t, nil)
	b := s.browser()
	for _, lesson := range lessons.Lessons() {
		b.get("/learn/"+lesson.ID).wants(200, lesson.Title, lesson.Idea)
		if lesson.Example == nil {
			continue
		}
		for _, change := range lesson.Changes {
			p := b.play(lesson.ID, url.Values{"change": {change.ID}}).wants(200, change.Remark, "HTTP/1.1")
			if change.Problem != "" && !strings.Contains(p.text(), `oauth_problem="`+string(change.Problem)+`"`) {
				t.Errorf("%s, %s does not show %s", lesson.ID, change.ID, change.Problem)
			}
		}
		b.play(lesson.ID, url.Values{"change": {"everything"}}).wants(400, "Choose one")
		b.play(lesson.ID, url.Values{"change": {lesson.Changes[0].ID}, "app": {"dpf43f3p2l4k3l03"}}).wants(404)
	}
	b.get("/learn/nothing").wants(404)
	b.get("/learn/exercises/nothing").wants(404)
	b.post("/learn/photo", url.Values{"change": {"nothing"}}).wants(403)
	b.post("/learn/password", url.Values{"csrf_token": {b.get("/learn/photo").form("#sent").fields.Get("csrf_token")}}).wants(404)
}

// A developer sends as a Consumer of her own: photos itself answers, and its log has it. No secret is on the page.
func TestLiveExampleWithOnesOwnConsumer(t *testing.T) {
	f := openFrame(t, open(t, nil))
	for _, lesson := range lessons.Lessons() {
		if lesson.Example == nil || !lesson.Own {
			continue
		}
		for _, change := range lesson.Changes {
			before := len(f.entries(requestlog.Filter{}))
			p := f.sam.play(lesson.ID, url.Values{"change": {change.ID}, "app": {f.key}}).wants(200, change.Remark)
			if change.Problem != "" && !strings.Contains(p.text(), `oauth_problem="`+string(change.Problem)+`"`) {
				t.Errorf("%s, %s does not show %s:\n%s", lesson.ID, change.ID, change.Problem, p.text())
			}
			if strings.Contains(p.body, f.signer.Secret) {
				t.Errorf("%s, %s shows the Consumer Secret", lesson.ID, change.ID)
			}
			after := f.entries(requestlog.Filter{})
			if change.Problem != oauthcore.ConsumerKeyUnknown && (len(after) <= before || after[0].Problem != string(change.Problem)) {
				t.Errorf("%s, %s: the log has %d entries more, the newest %q", lesson.ID, change.ID, len(after)-before, after[0].Problem)
			}
		}
	}
	p := f.sam.play("request-token", url.Values{"change": {"nothing"}, "app": {f.key}}).wants(200, "oauth_callback_confirmed=true")
	if _, answer, _ := strings.Cut(p.text(), "oauth_token_secret="); !strings.HasPrefix(answer, "~") {
		t.Errorf("a Token Secret of a real Request Token is shown: %.20s", answer)
	}
	f.browser().signUp("jane").play("nonce", url.Values{"change": {"nothing"}, "app": {f.key}}).wants(404)
}

// Where photos lives below a path, its own handler is asked there.
func TestLiveExampleBelowAPath(t *testing.T) {
	s := open(t, func(c *photos.Config) { c.URL += "/sub" })
	b := s.browser()
	b.submit(b.get("/sub/sign-up"), "/sign-up", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(200)
	frame := url.Values{"name": {"Frame"}, "callbacks": {"http://printer.example.com/"}}
	key, _ := b.submit(b.get("/sub/developers/apps/new"), "/developers/apps", frame).secret()
	for _, app := range []string{"", key} {
		p := b.submit(b.get("/sub/learn/base-string"), "/learn/base-string#sent", url.Values{"change": {"nothing"}, "app": {app}})
		p.wants(200, "GET /sub/api/consumer", "Your key and signature work")
	}
}

// tries presses a button of an exercise's page.
func (b *browser) tries(exercise string, fields url.Values) *page {
	b.t.Helper()
	p := b.get("/learn/exercises/" + exercise)
	fields.Set("csrf_token", p.form("/language").fields.Get("csrf_token"))
	return b.post("/learn/exercises/"+exercise, fields)
}

// Without an account: take a key, change the request that stands there, send it.
func TestExercisesInTheSandbox(t *testing.T) {
	b := open(t, nil).browser()
	b.tries("right", url.Values{"do": {"send"}, "raw": {"GET / HTTP/1.1\n\n"}}).wants(422, "Take a new one")
	b.tries("right", url.Values{"do": {"key"}}).wants(200, "Consumer Secret")
	for _, c := range []struct{ id, old, new, wrong string }{
		{"right", "", "", "status 400, parameter_absent"},
		{"parameter_absent", "oauth_nonce=", "xoauth_nonce=", "had nothing against"},
		{"version_rejected", `version="1.0"`, `version="1.1"`, "had nothing against"},
		{"parameter_rejected", "oauth_version=", `oauth_colour="red", oauth_version=`, "had nothing against"},
		{"timestamp_refused", `timestamp="`, `timestamp="1`, "had nothing against"},
		{"token_rejected", `oauth_token="`, `oauth_token="x`, "had nothing against"},
	} {
		raw := b.get("/learn/exercises/" + c.id).element("raw")
		wrong := raw
		if c.id == "right" {
			wrong = strings.Replace(raw, "oauth_nonce=", "xoauth_nonce=", 1)
		}
		if p := b.tries(c.id, url.Values{"do": {"send"}, "raw": {wrong}}).wants(200, c.wrong); strings.Contains(p.text(), "solved") {
			t.Errorf("%s counts as solved: %s", c.id, p.text())
		}
		raw = b.get("/learn/exercises/" + c.id).element("raw")
		b.tries(c.id, url.Values{"do": {"send"}, "raw": {strings.Replace(raw, c.old, c.new, 1)}}).wants(200, "Solved.")
		b.get("/learn/exercises/"+c.id).wants(200, "solved")
	}
	b.get("/learn").wants(200, "You have solved 6 of 9")
	b.get("/learn/exercises").wants(200, "solved")
	b.tries("right", url.Values{"do": {"send"}, "raw": {"who knows"}}).wants(200, "Give the address that was asked for")
}

// What takes two steps: the same bytes twice, and a token before and after its end.
func TestExercisesInTwoSteps(t *testing.T) {
	b := open(t, nil).browser()
	b.tries("nonce_used", url.Values{"do": {"key"}}).wants(200)
	raw := b.get("/learn/exercises/nonce_used").element("raw")
	b.tries("nonce_used", url.Values{"do": {"send"}, "raw": {raw}}).wants(200, "It should say nonce_used")
	b.tries("nonce_used", url.Values{"do": {"send"}, "raw": {raw}}).wants(200, "Solved.")

	raw = b.get("/learn/exercises/token_revoked").element("raw")
	b.tries("token_revoked", url.Values{"do": {"send"}, "raw": {raw}}).wants(200, "It should say token_revoked", "picture vacation.jpg of jane")
	b.tries("token_revoked", url.Values{"do": {"end"}}).wants(200, "Jane has ended the permission")
	raw = b.get("/learn/exercises/token_revoked").element("raw")
	b.tries("token_revoked", url.Values{"do": {"send"}, "raw": {raw}}).wants(200, "Solved.")
}

// With a Consumer of her own the learner sends from wherever she likes, and the request log is looked at.
func TestExercisesInTheRequestLog(t *testing.T) {
	now := time.Now()
	f := openFrame(t, open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } }))
	look := func(id string) *page {
		return f.sam.tries(id, url.Values{"do": {"log"}, "app": {f.key}}).wants(http.StatusOK)
	}
	look("nonce_used").wants(200, "It should say nonce_used")
	request := f.signed("GET", "/api/token", "")
	f.sends(request)
	f.sends(request)
	look("nonce_used").wants(200, "Solved.", "in the request log")
	look("right").wants(200, "Solved.")

	look("port").wants(200, "Not yet: photos says nonce_used")
	bad := f.signed("GET", "/api/token", "")
	bare, _ := http.NewRequest("GET", "http://127.0.0.1/api/token", nil)
	if err := f.signer.Sign(bare, f.access.Token, f.access.Secret); err != nil {
		t.Fatal(err)
	}
	bad.Header = bare.Header
	f.sends(bad)
	look("port").wants(200, "Solved.")

	look("token_revoked").wants(200, "Not yet: photos says signature_invalid")
	f.sends(f.signed("POST", "/oauth/revoke", ""))
	f.send("GET", "/api/token")
	look("token_revoked").wants(200, "Solved.")

	now = now.Add(2 * time.Hour)
	look("parameter_absent").wants(200, "in the last hour")
	f.browser().signUp("jane").tries("right", url.Values{"do": {"log"}, "app": {f.key}}).wants(404)
}

// Whoever has a seat in a workshop has no account, and her Consumer all the same.
func TestExercisesFromASeat(t *testing.T) {
	s := open(t, nil)
	leader := s.browser().signUp("sam")
	room := leader.submit(leader.get("/workshops"), "/workshops", url.Values{"name": {"Monday"}}).wants(http.StatusOK)
	code := room.url.Path[strings.LastIndex(room.url.Path, "/")+1:]
	anna := s.browser()
	seat := anna.submit(anna.get("/join/"+code), "/join/"+code, url.Values{"name": {"Anna"}, "callback": {"http://localhost:9000/"}}).wants(http.StatusOK)
	key := seat.element("seat-key")
	anna.play("nonce", url.Values{"change": {"again"}, "app": {key}}).wants(200, "It is the nonce that has been seen.")
	anna.get(seat.url.Path).wants(200, "nonce_used")
	anna.tries("nonce_used", url.Values{"do": {"log"}, "app": {key}}).wants(200, "apart from what the lessons have sent")
	request, err := http.NewRequest("GET", s.url+"/api/consumer", nil)
	if err != nil {
		t.Fatal(err)
	}
	consumer := oauthcore.Consumer{Key: key, Secret: seat.element("seat-secret")}
	if err := consumer.Sign(request, "", ""); err != nil {
		t.Fatal(err)
	}
	s.sends(request)
	anna.tries("nonce_used", url.Values{"do": {"log"}, "app": {key}}).wants(200, "It should say nonce_used")
	s.sends(request)
	anna.tries("nonce_used", url.Values{"do": {"log"}, "app": {key}}).wants(200, "Solved.")
	s.browser().tries("nonce_used", url.Values{"do": {"log"}, "app": {key}}).wants(404)
	leader.submit(leader.get(room.url.Path), "/reset", nil).wants(200)
	anna.get("/learn/exercises/nonce_used").wants(200, "solved")
	anna.tries("nonce_used", url.Values{"do": {"log"}, "app": {key}}).wants(404)
}

// Every link of the lessons leads somewhere, signed in or not.
func TestLinksOfTheLessons(t *testing.T) {
	s := open(t, nil)
	for _, b := range []*browser{s.browser(), s.browser().signUp("jane")} {
		b.tries("right", url.Values{"do": {"key"}})
		asked, waiting := map[string]bool{}, []string{"/learn"}
		for len(waiting) > 0 {
			path := waiting[0]
			waiting = waiting[1:]
			path, _, _ = strings.Cut(path, "#")
			if asked[path] {
				continue
			}
			asked[path] = true
			p := b.get(path)
			if p.status != http.StatusOK {
				t.Errorf("%s is answered %d", path, p.status)
			}
			if strings.HasPrefix(path, "/learn") {
				waiting = append(waiting, p.links("/")...)
			}
		}
		if len(asked) < 30 {
			t.Errorf("only %d addresses were found", len(asked))
		}
	}
	s.browser().get("/developers").wants(200, "Lessons")
}
