package probe

// A Statement is one thing that the specification asks for, with the number that docs/spec-map.md gives it. C is OAuth
// Core 1.0 Revision A; R is RFC 5849, where it says more.
type Statement struct {
	ID      string `json:"id"`
	Section string `json:"section"`
	Text    string `json:"text"`
	Level   Level  `json:"level"`
}

// A Level is how strongly the specification asks for a statement.
type Level string

// The levels. What stands between them, or is good practice only, counts as Should.
const (
	Must   Level = "MUST"
	Should Level = "SHOULD"
)

// Clause names where the statement stands.
func (s Statement) Clause() string {
	if s.ID[0] == 'R' {
		return "RFC 5849 section " + s.Section
	}
	return "OAuth Core 1.0a section " + s.Section
}

// ofProviders are the statements about a Service Provider that can be seen from outside.
var ofProviders = []Statement{
	{"C9", "5", "Names and values are case sensitive", Must},
	{"C10", "5", "No protocol parameter occurs twice", Must},
	{"C12", "5.1", "Every byte outside the unreserved set is encoded", Must},
	{"C13", "5.1", "Unreserved bytes are never encoded", Must},
	{"C14", "5.1", "Hexadecimal digits are upper case", Must},
	{"C15", "5.1", "Text is UTF-8 before it is encoded", Must},
	{"C16", "5.2", "Parameters are accepted in header, form body and query", Must},
	{"C18", "5.3", "Tokens are answered as encoded pairs joined by `&`", Must},
	{"C19", "5.4", "The header form is accepted", Should},
	{"C21", "5.4.1", "The scheme is matched without regard to case", Must},
	{"C22", "5.4.1", "Names and values in the header are encoded", Must},
	{"C23", "5.4.1", "`name=\"value\"`, the value possibly empty", Must},
	{"C24", "5.4.1", "Separated by commas and optional white space", Must},
	{"C25", "5.4.1", "`realm` is a quoted string of HTTP and is never signed", Should},
	{"C26", "5.4.2", "A refused request for a resource is challenged", Should},
	{"C27", "6", "A Request Token is exchanged at most once", Must},
	{"C28", "6", "A Request Token is good for nothing else", Must},
	{"C32", "6", "Only an Access Token opens a Protected Resource", Must},
	{"C33", "6.1.1", "The Request Token is asked for by POST", Should},
	{"C35", "6.1.1", "`oauth_version`, if sent, is exactly `1.0`", Must},
	{"C36", "6.1.1", "An absent version means 1.0", Must},
	{"C37", "6.1.1", "The callback is an absolute URL, or exactly `oob`", Must},
	{"C38", "6.1.2", "Signature and key are checked before a token is issued", Must},
	{"C39", "6.1.2", "No exchange before the User has granted", Must},
	{"C40", "6.1.2", "The answer has token, secret and `oauth_callback_confirmed=true`", Must},
	{"C49", "6.2.2", "The User can grant and can deny", Must},
	{"C53", "6.2.3", "An unguessable verification code is made; no exchange without it", Must},
	{"C54", "6.2.3", "The redirect adds `oauth_token` and `oauth_verifier`", Must},
	{"C55", "6.2.3", "The callback's own query is kept byte for byte", Must},
	{"C60", "6.3.2", "Signature, single use, owner of the token and verifier are checked", Must},
	{"C61", "6.3.2", "The answer has token and secret, and may have more", Must},
	{"C62", "7", "Requests for resources are signed with both secrets", Must},
	{"C63", "8", "The timestamp is a positive integer", Must},
	{"C66", "9", "Every token and resource request is signed and verified", Must},
	{"C67", "9", "The nonce is checked for reuse", Should},
	{"C69", "9.1.1", "Header (without realm), form body and query are collected", Must},
	{"C71", "9.1.1", "Sorted as bytes by name, then by value", Must},
	{"C72", "9.1.1", "`=` is written even for an empty value", Must},
	{"C73", "9.1.2", "The URL is scheme, authority and path", Must},
	{"C77", "9.1.3", "Method in upper case, URL and parameters, each encoded, joined by `&`", Must},
	{"C82", "9.4", "PLAINTEXT over a secure channel only", Should},
	{"C86", "10", "400 for an unsupported signature method", Should},
	{"C87", "10", "400 for a missing parameter", Should},
	{"C88", "10", "400 for a protocol parameter that occurs twice", Should},
	{"C89", "10", "401 for an invalid Consumer Key", Should},
	{"C90", "10", "401 for an invalid or expired token", Should},
	{"C91", "10", "401 for an invalid signature", Should},
	{"C92", "10", "401 for an invalid or used nonce", Should},
	{"C93", "10", "The same codes for requests for resources", Should},
	{"C114", "11.5", "What was authorized is not kept by shared caches", Should},
	{"C124", "11.15", "Sign-in and consent are not framed", Should},
	{"R4", "2.1", "The callback is required; an empty `oauth_token` may be sent", Must},
	{"R6", "2.1, 2.3", "Status 200 and the type of a form", Must},
	{"R7", "2.1", "`oauth_callback_confirmed=true`", Must},
	{"R10", "2.2", "The verifier is unguessable; both parameters come last", Must},
	{"R15", "3.1", "No protocol parameter twice", Must},
	{"R16", "3.2", "Signature, nonce, token and version are verified; the token is bound to its client", Must},
	{"R18", "3.3", "A nonce is unique with timestamp, client and token", Must},
	{"R22", "3.4.1.3.1", "The query is form data: `+` is a space; decoded, then encoded", Must},
	{"R23", "3.4.1.3.1", "A form body is signed whatever the method", Must},
	{"R25", "3.4.1.3.2", "Encoded first, then sorted", Must},
	{"R29", "3.5", "All protocol parameters in one place", Must},
}

// ofConsumers are the statements about a Consumer that a Service Provider can see.
var ofConsumers = []Statement{
	{"C17", "5.2", "The Consumer prefers the header and puts nothing else there", Should},
	{"C33", "6.1.1", "The Request Token is asked for by POST", Should},
	{"C34", "6.1.1", "The request is signed and has all its parameters", Must},
	{"C35", "6.1.1", "`oauth_version`, if sent, is exactly `1.0`", Must},
	{"C37", "6.1.1", "The callback is an absolute URL, or exactly `oob`", Must},
	{"C41", "6.1.2", "The Consumer goes no further without the confirmation", Should},
	{"C43", "6.2.1", "The User is sent to the authorization URL by GET", Must},
	{"C58", "6.3.1", "The exchange is a signed POST with token and verifier", Must},
	{"C59", "6.3.1", "No parameter of the application's own is allowed in it", Must},
	{"C62", "7", "Requests for resources are signed with both secrets", Must},
	{"C63", "8", "The timestamp is a positive integer", Must},
	{"C65", "8", "The Consumer makes a nonce of its own for each request", Must},
	{"C77", "9.1.3", "Method in upper case, URL and parameters, each encoded, joined by `&`", Must},
	{"R4", "2.1", "The callback is required; an empty `oauth_token` may be sent", Must},
}
