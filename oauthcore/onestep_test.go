package oauthcore_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/oauthcore"
)

// The one-step flow: a signed approval address, and the callback token.

// approvalLetter is the signed address that a User's browser opens.
func approvalLetter() *letter {
	return &letter{
		method: "GET", target: "/oauth/authorize?interactivity=minimal", host: "photos.example.net", place: oauthcore.InQuery,
		protocol:       stamped("oauth_callback", "http://printer.example.com/ready?job=1"),
		consumerSecret: printerSecret,
	}
}

// callbackToken walks the flow until the User is back at the Consumer.
func callbackToken(t *testing.T, sp *oauthcore.ServiceProvider) string {
	t.Helper()
	approval, err := sp.CheckApproval(approvalLetter().request(t))
	wantPassed(t, err)
	issued, err := sp.IssueCallbackToken(t.Context(), approval.Consumer.Key, approval.Callback, oauthcore.Grant{User: "jane"})
	wantPassed(t, err)
	wantText(t, "return", issued.ReturnURL(), "http://printer.example.com/ready?job=1&oauth_token="+issued.Token)
	return issued.Token
}

// exchangeCallback is the exchange of a callback token: no verifier, and no
// token secret in the key.
func exchangeCallback(token string) *letter {
	l := exchangeLetter().set("oauth_token", token).set("oauth_nonce", "exchange").drop("oauth_verifier")
	l.tokenSecret = ""
	return l
}

func TestOneStepFlow(t *testing.T) {
	sp, _ := newProvider()
	token := callbackToken(t, sp)
	granted, err := sp.GrantAccessToken(exchangeCallback(token).request(t))
	wantPassed(t, err)
	if granted.Grant.User != "jane" || granted.Token == token || granted.Secret == "" {
		t.Errorf("granted %+v", granted)
	}
	_, err = sp.GrantAccessToken(exchangeCallback(token).set("oauth_nonce", "again").request(t))
	wantProblem(t, err, oauthcore.TokenUsed, http.StatusUnauthorized)
}

func TestApprovalAddressWorksOnce(t *testing.T) {
	sp, _ := newProvider()
	approval, err := sp.CheckApproval(approvalLetter().request(t))
	wantPassed(t, err)
	if approval.Extra.Get("interactivity") != "minimal" || approval.Consumer.Name != "printer" {
		t.Errorf("read %+v", approval)
	}
	wantText(t, "denied", approval.DeniedURL(), "http://printer.example.com/ready?job=1&error=access_denied")
	_, err = sp.CheckApproval(approvalLetter().request(t))
	wantProblem(t, err, oauthcore.NonceUsed, http.StatusUnauthorized)
	sp.Now = func() time.Time { return time.Unix(appendixSecond+301, 0) }
	_, err = sp.CheckApproval(approvalLetter().request(t))
	wantProblem(t, err, oauthcore.TimestampRefused, http.StatusBadRequest)
}

func TestApprovalAddressThatIsWrongIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil  func(*letter)
		code   oauthcore.Code
		status int
	}{
		"no callback":        {func(l *letter) { l.drop("oauth_callback") }, oauthcore.ParameterAbsent, 400},
		"out of band":        {func(l *letter) { l.set("oauth_callback", "oob") }, oauthcore.ParameterRejected, 400},
		"callback elsewhere": {func(l *letter) { l.set("oauth_callback", "http://evil/") }, oauthcore.ParameterRejected, 400},
		"a token":            {func(l *letter) { l.set("oauth_token", requestToken) }, oauthcore.ParameterRejected, 400},
		"wrong secret":       {func(l *letter) { l.consumerSecret = "wrong" }, oauthcore.SignatureInvalid, 401},
		"unknown Consumer":   {func(l *letter) { l.set("oauth_consumer_key", "unknown") }, oauthcore.ConsumerKeyUnknown, 401},
		"PLAINTEXT": {func(l *letter) {
			l.set("oauth_signature_method", "PLAINTEXT")
			l.signedURL = "https://photos.example.net/oauth/authorize"
		}, oauthcore.SignatureMethodRejected, 400},
	} {
		t.Run(name, func(t *testing.T) {
			sp, _ := newProvider()
			l := approvalLetter()
			c.spoil(l)
			if strings.HasPrefix(l.signedURL, "https") {
				sp.Origin = "https://photos.example.net"
			}
			_, err := sp.CheckApproval(l.request(t))
			wantProblem(t, err, c.code, c.status)
		})
	}
}

func TestCallbackTokenIsExchangedByItsRulesOnly(t *testing.T) {
	thief := printer()
	thief.Key = "thief"
	sp, _ := newProvider(thief)
	token := callbackToken(t, sp)
	send := func(l *letter, nonce string) error {
		_, err := sp.GrantAccessToken(l.set("oauth_nonce", nonce).request(t))
		return err
	}
	wantProblem(t, send(exchangeCallback(token).set("oauth_consumer_key", "thief"), "1"), oauthcore.TokenRejected, 401)
	wantProblem(t, send(exchangeCallback(token).set("oauth_verifier", ""), "2"), oauthcore.ParameterRejected, 400)
	wantProblem(t, send(exchangeCallback(token).set("oauth_verifier", "v"), "3"), oauthcore.ParameterRejected, 400)
	forged := exchangeCallback(token)
	forged.consumerSecret = "forged"
	wantProblem(t, send(forged, "4"), oauthcore.SignatureInvalid, 401)
	use := photoLetter().set("oauth_token", token)
	use.tokenSecret = ""
	_, err := sp.Authenticate(use.request(t))
	wantProblem(t, err, oauthcore.TokenRejected, 401)
	sp.Now = func() time.Time { return time.Unix(appendixSecond+601, 0) }
	wantProblem(t, send(exchangeCallback(token).set("oauth_timestamp", "1191242697"), "5"), oauthcore.TokenExpired, 401)
}

// Between the signed address and Allow the User thinks, and things happen.
func TestCallbackTokenNeedsAConsumerStillWelcome(t *testing.T) {
	for name, change := range map[string]func(*oauthcore.Registration){
		"barred":             func(r *oauthcore.Registration) { r.Suspended = true },
		"callback withdrawn": func(r *oauthcore.Registration) { r.Callbacks = nil },
	} {
		changed := printer()
		change(&changed)
		sp, _ := newProvider(changed)
		if _, err := sp.IssueCallbackToken(t.Context(), printerKey, "http://printer.example.com/ready", oauthcore.Grant{}); err == nil {
			t.Errorf("%s: a callback token was issued", name)
		}
	}
	sp, _ := newProvider()
	if _, err := sp.IssueCallbackToken(t.Context(), printerKey, oauthcore.OutOfBand, oauthcore.Grant{}); err == nil {
		t.Error("a callback token was issued out of band")
	}
}

// Both sides together: the Consumer signs the address, and exchanges the token.
func TestOneStepBetweenBothSides(t *testing.T) {
	d := newDance(t)
	d.consumer.Place = oauthcore.InBody // which an address cannot follow
	address, err := d.consumer.ApprovalURL("http://printer.example.com/ready", oauthcore.Param{Name: "langpref", Value: "pl|en"})
	wantPassed(t, err)
	u, err := url.Parse(address)
	wantPassed(t, err)
	approval, err := d.provider.CheckApproval(receive(t, wire("GET", u.RequestURI(), u.Host, "", "")))
	wantPassed(t, err)
	issued, err := d.provider.IssueCallbackToken(t.Context(), approval.Consumer.Key, approval.Callback, oauthcore.Grant{User: "jane"})
	wantPassed(t, err)
	access, _, err := d.consumer.ExchangeCallbackToken(t.Context(), issued.Token)
	wantPassed(t, err)
	d.consumer.Place = oauthcore.InHeader
	if got := get(t, d.consumer.Client(access), d.server.URL+"/photos"); got != "the photo of jane" {
		t.Errorf("got %q", got)
	}
}
