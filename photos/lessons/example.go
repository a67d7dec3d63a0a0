package lessons

import (
	"context"

	"example.net/oauth1/oauthcore"
)

// An Example is a play of a few messages, of which one thing can be changed.
type Example struct {
	What    string // what is sent, as the title of the form
	Own     bool   // whether a Consumer of the visitor's own can play it with photos itself
	Changes []Change
}

// A Change is one thing that is done otherwise. The first of an Example changes nothing.
type Change struct {
	ID, Name string
	Problem  oauthcore.Code // what it leads to; "" is an answer that is no refusal
	Remark   string         // what to look at

	play func(*stage) error
}

// ChangeByID finds a change of an example.
func (e *Example) ChangeByID(id string) (*Change, bool) {
	for i := range e.Changes {
		if e.Changes[i].ID == id {
			return &e.Changes[i], true
		}
	}
	return nil, false
}

// Play sends what an example sends, with one thing changed, and answers the messages in their order.
func (c *Change) Play(ctx context.Context, sender Sender) ([]*Exchange, error) {
	st := &stage{ctx: ctx, Sender: sender}
	if err := c.play(st); err != nil {
		return nil, err
	}
	return st.sent, nil
}

// nothing is the change that every example begins with.
const nothing = "nothing"

// spoiled makes a play of sending one letter.
func spoiled(l letter, spoil func(*letter)) func(*stage) error {
	return func(st *stage) error {
		_, err := st.send(l, spoil)
		return err
	}
}

// param changes the value of an extra parameter; "" leaves it out.
func (l *letter) param(name, value string) {
	kept := l.extra[:0:0]
	for _, p := range l.extra {
		if p.Name != name {
			kept = append(kept, p)
		}
	}
	if value != "" {
		kept = append(kept, oauthcore.Param{Name: name, Value: value})
	}
	l.extra = kept
}
