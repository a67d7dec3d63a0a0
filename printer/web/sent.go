package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/labstack/echo/v4"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
)

// sentMessage is one message of a dance as the shop sends it, for a person to
// read. Tokens, verifiers and signatures are not in it.
type sentMessage struct {
	What   string
	Method string
	URL    string
	Place  string // where the protocol parameters travel
	Params []sentParam
}

type sentParam struct {
	Name, Value string
	Hidden      bool // the value stands for one that nobody is shown
}

// sentDance is what was sent for one connection.
type sentDance struct {
	Way      orders.Way
	At       time.Time
	Messages []sentMessage
}

const sentKey = "sent"

// watch collects what is signed with the context that it returns.
func (s *Server) watch(ctx context.Context) (watched context.Context, sent *[]sentMessage) {
	sent = new([]sentMessage)
	var mu sync.Mutex
	return oauthcore.WithTrace(ctx, &oauthcore.Trace{Collected: func(m oauthcore.MessageInfo) {
		mu.Lock()
		defer mu.Unlock()
		*sent = append(*sent, readable(m))
	}}), sent
}

// tellSent keeps what was sent for the page that shows it; the beginning of a
// dance replaces the one before.
func (s *Server) tellSent(c echo.Context, way orders.Way, at time.Time, sent []sentMessage) {
	text, _ := json.Marshal(sentDance{Way: way, At: at, Messages: sent})
	session(c).Set(sentKey, string(text))
}

// alsoSent adds the messages of its end to a dance.
func (s *Server) alsoSent(c echo.Context, sent []sentMessage) {
	if dance := lastDance(c); dance != nil {
		s.tellSent(c, dance.Way, dance.At, append(dance.Messages, sent...))
	}
}

// lastDance is what this browser's last dance sent, or nil.
func lastDance(c echo.Context) *sentDance {
	var dance sentDance
	if json.Unmarshal([]byte(session(c).Get(sentKey)), &dance) != nil {
		return nil
	}
	return &dance
}

// readable is a message for a person, its secrets taken out.
func readable(m oauthcore.MessageInfo) sentMessage {
	sent := sentMessage{What: whatIs(m), Method: m.Method, URL: m.URL}
	for _, p := range m.Params {
		if strings.HasPrefix(p.Name, "oauth_") {
			sent.Place = p.Place.String()
		}
		value, hidden := shown(p.Param)
		sent.Params = append(sent.Params, sentParam{p.Name, value, hidden})
	}
	return sent
}

// whatIs tells which message of the dance it is, by what is in it.
func whatIs(m oauthcore.MessageInfo) string {
	has := map[string]bool{}
	for _, p := range m.Params {
		has[p.Name] = true
	}
	switch {
	case has["oauth_verifier"]:
		return "The shop exchanges the Request Token"
	case has["oauth_callback"] && m.Method == http.MethodGet:
		return "Your browser asks for your approval"
	case has["oauth_callback"]:
		return "The shop asks for a Request Token"
	}
	return "The shop exchanges the callback token"
}

// shown is a value as a page may show it. A signature is no secret once it was
// used, but with it the secret could be guessed at.
func shown(p oauthcore.Param) (value string, hidden bool) {
	switch p.Name {
	case "oauth_token":
		return "the token, not shown", true
	case "oauth_verifier":
		return "the verification code, not shown", true
	case "oauth_signature":
		return "the signature, not shown", true
	}
	return p.Value, false
}

// inAddress is a message that a browser carries in an address.
func inAddress(address string) sentMessage {
	u, err := url.Parse(address)
	if err != nil {
		return sentMessage{}
	}
	m := oauthcore.MessageInfo{Method: http.MethodGet}
	params, _ := oauthcore.ParseForm(u.RawQuery) // made by us
	for _, p := range params {
		m.Params = append(m.Params, oauthcore.PlacedParam{Param: p, Place: oauthcore.InQuery})
	}
	u.RawQuery = ""
	m.URL = u.String()
	return readable(m)
}
