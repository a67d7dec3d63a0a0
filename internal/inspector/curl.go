package inspector

import (
	"strings"

	"example.net/oauth1/oauthcore"
)

// CurlExact writes a request as a curl command of the very bytes that were sent.
// A Service Provider refuses it, for its nonce is used up: that is a lesson, too.
// Where a value is masked, a name stands in its place.
func CurlExact(s *Side) string {
	if s.Request == "" || s.URL == "" {
		return ""
	}
	w := wireOf(s.Request)
	var b strings.Builder
	b.WriteString("curl -i -X " + quote(s.Method) + " " + quote(unmasked(w.address(s))))
	for _, h := range w.headers {
		switch strings.ToLower(h.Name) {
		case "host", "content-length", "accept-encoding", "connection":
			continue
		}
		b.WriteString(" \\\n  -H " + quote(unmasked(h.Name+": "+h.Value)))
	}
	if w.body != "" {
		b.WriteString(" \\\n  --data-raw " + quote(unmasked(w.body)))
	}
	return b.String() + "\n"
}

func unmasked(text string) string { return strings.ReplaceAll(text, oauthcore.Masked, "YOUR-SECRET") }

// Curl writes a request as a shell script that signs and sends it anew: the same
// parameters in the header, with a fresh timestamp and nonce, and names in the
// place of the secrets. It is "" where a shell cannot: for PLAINTEXT, and for what
// was not signed.
func Curl(s *Side) string {
	digest := openssl[s.Param("oauth_signature_method")]
	if s.URL == "" || digest == "" {
		return ""
	}
	var b strings.Builder
	b.WriteString(secretsOf(s))
	b.WriteString("TIME=$(date +%s) NONCE=$(openssl rand -hex 12)\n")
	b.WriteString(`BASE="` + shellMarks.Replace(oauthcore.BaseString(s.Method, s.URL, s.toSign())) + "\"\n")
	b.WriteString(`SIGNATURE=$(printf %s "$BASE" | ` + digest + ` -binary | base64 | tr -d '\n' | sed 's|+|%2B|g; s|/|%2F|g; s|=|%3D|g')` + "\n")
	b.WriteString("curl -i -X " + quote(s.Method) + " " + quote(s.ordinaryAddress()))
	for _, p := range s.Parameters {
		if p.Place == "body" && !isProtocol(p.Name) {
			b.WriteString(" \\\n  --data-raw " + quote(oauthcore.Encode(p.Name)+"="+oauthcore.Encode(p.Value)))
		}
	}
	b.WriteString(" \\\n  -H \"Authorization: OAuth " + shellMarks.Replace(s.header()) + `, oauth_signature=\"$SIGNATURE\""`)
	return b.String() + "\n"
}

// openssl makes the signature of each method: with both secrets as a key, or with
// the private key.
var openssl = map[string]string{
	"HMAC-SHA1": hmacWith("sha1"), "HMAC-SHA256": hmacWith("sha256"), "HMAC-SHA512": hmacWith("sha512"),
	"RSA-SHA1": "openssl dgst -sha1 -sign private.pem", "RSA-SHA256": "openssl dgst -sha256 -sign private.pem",
	"RSA-SHA512": "openssl dgst -sha512 -sign private.pem",
}

func hmacWith(hash string) string {
	return "openssl dgst -" + hash + ` -hmac "$CONSUMER_SECRET&$TOKEN_SECRET"`
}

// secretsOf begins a script with what its reader fills in.
func secretsOf(s *Side) string {
	text := "CONSUMER_SECRET='your-consumer-secret'\n"
	switch part := tokenPart(s); {
	case strings.HasPrefix(s.Param("oauth_signature_method"), "RSA"):
		text = "# private.pem is your RSA key\n"
	case part.Empty:
		text += "TOKEN_SECRET=''\n"
	default:
		text += "TOKEN_SECRET='the-" + strings.ReplaceAll(strings.ToLower(part.Name), " ", "-") + "'\n"
	}
	for _, p := range s.Parameters {
		if p.Value == oauthcore.Masked && p.Name != "oauth_signature" {
			return text + "HIDDEN='the-" + strings.TrimPrefix(p.Name, "oauth_") + "'\n"
		}
	}
	return text
}

// Marks are of letters only, which look the same however often they are encoded;
// then they become variables of the script.
const timeMark, nonceMark, hiddenMark = "TIMEtimeTIMEtime", "NONCEnonceNONCEnonce", "HIDDENhiddenHIDDEN"

var shellMarks = strings.NewReplacer(timeMark, "$TIME", nonceMark, "$NONCE", hiddenMark, "$HIDDEN")

func (p Param) marked() string {
	switch {
	case p.Name == "oauth_timestamp":
		return timeMark
	case p.Name == "oauth_nonce":
		return nonceMark
	case p.Value == oauthcore.Masked:
		return hiddenMark
	}
	return p.Value
}

func (s *Side) toSign() (list oauthcore.Params) {
	for _, p := range s.Parameters {
		if p.Name != "oauth_signature" {
			list = append(list, oauthcore.Param{Name: p.Name, Value: p.marked()})
		}
	}
	return list
}

// ordinaryAddress is the URL with what of its query is not the protocol's.
func (s *Side) ordinaryAddress() string {
	var query oauthcore.Params
	for _, p := range s.Parameters {
		if p.Place == "query" && !isProtocol(p.Name) {
			query = append(query, oauthcore.Param{Name: p.Name, Value: p.Value})
		}
	}
	if query == nil {
		return s.URL
	}
	return s.URL + "?" + query.Encode()
}

// header lists the protocol parameters as the header holds them. Encoded values
// hold nothing that a shell would read between double quotes.
func (s *Side) header() string {
	var pairs []string
	for _, p := range s.Parameters {
		if isProtocol(p.Name) && p.Name != "oauth_signature" {
			pairs = append(pairs, oauthcore.Encode(p.Name)+`=\"`+oauthcore.Encode(p.marked())+`\"`)
		}
	}
	return strings.Join(pairs, ", ")
}

func isProtocol(name string) bool { return strings.HasPrefix(name, "oauth_") }

// quote makes one word of a text, for a shell.
func quote(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
