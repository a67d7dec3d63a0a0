package photos_test

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
	"example.net/oauth1/photos/gate"
	"example.net/oauth1/photos/requestlog"
)

// answer sends a signed request and answers what came.
func (f *frame) answer(path string) (*http.Response, oauthcore.Code) {
	f.t.Helper()
	answer, err := f.signer.Client(f.access).Get(f.url + path)
	if err != nil {
		f.t.Fatal(err)
	}
	answer.Body.Close()
	if p := oauthcore.ReadProblem(answer, nil); p != nil {
		return answer, p.Code
	}
	return answer, ""
}

func TestAConsumerThatAsksTooOftenWaits(t *testing.T) {
	now := time.Now()
	f := openFrame(t, open(t, func(c *photos.Config) { c.ConsumerRate, c.Now = 5, func() time.Time { return now } }))
	now = now.Add(time.Minute)
	wrong := f.signer
	wrong.Secret = "guessed"
	for range 20 { // what others sign in its name does not count
		f.wantsCode(wrong, oauthcore.SignatureInvalid)
	}
	for i := range 5 {
		if answer, code := f.answer("/api/token"); code != "" {
			t.Fatalf("request %d is refused: %s, %d", i, code, answer.StatusCode)
		}
	}
	answer, code := f.answer("/api/token")
	if seconds, _ := strconv.Atoi(answer.Header.Get("Retry-After")); code != oauthcore.ConsumerKeyRefused || answer.StatusCode != 503 || seconds < 1 {
		t.Fatalf("one too many is answered %d, %q, Retry-After %q", answer.StatusCode, code, answer.Header.Get("Retry-After"))
	}
	s := f.site
	s.wantsCode(*s.consumer(), "") // another Consumer need not wait
	now = now.Add(time.Second)
	if _, code := f.answer("/api/token"); code != "" {
		t.Errorf("after waiting it is refused: %s", code)
	}
}

func TestAnAddressThatAsksTooOftenWaits(t *testing.T) {
	now := time.Now()
	s := open(t, func(c *photos.Config) { c.AddressRate, c.Now = 4, func() time.Time { return now } })
	wrong := *s.consumer()
	wrong.Secret = "guessed"
	for range 4 {
		s.wantsCode(wrong, oauthcore.SignatureInvalid)
	}
	s.wantsCode(wrong, oauthcore.ConsumerKeyRefused)
	s.wantsCode(*s.consumer(), oauthcore.ConsumerKeyRefused)
	s.browser().get("/developers").wants(http.StatusOK) // pages are not concerned
	now = now.Add(time.Second)
	s.wantsCode(*s.consumer(), "")
}

// switches sets the sandbox of the Consumer through its page.
func (f *frame) switches(fields url.Values) *page {
	f.t.Helper()
	return f.sam.submit(f.sam.get("/developers/apps/"+f.key+"/sandbox"), "/sandbox", fields)
}

// Each switch leads to exactly the refusal that the documentation says, for that Consumer alone, and off means off.
func TestEachSwitchHasItsRefusal(t *testing.T) {
	now := time.Now()
	f := openFrame(t, open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } }))
	now = now.Add(time.Minute) // the token has an age
	values := map[string][]string{"clock": {"30", "-30"}, "nonces": {"100"}, "expire": {"60"}, "busy": {"1"}}
	for _, sw := range gate.Switches {
		f.sam.get("/developers").wants(http.StatusOK, sw.What, string(sw.Code), sw.When)
		if sw.Field == "slow" {
			continue // photos/gate.TestAnAnswerThatTakesTooLongIsRefused, whose time passes by itself
		}
		if len(values[sw.Field]) == 0 {
			t.Errorf("nobody tries %q", sw.Field)
		}
		for _, value := range values[sw.Field] {
			f.switchLeadsTo(sw, value)
		}
	}
}

func (f *frame) switchLeadsTo(sw gate.Switch, value string) {
	f.t.Helper()
	f.switches(url.Values{sw.Field: {value}}).wants(http.StatusOK, "Switched on")
	answer, code := f.answer("/api/token")
	if code != sw.Code || answer.StatusCode != sw.Status || (sw.Status == 503) != (answer.Header.Get("Retry-After") != "") {
		f.t.Errorf("%s=%s: answered %d %q, Retry-After %q, want %d %q", sw.Field, value, answer.StatusCode, code, answer.Header.Get("Retry-After"), sw.Status, sw.Code)
	}
	if sw.Field != "expire" { // which concerns tokens alone
		f.wantsCode(f.signer, sw.Code)
	}
	f.site.wantsCode(*f.consumer(), "")
	wrong := f.signer
	wrong.Secret = "guessed"
	if code := f.works(wrong); code != oauthcore.SignatureInvalid && sw.Code != oauthcore.TimestampRefused {
		f.t.Errorf("%s=%s: a stranger learns %q", sw.Field, value, code)
	}
	f.switches(url.Values{"off": {"1"}}).wants(http.StatusOK, "Everything works again")
	if _, code := f.answer("/api/token"); code != "" {
		f.t.Errorf("%s=%s: switched off, it is refused with %q", sw.Field, value, code)
	}
}

func TestTokensGrowOldEarly(t *testing.T) {
	now := time.Now()
	f := openFrame(t, open(t, func(c *photos.Config) { c.Now = func() time.Time { return now } }))
	f.switches(url.Values{"expire": {"60"}}).wants(http.StatusOK, "Switched on")
	if _, code := f.answer("/api/token"); code != "" {
		t.Errorf("too early: %q", code)
	}
	now = now.Add(time.Minute)
	if _, code := f.answer("/api/token"); code != oauthcore.TokenExpired {
		t.Errorf("too late: %q", code)
	}
	f.switches(nil).wants(http.StatusOK)
	f.switches(url.Values{"off": {"1"}})
	if _, code := f.answer("/api/token"); code != "" {
		t.Errorf("the token is harmed: %q", code)
	}
}

func TestASlowAnswerIsTheSame(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.switches(url.Values{"slow": {"80"}}).wants(http.StatusOK, "Switched on")
	began := time.Now()
	if _, code := f.answer("/api/token"); code != "" || time.Since(began) < 80*time.Millisecond {
		t.Errorf("answered %q after %s", code, time.Since(began))
	}
	if e := f.entries(requestlog.Filter{Path: "/api/token"})[0]; e.DurationMS < 80 {
		t.Errorf("the log says %.1f ms", e.DurationMS)
	}
}

// A Consumer that adds the difference to its clock dances as if nothing were wrong, for the wrong clock is looked at
// for its timestamp alone.
func TestAWrongClockCanBeFollowed(t *testing.T) {
	for _, minutes := range []string{"-90", "90"} {
		f := openFrame(t, open(t, nil))
		f.switches(url.Values{"clock": {minutes}}).wants(http.StatusOK)
		answer, err := f.signer.Client(f.access).Get(f.url + "/api/token")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		p := oauthcore.ReadProblem(answer, nil)
		earliest, latest, found := p.AcceptableTimestamps()
		date, err := http.ParseTime(answer.Header.Get("Date"))
		if !found || err != nil || date.Unix() < earliest || date.Unix() > latest {
			t.Fatalf("told %v, %v: %v", p, date, err)
		}
		off := time.Until(time.Unix((earliest+latest)/2, 0))
		f.signer.Now = func() time.Time { return time.Now().Add(off) }
		token, err := f.signer.RequestToken(t.Context(), callback)
		if err != nil {
			t.Fatal(minutes, err)
		}
		back := f.sam.get("/oauth/authorize?oauth_token=" + token.Token)
		if back.status != http.StatusSeeOther {
			back = f.sam.decide(back, "allow")
		}
		access, _, err := f.signer.AccessToken(t.Context(), token, back.returned().Get("oauth_verifier"))
		if err != nil {
			t.Fatal(minutes, err)
		}
		f.access = access
		if _, code := f.answer("/api/token"); code != "" {
			t.Errorf("%s: the token is refused: %q", minutes, code)
		}
	}
}

// The switches outlive a restart, and end with their Consumer.
func TestSwitchesAreKept(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.switches(url.Values{"busy": {"1"}, "nonces": {"20"}})
	kept, err := f.Store.Faults(t.Context())
	if err != nil || !kept[f.key].Busy || kept[f.key].Nonces != 20 {
		t.Fatal(kept, err)
	}
	f.sam.get("/developers/apps/"+f.key+"/sandbox").wants(http.StatusOK, "Something is switched on")
	for _, wrong := range []url.Values{{"clock": {"1441"}}, {"nonces": {"101"}}, {"slow": {"20001"}}, {"expire": {"-1"}}, {"clock": {"much"}}} {
		f.switches(wrong).wants(http.StatusUnprocessableEntity)
	}
	f.sam.submit(f.sam.get("/developers/apps/"+f.key), "/delete", url.Values{"sure": {"1"}})
	if kept, err = f.Store.Faults(t.Context()); err != nil || len(kept) != 0 {
		t.Error("they outlive their Consumer", kept, err)
	}
}
