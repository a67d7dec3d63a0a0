package oauthcore_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtest"
)

// The tutorial, in the order in which godoc prints it: Appendix A of the
// specification (a1 to a5), what can go wrong (b1 to b6), and how to use the
// package for something of your own (c1 to c4).
//
// photosOn is photos.example.net on the day of Appendix A: its clock stands
// still, and it hands out the tokens that the specification prints.
func photosOn(origin oauthcore.Origin, second int64, chance ...string) *oauthcore.ServiceProvider {
	return newReplay(origin, second, chance...).ServiceProvider
}

// printerAt is printer.example.com, about to send its message of that second.
func printerAt(second int64, nonce string) *oauthcore.Consumer {
	return &oauthcore.Consumer{
		Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44",
		Endpoints: oauthcore.Endpoints{
			RequestToken: "https://photos.example.net/request_token",
			Authorize:    "http://photos.example.net/authorize",
			AccessToken:  "https://photos.example.net/access_token",
		},
		Now:   func() time.Time { return time.Unix(second, 0) },
		Nonce: func() string { return nonce },
	}
}

// janesPhotos is photos.example.net with an Access Token that Jane has granted.
func janesPhotos(second int64) *oauthcore.ServiceProvider {
	sp, _ := newProvider()
	sp.Now = func() time.Time { return time.Unix(second, 0) }
	return sp
}

// show prints a refusal.
func show(err error) {
	var problem *oauthcore.Problem
	if errors.As(err, &problem) {
		fmt.Println(problem.Status, problem.Code)
		fmt.Println(problem.Advice)
	}
}

// A.1: before anything else, photos documents three addresses, and the printer
// registers and gets a Consumer Key and a Consumer Secret.
func Example_a1DocumentationAndRegistration() {
	endpoints := oauthcore.Endpoints{
		RequestToken: "https://photos.example.net/request_token",
		Authorize:    "http://photos.example.net/authorize",
		AccessToken:  "https://photos.example.net/access_token",
	}
	fmt.Println("the addresses are complete:", endpoints.Check() == nil)

	store := oauthtest.NewMemoryStore(oauthcore.Registration{
		Key: "dpf43f3p2l4k3l03", Secret: "kd94hf93k423kf44", Name: "printer",
		Callbacks: []string{"http://printer.example.com/"},
	})
	printer, _ := store.Registration(context.Background(), "dpf43f3p2l4k3l03")
	fmt.Println(printer.Name, "may send its Users back to", printer.Callbacks)
	fmt.Println("to this one, too:", oauthcore.CheckCallback("http://printer.example.com/request_token_ready", printer) == nil)
	// Output:
	// the addresses are complete: true
	// printer may send its Users back to [http://printer.example.com/]
	// to this one, too: true
}

// A.2: the printer asks for a Request Token. Over TLS the specification lets it
// sign with PLAINTEXT: the signature is the secret itself and an ampersand.
func Example_a2ObtainingARequestToken() {
	printer := printerAt(1191242090, "hsu94j3884jdopsl")
	printer.Method, printer.Place = oauthcore.Plaintext, oauthcore.InQuery
	request, _ := http.NewRequest("POST", printer.Endpoints.RequestToken, nil)
	printer.Sign(request, "", "", oauthcore.Param{Name: "oauth_callback", Value: "http://printer.example.com/request_token_ready"})
	for _, pair := range strings.Split(request.URL.RawQuery, "&") {
		fmt.Println(pair)
	}

	photos := photosOn("https://photos.example.net", 1191242090, "hh5s93j4hdidpola", "hdhd0244k9j7ao03")
	issued, _ := photos.IssueRequestToken(request)
	fmt.Println()
	fmt.Println(issued.Answer().Encode())
	// Output:
	// oauth_consumer_key=dpf43f3p2l4k3l03
	// oauth_signature_method=PLAINTEXT
	// oauth_timestamp=1191242090
	// oauth_nonce=hsu94j3884jdopsl
	// oauth_version=1.0
	// oauth_callback=http%3A%2F%2Fprinter.example.com%2Frequest_token_ready
	// oauth_signature=kd94hf93k423kf44%26
	//
	// oauth_token=hh5s93j4hdidpola&oauth_token_secret=hdhd0244k9j7ao03&oauth_callback_confirmed=true
}

// A.3: the printer sends Jane to photos. She signs in there, reads who asks,
// and allows it; photos sends her back with a verification code that only her
// browser is told.
func Example_a3RequestingUserAuthorization() {
	printer := printerAt(1191242091, "")
	fmt.Println(printer.AuthorizeURL(oauthcore.RequestToken{Token: "hh5s93j4hdidpola"}))

	photos := photosOn("https://photos.example.net", 1191242091, "hfdp7dh39dks9884")
	photos.Store.CreateRequestToken(context.Background(), &oauthcore.IssuedRequestToken{
		RequestToken: oauthcore.RequestToken{Token: "hh5s93j4hdidpola", Secret: "hdhd0244k9j7ao03"},
		Consumer:     "dpf43f3p2l4k3l03", State: oauthcore.StateIssued,
		Callback: "http://printer.example.com/request_token_ready", Expires: time.Unix(1191242690, 0),
	})
	token, consumer, _ := photos.Pending(context.Background(), "hh5s93j4hdidpola")
	fmt.Println("Jane is asked about", consumer.Name+", whose request is", token.State)
	token, _ = photos.Authorize(context.Background(), "hh5s93j4hdidpola", oauthcore.Grant{User: "jane"})
	fmt.Println("Jane has allowed it: the request is", token.State)
	fmt.Println(token.ReturnURL())
	// Output:
	// http://photos.example.net/authorize?oauth_token=hh5s93j4hdidpola
	// Jane is asked about printer, whose request is issued
	// Jane has allowed it: the request is authorized
	// http://printer.example.com/request_token_ready?oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884
}

// A.4: the printer exchanges the Request Token and the verifier for an Access
// Token. That works once.
func Example_a4ObtainingAnAccessToken() {
	photos := photosOn("https://photos.example.net", 1191242092, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
	ctx := context.Background()
	photos.Store.CreateRequestToken(ctx, &oauthcore.IssuedRequestToken{
		RequestToken: oauthcore.RequestToken{Token: "hh5s93j4hdidpola", Secret: "hdhd0244k9j7ao03"},
		Consumer:     "dpf43f3p2l4k3l03", State: oauthcore.StateIssued,
		Callback: "http://printer.example.com/request_token_ready", Expires: time.Unix(1191242690, 0),
	})
	photos.Store.AuthorizeRequestToken(ctx, "hh5s93j4hdidpola", oauthcore.Grant{User: "jane"}, "hfdp7dh39dks9884")

	for _, nonce := range []string{"dji430splmx33448", "another"} {
		printer := printerAt(1191242092, nonce)
		printer.Method = oauthcore.Plaintext
		request, _ := http.NewRequest("POST", printer.Endpoints.AccessToken, nil)
		printer.Sign(request, "hh5s93j4hdidpola", "hdhd0244k9j7ao03", oauthcore.Param{Name: "oauth_verifier", Value: "hfdp7dh39dks9884"})
		if granted, err := photos.GrantAccessToken(request); err == nil {
			fmt.Println(granted.Answer().Encode())
		} else {
			show(err)
		}
	}
	// Output:
	// oauth_token=nnch734d00sl2jdk&oauth_token_secret=pfkkdhi9sl3r4s00
	// 401 token_used
	// This Request Token has been exchanged for an Access Token already. It works once.
}

// A.5: the printer asks for Jane's photo. This time it signs with HMAC-SHA1,
// for anybody may listen to plain http. The base string has three pieces; with
// both secrets as the key they become the signature.
func Example_a5AccessingProtectedResources() {
	printer := printerAt(1191242096, "kllo9940pd9333jh")
	ctx := oauthcore.WithTrace(context.Background(), &oauthcore.Trace{BaseString: func(made oauthcore.BaseStringInfo) {
		fmt.Println(made.Method)
		fmt.Println(made.URL)
		fmt.Println(strings.ReplaceAll(made.Normalized, "&", "\n&"))
	}})
	request, _ := http.NewRequestWithContext(ctx, "GET", "http://photos.example.net/photos?file=vacation.jpg&size=original", nil)
	printer.Sign(request, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
	sent, _ := oauthcore.ParseHeader(request.Header.Get("Authorization"))
	fmt.Println()
	fmt.Println(sent.Params.Get("oauth_signature"))

	access, err := janesPhotos(1191242096).Authenticate(receiveFrom(request))
	fmt.Println("accepted:", err == nil, "– a photo of", access.Token.Grant.User)
	// Output:
	// GET
	// http://photos.example.net/photos
	// file=vacation.jpg
	// &oauth_consumer_key=dpf43f3p2l4k3l03
	// &oauth_nonce=kllo9940pd9333jh
	// &oauth_signature_method=HMAC-SHA1
	// &oauth_timestamp=1191242096
	// &oauth_token=nnch734d00sl2jdk
	// &oauth_version=1.0
	// &size=original
	//
	// tR3+Ty81lMeYAr/Fid0kMTYa/WM=
	// accepted: true – a photo of jane
}

// receiveFrom is a request as the server receives it: without the context of
// the client.
func receiveFrom(r *http.Request) *http.Request { return r.Clone(context.Background()) }

// A wrong secret. The message says nothing about which one; a Consumer that is
// registered for debugging is shown the base string, and learns from that it
// agrees that it must be a secret.
func Example_b1WrongSecret() {
	printer := printerAt(1191242096, "kllo9940pd9333jh")
	printer.Secret = "kd94hf93k423kf45"
	request, _ := http.NewRequest("GET", "http://photos.example.net/photos", nil)
	printer.Sign(request, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
	_, err := janesPhotos(1191242096).Authenticate(request)
	show(err)
	// Output:
	// 401 signature_invalid
	// The signature does not match. Compare your signature base string with the server's, piece by piece; if they agree, a secret is wrong.
}

// The same message twice: a retry needs a new nonce, and so a new signature.
func Example_b2UsedNonce() {
	photos, printer := janesPhotos(1191242096), printerAt(1191242096, "kllo9940pd9333jh")
	request, _ := http.NewRequest("GET", "http://photos.example.net/photos", nil)
	printer.Sign(request, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
	_, err := photos.Authenticate(request)
	fmt.Println("the first:", err)
	_, err = photos.Authenticate(request)
	show(err)
	// Output:
	// the first: <nil>
	// 401 nonce_used
	// This nonce was used before with this timestamp. Every request needs a new one, a retry too.
}

// A clock that is wrong. The refusal says by how much, so that the Consumer can
// set itself right.
func Example_b3OldTimestamp() {
	printer := printerAt(1191242096-3600, "kllo9940pd9333jh")
	request, _ := http.NewRequest("GET", "http://photos.example.net/photos", nil)
	printer.Sign(request, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
	_, err := janesPhotos(1191242096).Authenticate(request)
	show(err)
	var problem *oauthcore.Problem
	errors.As(err, &problem)
	earliest, latest, _ := problem.AcceptableTimestamps()
	fmt.Println("the server's clock:", (earliest+latest)/2)
	// Output:
	// 400 timestamp_refused
	// Your timestamp 1191238496 is 3600 seconds behind the server's clock, which says 1191242096; 300 seconds are accepted. Set the clock, or add the difference.
	// the server's clock: 1191242096
}

// Credentials of two kinds may stand beside each other; two of OAuth may not,
// for nobody could say which one counts.
func Example_b4TwoHeaders() {
	printer := printerAt(1191242096, "kllo9940pd9333jh")
	request, _ := http.NewRequest("GET", "http://photos.example.net/photos", nil)
	printer.Sign(request, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")
	request.Header.Add("Authorization", "Basic amFuZTpzZWNyZXQ=")
	_, err := janesPhotos(1191242096).Authenticate(request)
	fmt.Println("beside Basic:", err)
	request.Header.Add("Authorization", request.Header.Get("Authorization"))
	_, err = janesPhotos(1191242096).Authenticate(request)
	show(err)
	// Output:
	// beside Basic: <nil>
	// 400 parameter_rejected
	// There are two Authorization headers with the scheme OAuth. Send one.
}

// The port belongs to the address that is signed, unless it is the scheme's
// own. A Consumer that drops it signs another address; the trace of the check
// tells which one the Service Provider has signed.
func Example_b5PortInTheURL() {
	photos := janesPhotos(1191242096)
	photos.Origin = "http://localhost:8080"
	printer := printerAt(1191242096, "kllo9940pd9333jh")
	request, _ := http.NewRequest("GET", "http://localhost/photos", nil) // signed without the port
	printer.Sign(request, "nnch734d00sl2jdk", "pfkkdhi9sl3r4s00")

	ctx := oauthcore.WithTrace(context.Background(), &oauthcore.Trace{
		BaseString: func(made oauthcore.BaseStringInfo) { fmt.Println("the server signs", made.URL) },
		Checked: func(check oauthcore.CheckInfo) {
			if !check.Passed {
				fmt.Printf("refused: %q, section %s\n", check.Name, check.Section)
			}
		},
	})
	_, err := photos.Authenticate(request.Clone(ctx))
	show(err)
	// Output:
	// the server signs http://localhost:8080/photos
	// refused: "signature is right", section 9
	// 401 signature_invalid
	// The signature does not match. Compare your signature base string with the server's, piece by piece; if they agree, a secret is wrong.
}

// A callback that was encoded before it was given to a library that encodes
// it, as every library does.
func Example_b6EncodedTwice() {
	printer := printerAt(1191242096, "kllo9940pd9333jh")
	request, _ := http.NewRequest("POST", "http://photos.example.net/request_token", nil)
	printer.Sign(request, "", "", oauthcore.Param{
		Name: "oauth_callback", Value: url.QueryEscape("http://printer.example.com/request_token_ready")})
	_, err := janesPhotos(1191242096).IssueRequestToken(request)
	show(err)
	// Output:
	// 400 parameter_rejected
	// The callback is refused: it is encoded twice; encode it once as a parameter value.
}

// To protect an API of your own, ask Authenticate first, and WriteProblem when
// it says no. A real Store takes the place of the one in memory.
func Example_c1ProtectYourOwnAPI() {
	sp := &oauthcore.ServiceProvider{Store: oauthtest.NewMemoryStore(), Origin: "https://api.example.net"}
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		access, err := sp.Authenticate(r)
		if err != nil {
			sp.WriteProblem(w, r, err)
			return
		}
		fmt.Fprintln(w, "Hello", access.Token.Grant.User)
	})

	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequest("GET", "/hello", nil)) // not signed
	problem := oauthcore.ReadProblem(w.Result(), w.Body.Bytes())
	fmt.Println(w.Code, problem.Code, problem.Absent())
	// Output:
	// 401 parameter_absent [oauth_consumer_key oauth_signature_method oauth_signature oauth_token oauth_timestamp oauth_nonce]
}

// To call an API with tokens that you have, make an http.Client of them. It
// signs every request, whatever its method and body.
func Example_c2SignAnyRequest() {
	registration := oauthcore.Registration{Key: "key", Secret: "secret"}
	server := oauthtest.NewServer(registration)
	defer server.Close()
	server.Store.Put(oauthcore.IssuedAccessToken{
		AccessToken: oauthcore.AccessToken{Token: "token", Secret: "token secret"}, Consumer: "key", Grant: oauthcore.Grant{User: "jane"}})

	consumer := oauthcore.Consumer{Key: "key", Secret: "secret"}
	client := consumer.Client(oauthcore.AccessToken{Token: "token", Secret: "token secret"})
	answer, _ := client.PostForm(server.URL+"/albums?page=1", url.Values{"title": {"Vacation & more"}})
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(answer.StatusCode, string(body))
	// Output:
	// 200 Hello jane
}

// One step: the address that Jane's browser opens is itself the signed request,
// and what she brings back is exchanged without a verifier.
func Example_c3OneStep() {
	registration := oauthcore.Registration{Key: "key", Secret: "secret", Name: "printer", Callbacks: []string{"https://printer.example.com/"}}
	server := oauthtest.NewServer(registration)
	defer server.Close()
	consumer := server.Consumer(registration)
	address, _ := consumer.ApprovalURL("https://printer.example.com/ready")

	// At the Service Provider, in Jane's browser; she presses Allow.
	opened := httptest.NewRequest("GET", strings.TrimPrefix(address, server.URL), nil)
	approval, _ := server.Provider.CheckApproval(opened)
	fmt.Println(approval.Consumer.Name, "asks")
	token, _ := server.Provider.IssueCallbackToken(context.Background(), approval.Consumer.Key, approval.Callback, oauthcore.Grant{User: "jane"})
	fmt.Println("Jane returns to", strings.Replace(token.ReturnURL(), token.Token, "…", 1))

	// At the Consumer.
	access, _, _ := consumer.ExchangeCallbackToken(context.Background(), token.Token)
	answer, _ := consumer.Client(access).Get(server.URL + "/photos")
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(string(body))
	// Output:
	// printer asks
	// Jane returns to https://printer.example.com/ready?oauth_token=…
	// Hello jane
}

// Out of band: a program without an address to return to shows where to go, and
// asks for the PIN that is read there.
func Example_c4OutOfBand() {
	registration := oauthcore.Registration{Key: "key", Secret: "secret", OutOfBand: true}
	server := oauthtest.NewServer(registration)
	defer server.Close()
	server.Provider.NewPIN = func() string { return "F7KN43XW" }
	consumer, ctx := server.Consumer(registration), context.Background()

	request, _ := consumer.RequestToken(ctx, oauthcore.OutOfBand)
	page := consumer.AuthorizeURL(request)
	fmt.Println("Open the address, allow it, and type in the PIN.")
	shown, _ := server.Allow(ctx, page, "jane")
	fmt.Println("The page shows", shown.Verifier)
	access, _, _ := consumer.AccessToken(ctx, request, "f7kn 43xw") // as people type
	answer, _ := consumer.Client(access).Get(server.URL + "/photos")
	body, _ := io.ReadAll(answer.Body)
	fmt.Println(string(body))
	// Output:
	// Open the address, allow it, and type in the PIN.
	// The page shows F7KN43XW
	// Hello jane
}
