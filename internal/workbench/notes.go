package workbench

import (
	"net/http"
	"strings"

	"example.net/oauth1/oauthcore"
)

// A Note says what a reader may not expect, and by which clause it is so.
type Note struct {
	Text    string
	Core    string // section of OAuth Core 1.0a
	RFC     string // section of RFC 5849
	Warning bool   // a Service Provider would refuse this, or it is unsafe
}

// notes walks the request in the order in which it is signed.
func (d *Draft) notes(t target, m *oauthcore.Message) (list []Note) {
	add := func(when bool, text, core, rfc string) {
		if when {
			list = append(list, Note{Text: text, Core: core, RFC: rfc})
		}
	}
	add(m.Method != strings.ToUpper(m.Method), "The method is signed in upper case.", "9.1.3", "3.4.1.1")
	d.notesOnURL(t, add)
	d.notesOnParams(t, add)
	d.notesOnBody(m, add)
	add(d.Realm != "" && d.Place == oauthcore.InHeader, "realm stands in the header but is not signed.", "9.1.1", "3.4.1.3.1")
	return append(list, d.warnings(t)...)
}

func (d *Draft) notesOnURL(t target, add func(bool, string, string, string)) {
	const core, rfc = "9.1.2", "3.4.1.2"
	add(strings.ToLower(t.scheme+t.authority) != t.scheme+t.authority, "Scheme and host are signed in lower case.", core, rfc)
	standard := map[string]string{"http": ":80", "https": ":443"}[strings.ToLower(t.scheme)]
	port := t.authority[strings.LastIndex(t.authority, ":")+1:]
	hasPort := port != t.authority && !strings.HasSuffix(t.authority, "]")
	add(hasPort && strings.HasSuffix(t.authority, standard), "The port is the scheme’s own, so it is left out.", core, rfc)
	add(hasPort && !strings.HasSuffix(t.authority, standard), "The port is not the scheme’s own, so it is signed.", core, rfc)
	add(t.path == "", "An empty path is signed as /.", core, rfc)
	add(strings.Contains(t.path, "%"), "The path is signed as it is sent: what is escaped in it stays so, and is encoded once more in the base string.", core, rfc)
	add(t.hasQuery, "The query is not part of the signed address; its parameters are signed with the others.", core, rfc)
	add(t.fragment, "What follows # is never sent, so it is not signed.", core, rfc)
}

func (d *Draft) notesOnParams(t target, add func(bool, string, string, string)) {
	body := d.Body
	if !isForm(d.Type) {
		body = ""
	}
	either := t.query + "&" + body
	add(strings.Contains(either, "+"), "In a query and in a form, + means a space; a plus sign itself is written %2B there.", "9.1.1", "3.4.1.3.1")
	add(strings.Contains(either, ";"), "A semicolon does not hold parameters apart: it belongs to the value.", "9.1.1", "3.4.1.3.1")
	add(lowerHex(either), "Escapes are decoded first and written again with upper-case digits.", "5.1", "3.6")
	add(withoutValue(either), "A name without = is signed with = and an empty value.", "9.1.1", "3.4.1.3.2")
}

func (d *Draft) notesOnBody(m *oauthcore.Message, add func(bool, string, string, string)) {
	add(len(m.Body) > 0 && d.method() != http.MethodPost && isForm(d.Type), "RFC 5849 signs a form body whatever the method; Core names only POST.", "9.1.1", "3.4.1.3.1")
	loose := d.Body != "" && !isForm(d.Type)
	add(loose && !d.BodyHash, "This body is no form, so the signature says nothing about it: anybody on the way may change it. oauth_body_hash closes that.", "11.13", "3.4.1.3.1")
	add(d.BodyHash && !loose && d.Body != "", "The parameters of a form are signed one by one, so oauth_body_hash is left out.", "9.1.1", "3.4.1.3.1")
}

// warnings are what a Service Provider would not take.
func (d *Draft) warnings(t target) (list []Note) {
	warn := func(when bool, text, core, rfc string) {
		if when {
			list = append(list, Note{text, core, rfc, true})
		}
	}
	plaintext := d.Get("oauth_signature_method") == oauthcore.Plaintext.Name()
	warn(d.Get("oauth_consumer_key") == "", "There is no oauth_consumer_key: a Service Provider could not tell whose secret to check with.", "7", "3.1")
	warn(!plaintext && d.Get("oauth_timestamp") == "", "There is no oauth_timestamp: seconds since 1970.", "8", "3.3")
	warn(strings.Trim(d.Get("oauth_timestamp"), "0123456789") != "", "A timestamp is a whole number of seconds since 1970.", "8", "3.3")
	warn(!plaintext && d.Get("oauth_nonce") == "", "There is no oauth_nonce: any text that was not used with this timestamp before.", "8", "3.3")
	warn(plaintext && !strings.EqualFold(t.scheme, "https"), "PLAINTEXT sends the secrets themselves, so it is for https only.", "9.4", "3.4.4")
	warn(d.Place == oauthcore.InQuery, "In the query, the parameters end up in logs and histories. The header is the better place.", "5.2", "3.5.3")
	for _, secret := range []string{d.ConsumerSecret, d.TokenSecret} {
		warn(strings.TrimSpace(secret) != secret, "A secret begins or ends with white space: that is signed too, and mostly a mistake of copying.", "9.2", "3.4.2")
	}
	return list
}

func lowerHex(text string) bool {
	for i := 0; i+2 < len(text); i++ {
		if text[i] == '%' && strings.ToUpper(text[i:i+3]) != text[i:i+3] {
			return true
		}
	}
	return false
}

func withoutValue(text string) bool {
	for pair := range strings.SplitSeq(text, "&") {
		if pair != "" && !strings.Contains(pair, "=") {
			return true
		}
	}
	return false
}
