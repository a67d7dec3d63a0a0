package web

import (
	"strings"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/requestlog"
)

// curlAgain writes a request of the log as a shell script that signs and sends it anew: the same parameters in the
// header, with a fresh timestamp and nonce, and names in the place of the secrets. Nothing is written for a request
// that could not be read, nor where a value that is sent is masked in the log.
func curlAgain(e *requestlog.Entry) string {
	digest := openssl[e.Param("oauth_signature_method")]
	if e.URL == "" || digest == "" || e.Param("oauth_consumer_key") == "" || hidden(e) {
		return ""
	}
	var b strings.Builder
	secrets(&b, e)
	b.WriteString("TIME=$(date +%s) NONCE=$(openssl rand -hex 12)\n")
	b.WriteString(`BASE="` + oauthcore.BaseString(e.Method, e.URL, toSign(e)) + "\"\n")
	b.WriteString(`SIGNATURE=$(printf %s "$BASE" | ` + digest + ` -binary | base64 | tr -d '\n' | sed 's|+|%2B|g; s|/|%2F|g; s|=|%3D|g')` + "\n")
	b.WriteString("curl -i -X " + quote(e.Method) + " " + quote(address(e)))
	for _, p := range e.Parameters {
		if p.Place == "body" && !isProtocol(p.Name) {
			b.WriteString(" \\\n  --data-raw " + quote(oauthcore.Encode(p.Name)+"="+oauthcore.Encode(p.Value)))
		}
	}
	b.WriteString(" \\\n  -H \"Authorization: OAuth " + header(e) + `, oauth_signature=\"$SIGNATURE\""`)
	return unmark.Replace(b.String()) + "\n"
}

// openssl makes the signature of each method: with both secrets as a key, or with the private key.
var openssl = map[string]string{
	"HMAC-SHA1": hmacWith("sha1"), "HMAC-SHA256": hmacWith("sha256"), "HMAC-SHA512": hmacWith("sha512"),
	"RSA-SHA1": "openssl dgst -sha1 -sign private.pem", "RSA-SHA256": "openssl dgst -sha256 -sign private.pem",
	"RSA-SHA512": "openssl dgst -sha512 -sign private.pem",
}

func hmacWith(hash string) string {
	return "openssl dgst -" + hash + ` -hmac "$CONSUMER_SECRET&$TOKEN_SECRET"`
}

// secrets begins the script with what its reader fills in.
func secrets(b *strings.Builder, e *requestlog.Entry) {
	if strings.HasPrefix(e.Param("oauth_signature_method"), "RSA") {
		b.WriteString("# private.pem is your RSA key\n")
		return
	}
	b.WriteString("CONSUMER_SECRET='your-consumer-secret'\n")
	if e.Param("oauth_token") == "" {
		b.WriteString("TOKEN_SECRET=''\n")
		return
	}
	b.WriteString("TOKEN_SECRET='the-secret-of-this-token'\n")
}

// Placeholders of letters only, which look the same however often they are encoded; then they become the script's.
const timeMark, nonceMark = "TIMEtimeTIMEtime", "NONCEnonceNONCEnonce"

var unmark = strings.NewReplacer(timeMark, "$TIME", nonceMark, "$NONCE")

// toSign are the parameters of the base string, sorted there by name, so that the marks do not change their order.
func toSign(e *requestlog.Entry) (params oauthcore.Params) {
	for _, p := range e.Parameters {
		if p.Name != "oauth_signature" {
			params = append(params, oauthcore.Param{Name: p.Name, Value: marked(p)})
		}
	}
	return params
}

func marked(p requestlog.Param) string {
	switch p.Name {
	case "oauth_timestamp":
		return timeMark
	case "oauth_nonce":
		return nonceMark
	}
	return p.Value
}

func hidden(e *requestlog.Entry) bool {
	for _, p := range e.Parameters {
		if p.Value == oauthcore.Masked && p.Name != "oauth_signature" {
			return true
		}
	}
	return false
}

// address is the URL with its ordinary query.
func address(e *requestlog.Entry) string {
	var query oauthcore.Params
	for _, p := range e.Parameters {
		if p.Place == "query" && !isProtocol(p.Name) {
			query = append(query, oauthcore.Param{Name: p.Name, Value: p.Value})
		}
	}
	if query == nil {
		return e.URL
	}
	return e.URL + "?" + query.Encode()
}

// header lists the protocol parameters as the header holds them. Encoded values hold nothing that a shell would read
// between double quotes.
func header(e *requestlog.Entry) string {
	var pairs []string
	for _, p := range e.Parameters {
		if isProtocol(p.Name) && p.Name != "oauth_signature" {
			pairs = append(pairs, oauthcore.Encode(p.Name)+`=\"`+oauthcore.Encode(marked(p))+`\"`)
		}
	}
	return strings.Join(pairs, ", ")
}

func isProtocol(name string) bool { return strings.HasPrefix(name, "oauth_") }

// quote makes one word of a text, for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
