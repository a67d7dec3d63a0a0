package requestlog

import (
	"fmt"
	"net/http"
	"strings"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthtrace"
)

// answerHeaders are the headers of an answer that are kept. They are read as soon as the answer is written, since a
// header belongs to the request and ends with it.
var answerHeaders = [5]string{"Content-Type", "Content-Length", "Cache-Control", "Www-Authenticate", "Retry-After"}

func (d *draft) answered(h http.Header) {
	for i, name := range answerHeaders {
		if values := h[name]; len(values) > 0 {
			d.answer[i] = values[0]
		}
	}
}

// writeTexts writes the request and the answer as they travelled, for an entry that is kept.
func (d *draft) writeTexts(e *Entry) {
	if d.about.Target == "" {
		return
	}
	text := d.about.Method + " " + d.about.Target + " HTTP/1.1\r\nHost: " + d.about.Host + "\r\n" + headers(d.about.Header)
	e.RequestText = oauthtrace.Wire(text + "\r\n" + e.form())
	e.AnswerText = oauthtrace.Wire(d.answerText())
}

// ofPrograms are the headers of a request that are kept: those that a Consumer sets, and none that tell of a User whose
// browser opens a signed address.
var ofPrograms = []string{"Accept", "Accept-Encoding", "Authorization", "Content-Length", "Content-Type", "If-None-Match", "Range", "User-Agent"}

// longest is how much of a header is kept.
const longest = 4 << 10

func headers(h http.Header) string {
	var b strings.Builder
	_, program := h["Authorization"]
	for _, name := range ofPrograms {
		for _, value := range h[name] {
			if (program || strings.HasPrefix(name, "Content-")) && len(value) <= longest {
				b.WriteString(name + ": " + value + "\r\n")
			}
		}
	}
	return b.String()
}

// form is the body of the request, if its parameters were read from there.
func (e *Entry) form() string {
	var list oauthcore.Params
	for _, p := range e.Parameters {
		if p.Place == oauthcore.InBody.String() {
			list = append(list, oauthcore.Param{Name: p.Name, Value: p.Value})
		}
	}
	return list.Encode()
}

func (d *draft) answerText() string {
	text := fmt.Sprintf("HTTP/1.1 %d %s\r\n", d.status, http.StatusText(d.status))
	for i, name := range answerHeaders {
		if d.answer[i] != "" {
			text += name + ": " + d.answer[i] + "\r\n"
		}
	}
	return text + "\r\n"
}
