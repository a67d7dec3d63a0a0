package inspector

import "strings"

// Opened is one message, opened.
type Opened struct {
	Message
	Number         int
	Previous, Next string // their IDs within the dance
	Base           BaseString
	Other          BaseString // the received one, where it differs
	Difference     *Difference
	Parameters     []Param
	Key            []KeyPart
	Checks         []Check
	Changed        []Change
}

// KeyPart is a part of the key that a signature is made with (OAuth Core 1.0a
// section 9.2), told by its name: no secret is known here.
type KeyPart struct {
	Name  string
	Empty bool // there is none, but the & before it stays
}

// Open opens one of some messages, which are those of one owner.
func Open(all []Message, id string) (o Opened, err error) {
	at := -1
	for i := range all {
		if all[i].ID == id {
			at = i
		}
	}
	if at < 0 {
		return o, ErrNotFound
	}
	o = OpenOne(all[at])
	for i, m := range all {
		switch {
		case m.Flow != o.Flow:
			continue
		case i < at:
			o.Previous, o.Number = m.ID, o.Number+1
		case i > at && o.Next == "":
			o.Next = m.ID
		}
	}
	o.Number++
	return o, nil
}

// OpenOne opens a message that stands alone.
func OpenOne(m Message) Opened {
	s := m.Side()
	o := Opened{Message: m, Base: TakeApart(s.BaseString), Parameters: s.Parameters, Key: keyOf(s)}
	if r := m.Received; r != nil {
		o.Checks, o.Changed = r.Checks, r.Changes
		if m.Sent != nil && m.Sent.BaseString != "" && r.BaseString != "" {
			if o.Difference = Compare(m.Sent.BaseString, r.BaseString); o.Difference != nil {
				o.Other = TakeApart(r.BaseString)
			}
		}
	}
	return o
}

// keyOf names the parts of the key of a signed message.
func keyOf(s *Side) []KeyPart {
	method := s.Param("oauth_signature_method")
	switch {
	case method == "":
		return nil
	case strings.HasPrefix(method, "RSA-"):
		return []KeyPart{{Name: "the Consumer’s RSA private key"}}
	}
	return []KeyPart{{Name: "Consumer Secret"}, tokenPart(s)}
}

// tokenPart says which token's secret signs: that of the Request Token in the
// exchange, that of the Access Token later, none before there is a token (OAuth
// Core 1.0a sections 6.1.1, 6.3.1 and 7).
func tokenPart(s *Side) KeyPart {
	switch stepOf(s) {
	case AskAccessToken:
		if s.Param("oauth_verifier") == "" {
			return KeyPart{Name: "a callback token has no secret", Empty: true}
		}
		return KeyPart{Name: "Request Token Secret"}
	case Resource, Renewal, Revocation:
		return KeyPart{Name: "Access Token Secret"}
	}
	return KeyPart{Name: "no token, so no Token Secret", Empty: true}
}

// Head and Body are the two parts of a text on the wire, lines ended as a page
// shows them.
func Head(text string) string {
	head, _, _ := strings.Cut(text, "\r\n\r\n")
	return strings.ReplaceAll(head, "\r\n", "\n")
}

// Body is what follows the empty line.
func Body(text string) string {
	_, body, _ := strings.Cut(text, "\r\n\r\n")
	return body
}

// RequestHead and the next three are for the pages.
func (s *Side) RequestHead() string { return Head(s.Request) }

// RequestBody is the body of the request.
func (s *Side) RequestBody() string { return Body(s.Request) }

// AnswerHead is status line and headers of the answer.
func (s *Side) AnswerHead() string { return Head(s.Answer) }

// AnswerBody is the body of the answer, as far as it was kept.
func (s *Side) AnswerBody() string { return Body(s.Answer) }

// CheckClause names the clause that asks for a check.
func (c Check) Clause() string {
	if c.Section == "" || c.Section[0] < '0' || c.Section[0] > '9' {
		return c.Section
	}
	return "OAuth Core 1.0a section " + c.Section
}
