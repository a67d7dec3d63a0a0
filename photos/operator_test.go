package photos_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// What was asked for goes to the standard output, so that a script can read it; what went wrong does not.
func TestAnswersAndErrorsAreKeptApart(t *testing.T) {
	env := map[string]string{"PHOTOS_DATA": t.TempDir()}
	for _, args := range [][]string{
		{"-h"}, {"user", "add", "anna", "--password", password}, {"consumer", "add", "Frame", "--out-of-band"}, {"check"}, {"reset", "--yes"},
	} {
		if status, said, problem := run(env, args...); status != 0 || said == "" || problem != "" {
			t.Errorf("%v ends with %d, answers %q, and complains %q", args, status, said, problem)
		}
	}
	for _, args := range [][]string{{"fly"}, {"consumer", "verify", "nobody"}, {"consumer", "add", "Frame"}} {
		status, said, problem := run(env, args...)
		if status != 1 || said != "" || strings.Count(problem, "\n") != 1 || strings.Count(problem, "photos: ") != 1 {
			t.Errorf("%v ends with %d, answers %q, and complains %q", args, status, said, problem)
		}
	}
}

// serving is a photos that serves, and the environment of a command in another shell.
func serving(t *testing.T) (s *site, env map[string]string) {
	t.Helper()
	data := t.TempDir()
	s = open(t, func(c *photos.Config) { c.Data = data })
	c := photos.Config{Data: data}
	database(t, &c)
	return s, map[string]string{"PHOTOS_DATA": data, "PHOTOS_DATABASE": c.Database, "PHOTOS_SECRET_KEY": c.SecretKey}
}

var printed = regexp.MustCompile(`^consumer key     (\S+)\nconsumer secret  (\S+)\n$`)

// Commands work while photos serves: it knows a new User and a new Consumer at once, and what is said of a Consumer that
// it has in memory very soon. A nonce that was used stays used.
func TestCommandsWorkWhilePhotosServes(t *testing.T) {
	each(t, func(t *testing.T) {
		s, env := serving(t)
		used := s.signedOnce(*s.consumer())
		if status, said := command(env, "user", "add", "anna", "--password", password); status != 0 {
			t.Fatal(said)
		}
		s.browser().trySignIn("anna", password).wants(http.StatusOK, "Albums")
		status, said, problem := run(env, "consumer", "add", "Frame", "--out-of-band", "--token-lifetime=1h")
		found := printed.FindStringSubmatch(said)
		if status != 0 || found == nil || problem != "" {
			t.Fatalf("it ends with %d and says %q %q", status, said, problem)
		}
		frame := oauthcore.Consumer{Key: found[1], Secret: found[2]}
		s.wantsCode(frame, "")
		if status, said := command(env, "consumer", "bar", frame.Key); status != 0 || !strings.Contains(said, "Frame is barred") {
			t.Fatal(said)
		}
		s.soon(func() bool { return s.works(frame) == oauthcore.ConsumerKeyRejected })
		command(env, "consumer", "bar", "--undo", frame.Key)
		s.soon(func() bool { return s.works(frame) == "" })
		if status, said := command(env, "check"); status != 0 {
			t.Error(said)
		}
		if status, said := command(env, "reset", "--yes"); status != 1 || !strings.Contains(said, "another running program uses it") {
			t.Errorf("reset ends with %d and says %s", status, said)
		}
		if got := s.sends(used); got != oauthcore.NonceUsed {
			t.Errorf("a request is accepted twice: %q", got)
		}
	})
}

// signedOnce is a request that was accepted.
func (s *site) signedOnce(c oauthcore.Consumer) *http.Request {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.url+"/api/consumer", nil)
	if err == nil {
		err = c.Sign(r, "", "")
	}
	if err != nil {
		s.t.Fatal(err)
	}
	if code := s.sends(r); code != "" {
		s.t.Fatalf("refused with %q", code)
	}
	return r
}

func (s *site) sends(r *http.Request) oauthcore.Code {
	s.t.Helper()
	answer, err := http.DefaultClient.Do(r.Clone(s.t.Context()))
	if err != nil {
		s.t.Fatal(err)
	}
	answer.Body.Close()
	if p := oauthcore.ReadProblem(answer, nil); p != nil {
		return p.Code
	}
	return ""
}

// soon waits until something is so.
func (s *site) soon(so func() bool) {
	s.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(30 * time.Second); !so(); {
		select {
		case <-tick.C:
		case <-late:
			s.t.Fatal("it never comes to be so")
		}
	}
}

// A guest with another key would seal what nobody could open.
func TestAGuestHasTheSameKey(t *testing.T) {
	each(t, func(t *testing.T) {
		s, env := serving(t)
		s.consumer() // whose secret lies sealed
		env["PHOTOS_SECRET_KEY"] = strings.Repeat("another key ", 5)
		if status, said := command(env, "consumer", "add", "Frame", "--out-of-band"); status != 1 || !strings.Contains(said, "PHOTOS_SECRET_KEY must be the one") {
			t.Errorf("with another key it ends with %d and says %s", status, said)
		}
	})
}

// What photos has barred stays barred, whatever its developer does; what she suspended herself she resumes.
func TestADeveloperCannotLiftABar(t *testing.T) {
	f := openFrame(t, open(t, nil))
	app := "/developers/apps/" + f.key
	if err := f.Store.Bar(t.Context(), f.key, true); err != nil {
		t.Fatal(err)
	}
	f.wantsCode(f.signer, oauthcore.ConsumerKeyRejected)
	f.sam.get(app).wants(http.StatusOK, "Barred", "We have barred this application")
	for _, action := range []string{"/suspend", "/resume", "/secret/end"} {
		f.sam.post(app+action, url.Values{"csrf_token": {f.sam.get(app).form("/sign-out").fields.Get("csrf_token")}}).wants(http.StatusOK)
		f.wantsCode(f.signer, oauthcore.ConsumerKeyRejected)
	}
	f.sam.submit(f.sam.get(app+"/edit"), "/edit", url.Values{"name": {"Frame"}, "callbacks": {"https://frame.example.com/"}}).wants(http.StatusOK)
	f.wantsCode(f.signer, oauthcore.ConsumerKeyRejected)
	if _, code := f.answer("/api/token"); code != oauthcore.ConsumerKeyRejected {
		t.Errorf("its token is answered %q", code)
	}
	if err := f.Store.Bar(t.Context(), f.key, false); err != nil {
		t.Fatal(err)
	}
	f.sam.submit(f.sam.get(app), "/suspend", nil).wants(http.StatusOK, "Suspended")
	f.wantsCode(f.signer, oauthcore.ConsumerKeyRejected)
	f.sam.submit(f.sam.get(app), "/resume", nil).wants(http.StatusOK)
	f.wantsCode(f.signer, "")
}

// A developer chooses short-lived tokens in the console; one that whoever runs photos has chosen is kept.
func TestTheLifeOfATokenIsChosen(t *testing.T) {
	s, env := serving(t)
	sam := s.browser().signUp("sam")
	key, _ := sam.register(url.Values{"name": {"Frame"}, "oob": {"1"}, "token_lifetime": {"3600"}}).secret()
	sam.get("/developers/apps/"+key).wants(http.StatusOK, "an hour, and is renewed")
	sam.register(url.Values{"name": {"Frame"}, "oob": {"1"}, "token_lifetime": {"7"}}).wants(http.StatusUnprocessableEntity, "Choose one of these")
	sam.register(url.Values{"name": {"Frame"}, "oob": {"1"}, "token_lifetime": {"soon"}}).wants(http.StatusUnprocessableEntity, "Choose one of these")
	_, said := command(env, "consumer", "add", "Brief", "--out-of-band", "--token-lifetime=90m")
	for _, c := range []struct {
		key  string
		want time.Duration
	}{{key, time.Hour}, {printed.FindStringSubmatch(said)[1], 90 * time.Minute}} {
		if r, err := s.Store.Registration(t.Context(), c.key); err != nil || r.TokenLifetime != c.want {
			t.Errorf("%v, %v", r, err)
		}
	}
}
