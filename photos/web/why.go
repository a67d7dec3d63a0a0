package web

import "example.net/oauth1/photos/requestlog"

// Clause names the clause that asks for the check.
func (c explainedCheck) Clause() string {
	if c.Section == "" || c.Section[0] < '0' || c.Section[0] > '9' {
		return c.Section
	}
	return "OAuth Core 1.0a section " + c.Section
}

// explainedCheck is a verdict with what the check is for.
type explainedCheck struct {
	requestlog.Check
	Why string
}

func explained(checks []requestlog.Check) (list []explainedCheck) {
	for _, check := range checks {
		list = append(list, explainedCheck{check, whyChecked[check.Name]})
	}
	return list
}

// whyChecked says in a sentence what each check is for. A test holds it against the lists of oauthcore.
var whyChecked = map[string]string{
	"protocol parameters in one place only":           "Header, form body or query: with parameters in two of them it would not be clear which ones count.",
	"no protocol parameter twice":                     "Two values for one name could be read differently by two programs.",
	"no unknown protocol parameter":                   "Names that begin with oauth_ are reserved, so an unknown one is a typing mistake or meant for somebody else.",
	"no required parameter missing":                   "Key, method and signature say who speaks; timestamp and nonce make the request one that works once.",
	"version is 1.0":                                  "Revision A is version 1.0 too; the parameter may be left out.",
	"signature method is supported":                   "The names are case-sensitive. PLAINTEXT sends the secrets themselves, so it is for https only.",
	"timestamp and nonce are well formed":             "The timestamp is a whole number of seconds since 1970, the nonce 1 to 128 printable characters.",
	"timestamp is near the server's clock":            "It bounds for how long nonces must be remembered. If it is refused, compare your clock with ours.",
	"Consumer is registered":                          "The key is looked up. An unknown one is refused only after a signature was computed all the same.",
	"Consumer may use the signature method":           "The registration says which methods it may use, and an RSA key is never used as a secret.",
	"secrets do not travel through a browser":         "An address that a User opens stays in her history, so PLAINTEXT would leave the secret there.",
	"no parameter of the application's own":           "Everything else had to be said when the Request Token was asked for, before the User decided.",
	"Request Token is this Consumer's":                "A Request Token works only for the Consumer that asked for it.",
	"Access Token is this Consumer's":                 "An Access Token works only for the Consumer that it was issued to.",
	"verifier is there":                               "The User brings the verifier back: it shows that who allowed and who returned are the same person.",
	"signature is right":                              "We build the base string from what arrived, sign it with the stored secrets, and compare.",
	"Consumer is not barred":                          "A suspended application is refused, but only told so when its signature is right.",
	"no token is used to ask for one":                 "Where a token is asked for there is none yet: leave oauth_token out.",
	"no token where only the Consumer speaks":         "This request is the application's own, without any User: leave oauth_token out, or empty.",
	"callback is a registered address or oob":         "Scheme, host and port must be registered, and the path must be the same or below one that ends with a slash.",
	"callback is a registered address":                "Scheme, host and port must be registered, and the path must be the same or below one that ends with a slash.",
	"the application's own parameters are understood": "What is asked for beside a token must mean something here: the rights and albums that the User is to be asked for.",
	"Request Token is authorized and alive":           "The User has said yes, the token was not exchanged before, and it is not too old.",
	"Access Token is alive":                           "It was not revoked, and neither it nor the User's permission has run out.",
	"body is the one that was signed":                 "A signature does not cover a body that is no form, unless its hash is sent and signed.",
	"session handle is the token's":                   "Whoever renews a short-lived token must know the handle that came with it.",
	"verifier is right":                               "It is the one that the User was given. There are few tries.",
	"Consumer may ask now":                            "An application that asks too often is told to wait, and so is one whose developer has switched that on in the sandbox.",
	"nonce has not been used":                         "Together with timestamp, key and token it is used once. It comes last, so that only a right request uses it up.",
}
