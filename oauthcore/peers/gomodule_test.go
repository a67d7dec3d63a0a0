package peers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	gomodule "github.com/gomodule/oauth1/oauth"
)

// What is right by the specification and is not done, or done otherwise, by
// gomodule/oauth1.
var gomoduleSigns = deviations{
	"V19": {"signature_invalid", "net/url drops what has a semicolon"},
	"V49": {otherwise, "oauth_version cannot be left out"},
	"V54": {otherwise, "it knows no oauth_body_hash"},
	"V57": {"parameter_rejected", "it signs an unknown oauth_ parameter, we refuse it"},
}

// TestGomoduleSigns: gomodule/oauth1 signs, in header, body and query, and we
// check.
func TestGomoduleSigns(t *testing.T) {
	t.Parallel()
	cases := present(append(vectors(t), own()...), "header body query", "HMAC-SHA1 HMAC-SHA256 RSA-SHA1 RSA-SHA256 PLAINTEXT")
	gomoduleSigns.compare(t, goSigner(signGomodule).sign(t, cases), true)
}

var gomoduleMethods = map[string]gomodule.SignatureMethod{
	"HMAC-SHA1": gomodule.HMACSHA1, "HMAC-SHA256": gomodule.HMACSHA256,
	"RSA-SHA1": gomodule.RSASHA1, "RSA-SHA256": gomodule.RSASHA256, "PLAINTEXT": gomodule.PLAINTEXT,
}

func signGomodule(t *testing.T, e exchange) (*http.Request, error) {
	client := gomodule.Client{
		Credentials:     gomodule.Credentials{Token: e.OAuth["oauth_consumer_key"], Secret: e.ConsumerSecret},
		SignatureMethod: gomoduleMethods[e.OAuth["oauth_signature_method"]], PrivateKey: rsaKey().private,
	}
	var token *gomodule.Credentials
	if name, given := e.OAuth["oauth_token"]; given {
		token = &gomodule.Credentials{Token: name, Secret: e.TokenSecret}
	}
	r := e.request(t)
	form, err := readForm(e)
	if err != nil {
		return nil, err
	}
	if e.Place == "header" {
		return r, client.SetAuthorizationHeader(r.Header, token, e.Method, r.URL, form)
	}
	added, err := signForm(&client, token, r, form)
	if err != nil {
		return nil, err
	}
	if e.Place == "body" {
		e.Body, e.ContentType = strings.TrimPrefix(e.Body+"&"+added, "&"), formType
		return e.request(t), nil
	}
	r.URL.RawQuery = strings.TrimPrefix(r.URL.RawQuery+"&"+added, "&")
	return r, nil
}

// readForm reads the form body, which the library leaves to its caller.
func readForm(e exchange) (url.Values, error) {
	if !strings.HasPrefix(strings.ToLower(e.ContentType), formType) {
		return url.Values{}, nil
	}
	return url.ParseQuery(e.Body)
}

// signForm answers the parameters that signing has added to those of query and
// form, encoded. The library wants an address without a query.
func signForm(client *gomodule.Client, token *gomodule.Credentials, r *http.Request, form url.Values) (string, error) {
	for name, values := range r.URL.Query() {
		form[name] = append(form[name], values...)
	}
	address := *r.URL
	address.RawQuery = ""
	if err := client.SignForm(token, r.Method, address.String(), form); err != nil {
		return "", err
	}
	added := url.Values{}
	for name, values := range form {
		if strings.HasPrefix(name, "oauth_") {
			added[name] = values
		}
	}
	return added.Encode(), nil
}
