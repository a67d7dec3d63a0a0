package workbench

import (
	"bufio"
	"net/http"
	"strconv"
	"strings"

	"example.net/oauth1/oauthcore"
)

// Read takes apart what somebody has pasted: a whole request, a curl command, an Authorization header or a base string.
// What a text does not hold (secrets never, the method and address of a header) is taken from the draft before it.
func Read(text string, before Draft) (Draft, error) {
	text = strings.TrimSpace(strings.ReplaceAll(text, "\r\n", "\n"))
	if len(text) > maxText {
		return before, refuse("What you pasted is longer than 64 KB.")
	}
	after := Draft{ConsumerSecret: before.ConsumerSecret, TokenSecret: before.TokenSecret, PrivateKey: before.PrivateKey}
	line, _, _ := strings.Cut(text, "\n")
	switch {
	case strings.HasPrefix(line, "curl ") || strings.HasPrefix(line, "$ curl "):
		return readCurl(strings.TrimPrefix(text, "$ "), after)
	case strings.Contains(line, " HTTP/1"):
		return readRequest(text, after)
	case isHeader(text):
		after.Method, after.URL, after.Type, after.Body = before.Method, before.URL, before.Type, before.Body
		return after, after.readHeader(text)
	case strings.Count(text, "&") == 2 && strings.Contains(text, "%3A%2F%2F"):
		return readBaseString(text, after)
	}
	return before, refuse("This is neither a request (it begins with a line such as “GET /photos HTTP/1.1”), nor a curl command, nor an Authorization header, nor a base string.")
}

func isHeader(text string) bool {
	text = strings.ToLower(text)
	return strings.HasPrefix(text, "authorization:") || strings.HasPrefix(text, "oauth ")
}

// readHeader reads an Authorization header, which may have been folded.
func (d *Draft) readHeader(text string) error {
	value := strings.Join(strings.Fields(text), " ")
	if name, rest, found := strings.Cut(value, ":"); found && strings.EqualFold(strings.TrimSpace(name), "Authorization") {
		value = strings.TrimSpace(rest)
	}
	h, err := oauthcore.ParseHeader(value)
	if err != nil {
		return refuse("The Authorization header cannot be read: %v.", err)
	}
	d.Place, d.Realm = oauthcore.InHeader, h.Realm
	d.takeProtocol(h.Params)
	return nil
}

// takeProtocol makes parameters that came with a request the Draft's own.
func (d *Draft) takeProtocol(params oauthcore.Params) {
	for _, p := range params {
		switch {
		case p.Name == "oauth_signature":
			d.Signature = p.Value
		case p.Name == "oauth_body_hash":
			d.BodyHash = true // made anew, so that it shows when the body is another one
		case p.Value != "" || !hasField[p.Name]:
			d.Protocol = append(d.Protocol, p)
		}
	}
}

func readRequest(text string, d Draft) (Draft, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	var kept []string
	for i, line := range lines {
		name, _, _ := strings.Cut(strings.ToLower(line), ":")
		if i == 0 || (name != "content-length" && name != "transfer-encoding") {
			kept = append(kept, line)
		}
	}
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.Join(kept, "\r\n") + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n")))
	if err != nil {
		return d, refuse("This cannot be read as a request: %v.", err)
	}
	d.Method, d.Type, d.Body = r.Method, r.Header.Get("Content-Type"), body
	d.URL = r.RequestURI
	if strings.HasPrefix(d.URL, "/") {
		d.URL = "http://" + r.Host + d.URL
	}
	return d, d.unpack(r.Header.Get("Authorization"))
}

// unpack looks for the protocol parameters where they may travel, and takes them out of there.
func (d *Draft) unpack(authorization string) error {
	if strings.HasPrefix(strings.ToLower(authorization), "oauth ") {
		return d.readHeader(authorization)
	}
	address, query, _ := strings.Cut(d.URL, "?")
	if rest, params, err := withoutProtocol(query); err != nil || len(params) > 0 {
		d.Place, d.URL = oauthcore.InQuery, address+"?"+rest
		if rest == "" {
			d.URL = address
		}
		d.takeProtocol(params)
		return err
	}
	if !isForm(d.Type) {
		return nil
	}
	rest, params, err := withoutProtocol(d.Body)
	if len(params) > 0 {
		d.Place, d.Body = oauthcore.InBody, rest
		d.takeProtocol(params)
	}
	return err
}

// withoutProtocol parts a form into the protocol parameters and the rest, which keeps its bytes.
func withoutProtocol(form string) (rest string, protocol oauthcore.Params, err error) {
	var others []string
	for pair := range strings.SplitSeq(form, "&") {
		params, err := oauthcore.ParseForm(pair)
		if err != nil {
			return form, nil, refuse("The parameters cannot be read: %v.", err)
		}
		if len(params) == 1 && strings.HasPrefix(params[0].Name, "oauth_") {
			protocol = append(protocol, params[0])
		} else {
			others = append(others, pair)
		}
	}
	return strings.Join(others, "&"), protocol, nil
}

// readBaseString goes back from a base string to a request that has it (OAuth Core 1.0a section 9.1.3).
func readBaseString(text string, d Draft) (Draft, error) {
	parts := strings.Split(text, "&")
	address, err1 := oauthcore.Decode(parts[1])
	list, err2 := oauthcore.Decode(parts[2])
	if err1 != nil || err2 != nil {
		return d, refuse("The base string cannot be decoded: a percent sign in it is not followed by two hexadecimal digits.")
	}
	d.Method, d.Theirs = parts[0], text
	var query oauthcore.Params
	for pair := range strings.SplitSeq(list, "&") {
		name, value, _ := strings.Cut(pair, "=")
		n, err1 := oauthcore.Decode(name)
		v, err2 := oauthcore.Decode(value)
		if err1 != nil || err2 != nil {
			return d, refuse("The parameter %q in the base string cannot be decoded.", pair)
		}
		if strings.HasPrefix(n, "oauth_") {
			d.Protocol = append(d.Protocol, oauthcore.Param{Name: n, Value: v})
		} else if pair != "" {
			query = append(query, oauthcore.Param{Name: n, Value: v})
		}
	}
	if d.URL = address; len(query) > 0 {
		d.URL += "?" + query.Encode()
	}
	return d, nil
}
