package photos_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.net/oauth1/photos"
)

// Whoever looks after her account reads no English in it either: not on the pages, and not in what they say afterwards.
func TestTheAccountInEachLanguage(t *testing.T) {
	for _, l := range tongues(t) {
		t.Run(l.code, func(t *testing.T) {
			s := open(t, func(c *photos.Config) { c.URL = strings.Replace(c.URL, "127.0.0.1", "localhost", 1) })
			jane := s.browser()
			jane.choose(jane.get("/sign-up"), l.code)
			w := way{s, jane.signUp("jane"), l}
			w.onTheAccountPage()
			w.withPasskeys()
			w.elsewhere()
			w.atTheEnd()
		})
	}
}

func (w way) onTheAccountPage() {
	account := w.jane.get("/account").says(w.tongue, "account.name_hint", "account.change_name", "account.present", "account.new_hint",
		"account.passkeys_about", "account.passkey_add", "account.sessions", "account.this_browser", "how.sign_up", "signins.in",
		"browser.other", "account.delete_about", "account.delete_button", "date.when")
	w.jane.submit(account, "/account/name", url.Values{"name": {""}}).says(w.tongue, "said.no_name")
	w.jane.submit(account, "/account/name", url.Values{"name": {strings.Repeat("x", 101)}}).says(w.tongue, "said.name_long")
	w.jane.submit(account, "/account/name", url.Values{"name": {"Jane"}}).says(w.tongue, "account.renamed")
	change := func(old, fresh string) *page {
		return w.jane.submit(account, "/account/password", url.Values{"old": {old}, "new": {fresh}})
	}
	change("wrong", "another password").says(w.tongue, "said.not_yours")
	change(password, "short").says(w.tongue, "said.password_short")
	change(password, password).says(w.tongue, "account.password_changed")
	w.jane.get("/account/sign-ins").says(w.tongue, "signins.title", "signins.about", "signins.not_you")
}

func (w way) withPasskeys() {
	account := w.jane.get("/account")
	if said := w.jane.askPasskey(account, "", password); !oneOf(w.phrases["said.passkey_no_name"], said) {
		w.t.Errorf("in %s a passkey without a name is answered %q", w.code, said)
	}
	if said := w.jane.askPasskey(account, "Phone", "wrong"); !oneOf(w.phrases["said.not_yours"], said) {
		w.t.Errorf("in %s a wrong password is answered %q", w.code, said)
	}
	w.jane.submit(account, "/account/passkeys", url.Values{"name": {"Phone"}, "answer": {"{}"}}).says(w.tongue, "said.passkey_refused")
}

// askPasskey asks for a new passkey as the script of the page does, and answers the sentence of the refusal.
func (b *browser) askPasskey(account *page, name, secret string) string {
	b.t.Helper()
	fields := account.form("/account/passkeys").fields
	fields.Set("name", name)
	fields.Set("password", secret)
	r := b.request(http.MethodPost, "/account/passkeys/options", strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	answer := b.do(r)
	refusal, _ := answer.object()["error"].(map[string]any)
	said, _ := refusal["message"].(string)
	return said
}

func (w way) elsewhere() {
	other := w.browser()
	other.submit(other.get("/sign-in"), "/sign-in", url.Values{"screen_name": {"jane"}, "password": {"wrong"}})
	other.submit(other.get("/sign-in"), "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(http.StatusOK)
	account := w.jane.get("/account").says(w.tongue, "signins.refused", "how.password", "account.everywhere", "frame.sign_out")
	w.jane.submit(account, "/account/sessions/end", nil).says(w.tongue, "account.session_ended")
	w.jane.submit(w.jane.get("/account"), "/account/sessions/end-all", nil).says(w.tongue, "account.everywhere_done", "signin.title")
}

func (w way) atTheEnd() {
	w.jane.submit(w.jane.get("/sign-in"), "/sign-in", url.Values{"screen_name": {"jane"}, "password": {password}}).wants(http.StatusOK)
	account := w.jane.get("/account")
	remove := func(name, secret string) *page {
		return w.jane.submit(account, "/account/delete", url.Values{"screen_name": {name}, "password": {secret}})
	}
	remove("janet", password).says(w.tongue, "said.not_screen_name")
	remove("jane", "wrong").says(w.tongue, "said.not_yours")
	gone := remove("jane", password).wants(http.StatusOK)
	if flash := w.phrases["account.deleted"][0]; !strings.Contains(gone.text(), strings.SplitN(flash, "}}", 2)[1]) {
		w.t.Errorf("in %s the end is told as %s", w.code, gone.text())
	}
}
