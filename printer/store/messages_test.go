package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/internal/inspector"
)

// TestMessagesAreSealedAndBounded: what the inspector keeps is unreadable at rest,
// its owner's alone, and no more than the newest.
func TestMessagesAreSealedAndBounded(t *testing.T) { each(t, messagesAreSealedAndBounded) }

func messagesAreSealedAndBounded(t *testing.T, p place) {
	s := p.open(t, 1)
	began := time.Now()
	message := func(owner string, i int, step inspector.Step) inspector.Message {
		return inspector.Message{ID: fmt.Sprintf("%04d", i), Owner: owner, Flow: "0000", Step: step,
			Sent: &inspector.Side{Time: began, Request: "GET /?oauth_token=PLANTEDTOKEN HTTP/1.1"}}
	}
	for i := range 12 {
		if err := s.SaveMessage(t.Context(), message("jane", i, inspector.AskRequestToken), 10); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SaveMessage(t.Context(), message("sam", 1, inspector.Resource), 10); err != nil {
		t.Fatal(err)
	}
	changed := message("jane", 11, inspector.AskRequestToken)
	changed.Received = &inspector.Side{Status: 200}
	if err := s.SaveMessage(t.Context(), changed, 10); err != nil {
		t.Fatal(err)
	}
	list, err := s.Messages(t.Context(), "jane", 100)
	if err != nil || len(list) != 10 || list[0].ID != "0002" || list[9].Received == nil || list[9].Sent.Request == "" {
		t.Errorf("of jane there are %d messages from %v (%v)", len(list), list, err)
	}
	if all, err := s.Messages(t.Context(), "", 100); err != nil || len(all) != 11 {
		t.Errorf("of everybody there are %d (%v)", len(all), err)
	}
	if _, err := s.Message(t.Context(), "sam", "0005"); !errors.Is(err, inspector.ErrNotFound) {
		t.Errorf("sam finds jane's: %v", err)
	}
	if err := s.AdoptMessages(t.Context(), "sam", "jane2"); err != nil {
		t.Fatal(err)
	}
	if m, err := s.Message(t.Context(), "jane2", "0001"); err != nil || m.Owner != "jane2" {
		t.Errorf("what was adopted is %+v (%v)", m, err)
	}
	if err := s.ForgetMessages(t.Context(), began.Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	if all, err := s.Messages(t.Context(), "", 100); err != nil || len(all) != 0 {
		t.Errorf("after forgetting there are %d (%v)", len(all), err)
	}
	if err := s.SaveMessage(t.Context(), message("jane", 20, inspector.Resource), 10); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(p.atRest(t)), "PLANTEDTOKEN") {
		t.Error("a token is readable in the database")
	}
}
