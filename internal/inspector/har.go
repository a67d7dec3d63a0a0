package inspector

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// HAR is an HTTP Archive, version 1.2, for the network tools of browsers and
// others. It holds the requests that were made, the masked values masked.
type HAR struct {
	Log HARLog `json:"log"`
}

// HARLog is the one member of a HAR.
type HARLog struct {
	Version string     `json:"version"`
	Creator HARTool    `json:"creator"`
	Entries []HAREntry `json:"entries"`
	Comment string     `json:"comment"`
}

// HARTool is the program that wrote it.
type HARTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// HAREntry is one request and its answer.
type HAREntry struct {
	StartedDateTime string      `json:"startedDateTime"`
	Time            float64     `json:"time"`
	Request         HARRequest  `json:"request"`
	Response        HARResponse `json:"response"`
	Cache           struct{}    `json:"cache"`
	Timings         HARTimings  `json:"timings"`
	Comment         string      `json:"comment"`
}

// HARRequest is a request.
type HARRequest struct {
	Method      string       `json:"method"`
	URL         string       `json:"url"`
	HTTPVersion string       `json:"httpVersion"`
	Cookies     []HARPair    `json:"cookies"`
	Headers     []HARPair    `json:"headers"`
	QueryString []HARPair    `json:"queryString"`
	PostData    *HARPostData `json:"postData,omitempty"`
	HeadersSize int          `json:"headersSize"`
	BodySize    int          `json:"bodySize"`
}

// HARResponse is an answer.
type HARResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []HARPair  `json:"cookies"`
	Headers     []HARPair  `json:"headers"`
	Content     HARContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`
}

// HARPair is a name with its value.
type HARPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// HARPostData is a body that was sent.
type HARPostData struct {
	MimeType string    `json:"mimeType"`
	Params   []HARPair `json:"params"`
	Text     string    `json:"text"`
}

// HARContent is a body that was answered.
type HARContent struct {
	Size     int    `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
}

// HARTimings are in milliseconds; -1 for what was not measured.
type HARTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// NewHAR writes messages as an archive. A decision is no request of the Consumer's
// and is left out.
func NewHAR(list []Message) HAR {
	h := HAR{HARLog{Version: "1.2", Creator: HARTool{"printer inspector", "1"}, Entries: []HAREntry{},
		Comment: "Secret values are masked. A request of which only the other side is known is told as it was received."}}
	for i := range list {
		if m := &list[i]; m.Step != Decision && m.Side().Request != "" {
			h.Log.Entries = append(h.Log.Entries, entryOf(m))
		}
	}
	return h
}

func entryOf(m *Message) HAREntry {
	s := m.Side()
	request, answer := wireOf(s.Request), wireOf(s.Answer)
	e := HAREntry{
		StartedDateTime: s.Time.UTC().Format("2006-01-02T15:04:05.000Z"), Time: s.DurationMS,
		Timings: HARTimings{0, s.DurationMS, 0}, Comment: m.Title() + " (" + m.Clause() + ")",
		Request: HARRequest{Method: s.Method, URL: request.address(s), HTTPVersion: "HTTP/1.1", Cookies: []HARPair{}, Headers: request.headers,
			QueryString: queryOf(request.target), HeadersSize: -1, BodySize: len(request.body)},
		Response: HARResponse{Status: m.Status(), StatusText: http.StatusText(m.Status()), HTTPVersion: "HTTP/1.1", Cookies: []HARPair{},
			Headers: answer.headers, RedirectURL: answer.get("Location"), HeadersSize: -1, BodySize: -1,
			Content: HARContent{answer.size(), answer.get("Content-Type"), answer.body}},
	}
	if request.body != "" {
		e.Request.PostData = &HARPostData{MimeType: request.get("Content-Type"), Params: queryOf("?" + request.body), Text: request.body}
	}
	return e
}

// wire is a text on the wire, taken apart.
type wire struct {
	target  string
	headers []HARPair
	body    string
}

func wireOf(text string) wire {
	lines := strings.Split(Head(text), "\n")
	w := wire{headers: []HARPair{}, body: Body(text)}
	if start := strings.Fields(lines[0]); len(start) > 1 {
		w.target = start[1]
	}
	for _, line := range lines[1:] {
		if name, value, found := strings.Cut(line, ":"); found {
			w.headers = append(w.headers, HARPair{name, strings.TrimSpace(value)})
		}
	}
	return w
}

func (w wire) get(name string) string {
	for _, h := range w.headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// size is how long the body was on the wire.
func (w wire) size() int {
	if n, err := strconv.Atoi(w.get("Content-Length")); err == nil {
		return n
	}
	return len(w.body)
}

// address is the whole address of a request. The scheme is that of the signed URL.
func (w wire) address(s *Side) string {
	scheme, _, found := strings.Cut(s.URL, "://")
	if !found {
		scheme = "http"
	}
	return scheme + "://" + w.get("Host") + w.target
}

// queryOf reads a query in its order.
func queryOf(target string) []HARPair {
	pairs := []HARPair{}
	_, query, found := strings.Cut(target, "?")
	if !found || query == "" {
		return pairs
	}
	for _, pair := range strings.Split(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		pairs = append(pairs, HARPair{plain(name), plain(value)})
	}
	return pairs
}

func plain(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	return text
}
