package e2e

import (
	"context"
	"strings"
	"testing"

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
	developer.throughTheConsole()
	developer.throughTheLog()
	jane := &walker{visitor(t, demo), seen}
	jane.throughTheAccount()
	jane.throughBigQuestions()
	jane.throughBigAnswers()
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

func (w *walker) throughTheConsole() {
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
	w.Press("Register")
	w.See("Copy the secret now")
	w.secretOnce("photos app secret")
	w.Follow("To A picture book")
	w.inspect("photos app")
	w.Press("Delete…")
	w.inspect("photos app, delete")
	w.Press("Make a new secret")
	w.See("The old secret")
	w.secretOnce("photos app secret, the second")
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
}

// secretOnce looks at the page that shows a Consumer Secret.
func (w *walker) secretOnce(name string) {
	w.t.Helper()
	w.demo.Secret("a Consumer Secret", w.output("consumer-secret"))
	w.inspect(name)
}

func (w *walker) throughTheLog() {
	log := w.demo.Photos.URL + "/developers/apps/" + consumerKey + "/requests"
	w.Visit(w.demo.Photos.URL + "/developers/apps/rsa-demo-consumer/requests")
	w.See("No requests")
	w.inspect("photos requests, none")
	w.ask()
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
func (w *walker) ask() oauthcore.RequestToken {
	w.t.Helper()
	token, err := w.consumer().RequestToken(context.Background(), "oob", oauthcore.Param{Name: "perms", Value: "upload"})
	if err != nil {
		w.t.Fatal(err)
	}
	w.demo.Secret("a Request Token Secret", token.Secret)
	return token
}

// consumer is the one that sam has registered.
func (w *walker) consumer() *oauthcore.Consumer {
	return &oauthcore.Consumer{Key: consumerKey, Secret: consumerSecret, Endpoints: oauthcore.Endpoints{
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
	w.Fill("Present password", "wrong")
	w.Fill("New password", "short")
	w.Press("Change the password")
	w.inspect("photos account, wrong password")
}

func (w *walker) throughBigQuestions() {
	w.Visit(w.consumer().AuthorizeURL(w.ask()))
	w.See("see your photos and add new ones?")
	w.inspect("photos consent to upload")
	w.Choose("Only these")
	w.inspect("photos consent to some albums")
	w.Press("Allow")
	w.See("Choose at least one album, or all of them.")
	w.inspect("photos consent, no album")
	link, err := w.consumer().ApprovalURL(w.demo.Printer.URL + "/callback")
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

func (w *walker) throughBigAnswers() {
	address := w.consumer().AuthorizeURL(w.ask())
	w.Visit(address)
	w.Choose("only see your photos")
	w.Choose("Only these")
	w.Choose("Animals")
	w.Choose("Small things")
	w.Pick("For how long", "For 30 days")
	w.inspect("photos consent to two albums for 30 days")
	w.Visit(w.demo.Printer.URL)
	w.Press("Connect to photos")
	w.Choose("Only these")
	w.Choose("Animals")
	w.Press("Allow")
	w.See("Choose an album")
	w.Visit(w.demo.Photos.URL + "/connections")
	w.See("Animals")
	w.inspect("photos connections, one album")
	w.Press("Change the albums…")
	w.inspect("photos connections, to change the albums")
	w.Press("Save")
	w.See("From now on printer sees the albums that you have chosen.")
	w.inspect("photos connections, changed")
}
