package oauthcore_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"example.net/oauth1/oauthcore"
)

// One example for each exported idea, in the order of the specification.

func ExampleEncode() {
	fmt.Println(oauthcore.Encode("Jane's photo + 100%"))
	fmt.Println(oauthcore.Encode("-._~ stand for themselves, * does not"))
	fmt.Println(oauthcore.Encode("\u2603"))
	// Output:
	// Jane%27s%20photo%20%2B%20100%25
	// -._~%20stand%20for%20themselves%2C%20%2A%20does%20not
	// %E2%98%83
}

func ExampleDecode() {
	text, _ := oauthcore.Decode("a+b%20c%2bd")
	fmt.Println(text)
	_, err := oauthcore.Decode("100%")
	fmt.Println(err)
	// Output:
	// a+b c+d
	// a percent sign is not followed by two hexadecimal digits
}

func ExampleParseForm() {
	params, _ := oauthcore.ParseForm("tag=b+c&tag=a;b&empty&&size=")
	for _, param := range params {
		fmt.Printf("%s = %q\n", param.Name, param.Value)
	}
	// Output:
	// tag = "b c"
	// tag = "a;b"
	// empty = ""
	// size = ""
}

func ExampleParams_Normalize() {
	params := oauthcore.Params{{Name: "c2", Value: ""}, {Name: "a", Value: "z"}, {Name: "c@", Value: "="}, {Name: "a", Value: "b c"}}
	fmt.Println(params.Normalize())
	// Output:
	// a=b%20c&a=z&c%40=%3D&c2=
}

func ExampleParseHeader() {
	h, _ := oauthcore.ParseHeader(`OAuth realm="a, b", oauth_token="kkk9d7dh3k39sjv7" ,oauth_signature="a%2Bb+c%3D"`)
	fmt.Println(h.Realm)
	fmt.Println(h.Params.Get("oauth_signature"))
	_, err := oauthcore.ParseHeader(`OAuth oauth_token=kkk9d7dh3k39sjv7`)
	fmt.Println(err)
	// Output:
	// a, b
	// a+b+c=
	// the value of oauth_token does not begin with a double quote
}

func ExampleHeader_String() {
	fmt.Println(oauthcore.Header{Realm: "Photos", Params: oauthcore.Params{{Name: "oauth_nonce", Value: "a/b="}}})
	// Output:
	// OAuth realm="Photos", oauth_nonce="a%2Fb%3D"
}

func ExampleParseOrigin() {
	for _, address := range []string{"HTTP://Example.com:80/resource?id=123", "https://example.com:8443", "photos"} {
		origin, err := oauthcore.ParseOrigin(address)
		fmt.Println(origin, err)
	}
	// Output:
	// http://example.com <nil>
	// https://example.com:8443 <nil>
	//  oauthcore: "photos" is not an absolute http or https address
}

func ExampleBaseString() {
	fmt.Println(oauthcore.BaseString("get", "http://example.com/r%20v/X", oauthcore.Params{{Name: "q", Value: "a b"}, {Name: "id", Value: "123"}}))
	// Output:
	// GET&http%3A%2F%2Fexample.com%2Fr%2520v%2FX&id%3D123%26q%3Da%2520b
}

func ExampleParseMessage() {
	r := httptest.NewRequest("POST", "/photos?tag=b&tag=a", strings.NewReader("title=x+y"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", `OAuth realm="Photos", oauth_nonce="n"`)
	m, _ := oauthcore.ParseMessage(r, "https://photos.example.net", oauthcore.Limits{})
	fmt.Println("header:", m.Header)
	fmt.Println("body:  ", m.Body)
	fmt.Println("query: ", m.Query)
	fmt.Println(m.BaseString())
	// Output:
	// header: [{oauth_nonce n}]
	// body:   [{title x y}]
	// query:  [{tag b} {tag a}]
	// POST&https%3A%2F%2Fphotos.example.net%2Fphotos&oauth_nonce%3Dn%26tag%3Da%26tag%3Db%26title%3Dx%2520y
}

func ExampleSignatureMethod() {
	keys := oauthcore.Keys{ConsumerSecret: "kd94hf93k423kf44", TokenSecret: "pfkkdhi9sl3r4s00"}
	for _, m := range []oauthcore.SignatureMethod{oauthcore.HMACSHA1, oauthcore.HMACSHA256, oauthcore.Plaintext} {
		signature, _ := m.Sign("base string", keys)
		fmt.Println(m.Name(), signature, m.Check("base string", signature, keys))
	}
	// Output:
	// HMAC-SHA1 HNW32ZRH83gOYAMkQetqwpvQArI= true
	// HMAC-SHA256 q6UFUoyGC0ToOO56PXyGpB5s8tTyAZHiCYxpJFxZAY8= true
	// PLAINTEXT kd94hf93k423kf44&pfkkdhi9sl3r4s00 true
}

func ExampleBodyHash() {
	fmt.Println(oauthcore.BodyHash(oauthcore.HMACSHA1, []byte("Hello World!")))
	// Output:
	// Lve95gjOVATpfV8EL5X4nxwjKHE=
}

func ExampleNormalizePIN() {
	fmt.Println(oauthcore.NormalizePIN(" f7kn-43xw "))
	// Output:
	// F7KN43XW
}

func ExampleCheckCallback() {
	printer := &oauthcore.Registration{Callbacks: []string{"http://localhost:8081/callback"}}
	for _, callback := range []string{
		"http://localhost:8081/callback?job=1", "http://127.0.0.1:8081/callback", "http://localhost:8081/callback#top", "oob",
	} {
		fmt.Println(oauthcore.CheckCallback(callback, printer))
	}
	// Output:
	// <nil>
	// its host "127.0.0.1" is not the registered "localhost"
	// it has a fragment, which would swallow the parameters that are appended
	// this Consumer is not registered for out-of-band use; send a callback address
}

func ExampleIssuedRequestToken_ReturnURL() {
	t := oauthcore.IssuedRequestToken{Callback: "http://printer.example.com/ready?job=1", State: oauthcore.StateAuthorized, Verifier: "hfdp7dh39dks9884"}
	t.Token = "hh5s93j4hdidpola"
	fmt.Println(t.ReturnURL())
	t.State = oauthcore.StateDenied
	fmt.Println(t.ReturnURL())
	// Output:
	// http://printer.example.com/ready?job=1&oauth_token=hh5s93j4hdidpola&oauth_verifier=hfdp7dh39dks9884
	// http://printer.example.com/ready?job=1&oauth_token=hh5s93j4hdidpola&error=access_denied
}

func ExampleReadReturn() {
	for _, query := range []string{"oauth_token=t&oauth_verifier=v", "oauth_token=t&error=access_denied"} {
		token, verifier, err := oauthcore.ReadReturn(httptest.NewRequest("GET", "/ready?"+query, nil))
		fmt.Printf("%q %q %v\n", token, verifier, err)
	}
	// Output:
	// "t" "v" <nil>
	// "t" "" permission_denied: The User said no.
}

// What is made sure of at one endpoint, in order; the documentation of a
// Service Provider can print it.
func ExampleChecks() {
	for _, check := range oauthcore.Checks("access token") {
		fmt.Printf("%-7s %s\n", check.Section, check.Name)
	}
	// Output:
	// 5.2     protocol parameters in one place only
	// 5       no protocol parameter twice
	// 10      no unknown protocol parameter
	// 10      no required parameter missing
	// 6.1.1   version is 1.0
	// 9       signature method is supported
	// 8       timestamp and nonce are well formed
	// 8       timestamp is near the server's clock
	// 4.2     Consumer is registered
	// 9       Consumer may use the signature method
	// 6.3.1   no parameter of the application's own
	// 6.3.2   Request Token is this Consumer's
	// 9       signature is right
	// 4.2     Consumer is not barred
	// 6.3.1   verifier is there
	// 6.3.2   Request Token is authorized and alive
	// 11.11   Consumer may ask now
	// 8       nonce has not been used
	// 6.3.2   verifier is right
}

func ExampleCodes() {
	for _, info := range oauthcore.Codes()[:3] {
		fmt.Println(info.Status, info.Code, "–", info.Meaning)
	}
	// Output:
	// 400 parameter_absent – A required parameter is missing; oauth_parameters_absent names it.
	// 400 parameter_rejected – A parameter is unexpected, repeated or malformed; oauth_parameters_rejected holds it.
	// 400 version_rejected – oauth_version is something other than 1.0.
}

// A refusal says which rule was broken, and the other side reads it.
func ExampleServiceProvider_WriteProblem() {
	sp := &oauthcore.ServiceProvider{Origin: "https://photos.example.net"}
	w := httptest.NewRecorder()
	sp.WriteProblem(w, httptest.NewRequest("GET", "/photos", nil), oauthcore.NewProblem(
		oauthcore.AdditionalAuthorizationRequired, "This token may read but not upload."))
	fmt.Println(w.Code, w.Header().Get("WWW-Authenticate"))

	problem := oauthcore.ReadProblem(w.Result(), w.Body.Bytes())
	fmt.Println(problem.Code, "–", problem.Advice)
	// Output:
	// 401 OAuth realm="https://photos.example.net/", oauth_problem="additional_authorization_required", oauth_problem_advice="This%20token%20may%20read%20but%20not%20upload."
	// additional_authorization_required – This token may read but not upload.
}

// A request without a token is the Consumer's own.
func ExampleServiceProvider_AuthenticateConsumer() {
	sp, _ := newProvider()
	consumer := printerAt(appendixSecond, "n")
	r, _ := http.NewRequest("GET", "http://photos.example.net/api/consumer", nil)
	consumer.Sign(r, "", "")
	registration, err := sp.AuthenticateConsumer(r)
	fmt.Println("your key and signature work,", registration.Name, err)
	// Output:
	// your key and signature work, printer <nil>
}

// The hooks of a trace see every step of a check, and no secret.
func ExampleWithTrace() {
	sp, _ := newProvider()
	consumer := printerAt(appendixSecond, "n")
	r, _ := http.NewRequest("GET", "http://photos.example.net/photos", nil)
	consumer.Sign(r, "nnch734d00sl2jdk", "a wrong secret")

	ctx := oauthcore.WithTrace(context.Background(), &oauthcore.Trace{
		Collected: func(m oauthcore.MessageInfo) { fmt.Println(len(m.Params), "parameters in the", m.Params[0].Place) },
		Checked: func(c oauthcore.CheckInfo) {
			if c.Section == "9" {
				fmt.Printf("%t: %s\n", c.Passed, c.Name)
			}
		},
	})
	sp.Authenticate(r.Clone(ctx))
	// Output:
	// 7 parameters in the header
	// true: signature method is supported
	// true: Consumer may use the signature method
	// false: signature is right
}
