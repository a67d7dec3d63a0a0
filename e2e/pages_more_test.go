package e2e

import (
	"context"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/oauthcore"
)

// TestEveryNewPage walks as TestEveryPage does, through what a developer, the
// owner of an account and somebody who is asked for more than to look at photos
// come by.
func TestEveryNewPage(t *testing.T) {
	demo := programs.Start(t)
	seen := map[string]bool{}
	developer := &walker{visitor(t, demo), seen}
	developer.throughTheDocumentation()
	book := developer.throughTheConsole()
	developer.throughTheLog()
	jane := &walker{visitor(t, demo), seen}
	jane.throughTheAccount()
	jane.throughBigQuestions()
	jane.throughBigAnswers(book)
	if len(seen) < 30 {
		t.Errorf("only %d pages were looked at", len(seen))
	}
}

func (w *walker) throughTheDocumentation() {
	for _, path := range []string{"/developers/api", "/developers/samples", "/developers/try"} {
		w.goTo(w.demo.Photos, path)
	}
	w.Visit(w.demo.Photos.URL + "/sign-in")
	w.signIn("sam", programs.Password)
	for _, path := range []string{"/developers/samples", "/developers/try", "/developers/apps", "/developers/apps/new"} {
		w.goTo(w.demo.Photos, path)
	}
	w.Visit(w.demo.Photos.URL + "/developers/try")
	w.Fill("The request, or its Authorization header alone", "nonsense")
	w.Expect("422")
	w.Press("Look at it")
	w.inspect("photos try, unreadable")
	w.Fill("The request, or its Authorization header alone", "GET /photos?file=vacation.jpg&size=original HTTP/1.1\nHost: "+
		strings.TrimPrefix(w.demo.Photos.URL, "http://")+"\nAuthorization: "+header)
	w.Fill("Your base string", "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg")
	w.Press("Look at it")
	w.See("Your base string and ours")
	w.inspect("photos try, refused")
}

// header is how Appendix A of OAuth Core 1.0a signs its last request.
const header = `OAuth realm="http://photos.example.net/", oauth_consumer_key="dpf43f3p2l4k3l03", oauth_token="nnch734d00sl2jdk",` +
	` oauth_signature_method="HMAC-SHA1", oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D", oauth_timestamp="1191242096",` +
	` oauth_nonce="kllo9940pd9333jh", oauth_version="1.0"`

// throughTheConsole registers a Consumer, which nobody has verified, and answers it.
func (w *walker) throughTheConsole() *oauthcore.Consumer {
	w.Visit(w.demo.Photos.URL + "/developers/apps/new")
	w.Fill("Name", "Book")
	w.Fill("Callback addresses", "nonsense")
	w.Fill("RSA public key", "nonsense")
	w.Expect("422")
	w.Press("Register")
	w.inspect("photos app form, wrong")
	w.Fill("Name", "A picture book with quite a long name, printed and bound")
	w.Fill("Callback addresses", "http://localhost:9000/a/very/long/address/that/has/no/place/to/break/ready")
	w.Fill("RSA public key", "")
	w.Choose("It may show Users a PIN instead (oob)")
	w.Press("Register")
	w.See("Copy the secret now")
	w.secretOnce("photos app secret")
	w.Follow("To A picture book")
	w.inspect("photos app")
	w.Press("Delete…")
	w.inspect("photos app, delete")
	w.unfolds("photos app, delete")
	w.Press("Make a new secret")
	w.See("The old secret")
	book := w.secretOnce("photos app secret, the second")
	w.Follow("To A picture book")
	w.See("Two secrets work now")
	w.inspect("photos app, two secrets")
	w.Press("Suspend")
	w.See("refused from now on")
	w.inspect("photos app, suspended")
	w.Press("Resume")
	w.Follow("Change")
	w.inspect("photos app, change")
	w.Follow("Cancel")
	w.Follow("Sandbox")
	w.inspect("photos sandbox")
	w.Fill("Of a hundred good nonces, so many are refused", "7")
	w.Press("Switch")
	w.See("Something is switched on.")
	w.inspect("photos sandbox, switched on")
	w.Press("Everything off")
	w.NotSee("Something is switched on.")
	return book
}

// secretOnce looks at the page that shows a Consumer Secret.
func (w *walker) secretOnce(name string) *oauthcore.Consumer {
	w.t.Helper()
	c := w.consumer(w.output("consumer-key"), w.output("consumer-secret"))
	w.demo.Secret("a Consumer Secret", c.Secret)
	w.inspect(name)
	return c
}

func (w *walker) throughTheLog() {
	log := w.demo.Photos.URL + "/developers/apps/" + consumerKey + "/requests"
	w.Visit(w.demo.Photos.URL + "/developers/apps/rsa-demo-consumer/requests")
	w.See("No requests")
	w.inspect("photos requests, none")
	w.ask(w.consumer(consumerKey, consumerSecret))
	tryKey(w.t, w.demo, consumerKey, consumerSecret)
	tryKey(w.t, w.demo, consumerKey, consumerSecret+"\n")
	w.Visit(log)
	w.See("keep a line end at the end of the Consumer Secret")
	w.inspect("photos requests")
	w.Visit(log + "?status=4xx")
	w.Follow("GET /api/consumer")
	w.See("We build the base string from what arrived")
	w.inspect("photos request, refused")
	w.Visit(log + "?path=/oauth/request_token")
	w.Follow("POST /oauth/request_token")
	w.See("Send it again")
	w.inspect("photos request, of a Request Token")
	w.Visit(log + "?text=thisisnowhere")
	w.See("Nothing fits this filter.")
	w.inspect("photos requests, filtered away")
}

// ask asks for a Request Token that lets its Consumer add photos.
func (w *walker) ask(c *oauthcore.Consumer) oauthcore.RequestToken {
	w.t.Helper()
	token, err := c.RequestToken(context.Background(), "oob", oauthcore.Param{Name: "perms", Value: "upload"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.demo.Secret("a Request Token Secret", token.Secret)
	return token
}

// consumer knows where photos is.
func (w *walker) consumer(key, secret string) *oauthcore.Consumer {
	return &oauthcore.Consumer{Key: key, Secret: secret, Endpoints: oauthcore.Endpoints{
		RequestToken: w.demo.Photos.URL + "/oauth/request_token", Authorize: w.demo.Photos.URL + "/oauth/authorize",
		AccessToken: w.demo.Photos.URL + "/oauth/access_token",
	}}
}

func (w *walker) throughTheAccount() {
	w.Device()
	w.Expect("401")
	w.Expect("422")
	w.Visit(w.demo.Photos.URL + "/sign-in")
	w.signIn("jane", "wrong")
	w.signIn("jane", programs.Password)
	w.goTo(w.demo.Photos, "/account")
	w.goTo(w.demo.Photos, "/account/sign-ins")
	w.goTo(w.demo.Photos, "/developers/apps")
	w.addPasskey("The telephone in my left pocket, on weekdays")
	w.Press("Delete…")
	w.inspect("photos account, delete")
	w.unfolds("photos account, delete")
	w.Fill("Present password", "wrong")
	w.Fill("New password", "short")
	w.Press("Change the password")
	w.inspect("photos account, wrong password")
}

func (w *walker) throughBigQuestions() {
	printer := w.consumer(consumerKey, consumerSecret)
	w.Visit(printer.AuthorizeURL(w.ask(printer)))
	w.See("see your photos and add new ones?")
	w.inspect("photos consent to upload")
	w.Choose("Only these")
	w.inspect("photos consent to some albums")
	w.Press("Allow")
	w.See("Choose at least one album, or all of them.")
	w.inspect("photos consent, no album")
	link, err := printer.ApprovalURL(w.demo.Printer.URL + "/callback")
	if err != nil {
		w.t.Fatal(err)
	}
	w.Visit(link)
	w.See("asked with a signed link, without a Request Token")
	w.inspect("photos approval")
	w.Visit(link)
	w.See("This link was used already")
	w.inspect("photos approval, used")
}

func (w *walker) throughBigAnswers(book *oauthcore.Consumer) {
	asked := w.ask(book)
	w.Visit(book.AuthorizeURL(asked))
	w.See("We do not know who is behind this application.")
	w.inspect("photos consent to a stranger")
	w.Choose("only see your photos")
	w.Choose("Only these")
	w.Choose("Animals")
	w.Choose("Small things")
	w.Pick("For how long", "For 30 days")
	w.inspect("photos consent to two albums for 30 days")
	w.Press("Allow")
	w.See("Type this PIN into")
	w.inspect("photos pin for a long name")
	verifier := strings.ReplaceAll(w.output("pin"), " ", "")
	w.demo.Secret("a verifier", verifier)
	access, _, err := book.AccessToken(context.Background(), asked, verifier)
	if err != nil {
		w.t.Fatal(err)
	}
	w.demo.Secret("an Access Token Secret", access.Secret)
	w.Visit(w.demo.Printer.URL)
	w.Press("Connect to photos")
	w.Choose("Only these")
	w.Choose("Animals")
	w.Press("Allow")
	w.See("Choose an album")
	w.Visit(w.demo.Photos.URL + "/connections")
	w.See("Animals")
	w.inspect("photos connections, two of them")
	w.Press("Revoke all")
	w.inspect("photos connections, to revoke all")
	w.unfolds("photos connections, to revoke all")
	w.Press("Change the albums… of printer")
	w.inspect("photos connections, to change the albums")
	w.Press("Save")
	w.See("From now on printer sees the albums that you have chosen.")
	w.inspect("photos connections, changed")
	w.Visit(w.demo.Photos.URL + "/albums")
	w.Follow("Vacation")
	for _, button := range w.folded() {
		w.Press(button)
		w.inspect("photos album, " + button)
		w.unfolds("photos album, " + button)
		w.Press(button)
	}
	w.Follow("Mountain path")
	w.Reload() // the page of the photo itself, not the lightbox over its album
	for _, button := range w.folded() {
		w.Press(button)
		w.inspect("photos photo, " + button)
		w.unfolds("photos photo, " + button)
	}
}

// folded lists the buttons that unfold something.
func (w *walker) folded() []string {
	w.t.Helper()
	buttons, err := browser.Eval[[]string](w.Page, `[...document.querySelectorAll("details > summary")].map(s => s.textContent.trim())`)
	if err != nil || len(buttons) == 0 {
		w.t.Fatalf("nothing is folded (%v)", err)
	}
	return buttons
}

// unfolds makes sure that what a button has unfolded can be read on a phone: what
// sticks out on the left cannot even be pushed into sight.
func (w *walker) unfolds(name string) {
	w.t.Helper()
	w.Look(browser.Phone)
	out, err := browser.Eval[[]string](w.Page, `[...document.querySelectorAll("details[open] > :not(summary)")]
		.filter(e => { const r = e.getBoundingClientRect(); return !r.width || r.left < 0 || r.right > innerWidth; }).map(e => e.outerHTML.slice(0, 100))`)
	if err != nil || len(out) > 0 {
		w.t.Errorf("%s unfolds beside a phone: %v %v", name, out, err)
	}
	w.Look(browser.Size(1280, 900))
}
