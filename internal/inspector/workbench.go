package inspector

import (
	"net/url"
	"strings"

	"example.net/oauth1/oauthcore"
)

// Workbench is the query with which the signature workbench of photos begins with
// this message: everything but the secrets, which nothing here knows, and what the
// Consumer has signed, to compare. It is "" for
// what was not signed, for PLAINTEXT, whose signature is the secrets, and where a
// value is masked: another base string would come out.
func (o Opened) Workbench() string {
	s := o.Side()
	method := s.Param("oauth_signature_method")
	if o.Base.Text == "" || s.URL == "" || method == "" || method == oauthcore.Plaintext.Name() || strings.Contains(o.Base.Text, oauthcore.Masked) {
		return ""
	}
	query := url.Values{"method": {s.Method}, "url": {s.ordinaryAddress()}}
	if o.Sent != nil {
		query.Set("theirs", o.Base.Text)
	}
	var more, form oauthcore.Params
	for _, p := range s.Parameters {
		pair := oauthcore.Param{Name: p.Name, Value: p.Value}
		switch field := inWorkbench[p.Name]; {
		case field != "":
			query.Set(field, p.Value)
			query.Set("place", p.Place)
		case isProtocol(p.Name):
			more = append(more, pair)
		case p.Place == "body":
			form = append(form, pair)
		}
	}
	query.Set("more", lines(more))
	if form != nil {
		query.Set("body", form.Encode())
		query.Set("type", "application/x-www-form-urlencoded")
	}
	return "?" + query.Encode()
}

// inWorkbench are the protocol parameters that have a field there.
var inWorkbench = map[string]string{
	"oauth_consumer_key": "consumer_key", "oauth_token": "token", "oauth_signature_method": "signature_method",
	"oauth_timestamp": "timestamp", "oauth_nonce": "nonce", "oauth_version": "version", "oauth_signature": "signature",
}

// lines has one parameter a line, not encoded.
func lines(list oauthcore.Params) string {
	var b strings.Builder
	for _, p := range list {
		b.WriteString(p.Name + "=" + p.Value + "\n")
	}
	return b.String()
}
