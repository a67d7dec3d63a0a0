package photos_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/requestlog"
)

// asked asks photos, as the Consumer may, what it has seen of it.
func (f *frame) asked(query string) (text string, list []requestlog.Entry) {
	f.t.Helper()
	r, err := http.NewRequest("GET", f.url+"/api/consumer/requests?limit=100"+query, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	answer, err := f.signer.Client(oauthcore.AccessToken{}).Do(r)
	if err != nil {
		f.t.Fatal(err)
	}
	defer answer.Body.Close()
	var got struct{ Requests []requestlog.Entry }
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		f.t.Fatal(answer.StatusCode, err)
	}
	if err := json.Unmarshal(body, &got); err != nil {
		f.t.Fatal(err)
	}
	return string(body), got.Requests
}

// A Consumer may ask what Users decided about it. It is told which token, and what;
// nothing of the User or of her browser.
func TestAConsumerIsToldWhatUsersDecided(t *testing.T) {
	f := openFrame(t, open(t, nil))
	token, err := f.signer.RequestToken(t.Context(), callback)
	if err != nil {
		t.Fatal(err)
	}
	jane := f.browser().signUp("jane")
	jane.decide(jane.consent(token), "deny")
	text, list := f.asked("&include=decisions")
	var told []string
	for _, e := range list {
		if e.Kind != requestlog.Decision {
			continue
		}
		told = append(told, e.Changes[0].Step)
		if e.Path != "/oauth/authorize" || len(e.Parameters) > 0 || e.RequestText+e.AnswerText+e.BaseString != "" || e.Status != http.StatusSeeOther {
			t.Errorf("a decision says %+v", e)
		}
	}
	if strings.Join(told, " ") != "denied authorized" {
		t.Errorf("it is told %q", told)
	}
	if strings.Contains(text, "User-Agent: Mozilla") || strings.Contains(text, "Cookie") {
		t.Errorf("it is told of the browser: %s", text)
	}
	if _, usual := f.asked(""); len(usual) != len(list)-2+1 { // this question is one more
		t.Errorf("without being asked for, decisions are told: %d of %d", len(usual), len(list))
	}
}

// Another Consumer is told nothing of it.
func TestDecisionsAreTheConsumersOwn(t *testing.T) {
	f := openFrame(t, open(t, nil))
	other := *f
	other.signer.Key, other.signer.Secret = f.sam.register(url.Values{"name": {"Other"}, "callbacks": {"http://printer.example.com/"}}).secret()
	if _, list := other.asked("&include=decisions"); len(list) > 0 {
		t.Errorf("it is told %+v", list)
	}
}

// A request is in the log as it arrived, an answer with what belongs to the protocol.
func TestTheLogHasWhatTravelled(t *testing.T) {
	f := openFrame(t, open(t, nil))
	f.send("GET", "/photos?file=vacation.jpg&size=thumb")
	f.signer.Secret += "x"
	f.send("GET", "/api/albums")
	f.signer.Secret = strings.TrimSuffix(f.signer.Secret, "x")
	_, list := f.asked("")
	refused, picture, exchange := list[0], list[1], list[2]
	for text, within := range map[string]string{
		"GET /photos?file=vacation.jpg&size=thumb HTTP/1.1\r\nHost: ":          picture.RequestText,
		"Authorization: OAuth oauth_consumer_key=\"" + f.key:                   picture.RequestText,
		"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n":                      picture.AnswerText,
		"HTTP/1.1 401 Unauthorized\r\n":                                        refused.AnswerText,
		"Www-Authenticate: OAuth realm=\"":                                     refused.AnswerText,
		"oauth_problem=\"signature_invalid\"":                                  refused.AnswerText,
		"oauth_verifier=\"" + oauthcore.Masked + "\"":                          exchange.RequestText,
		"HTTP/1.1 200 OK\r\nContent-Type: application/x-www-form-urlencoded\r": exchange.AnswerText,
	} {
		if !strings.Contains(within, text) {
			t.Errorf("there is no %q in\n%s", text, within)
		}
	}
}
