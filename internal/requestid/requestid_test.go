package requestid

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
)

func TestOnlyAHarmlessIDIsTakenFromOthers(t *testing.T) {
	for id, want := range map[string]bool{
		New(): true, "from-the-printer": true, "A_b-9xyz": true, strings.Repeat("a", longest): true,
		"": false, "seven77": false, strings.Repeat("a", longest+1): false, "with space": false, "line\nbreak": false,
		"<script>": false, "quoted\"id": false, "a=b=c=d=e": false, "Größe-der": false, "nul\x00byte": false,
	} {
		if Harmless(id) != want {
			t.Errorf("%q: harmless is %v", id, !want)
		}
	}
}

func TestEveryIDIsAnother(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		id := New()
		if seen[id] || !Harmless(id) {
			t.Fatalf("%q", id)
		}
		seen[id] = true
	}
	if one, other := Of(Fresh(t.Context())), Of(Fresh(t.Context())); one == other {
		t.Error("two pieces of work have one name")
	}
}

func TestALineHasTheIDOfItsContext(t *testing.T) {
	var text bytes.Buffer
	log := Logger(slog.New(slog.NewTextHandler(&text, nil)).With("app", "photos"))
	if Logger(log) != log {
		t.Error("a log that has the id is wrapped again")
	}
	ctx := With(t.Context(), "from-the-printer")
	log.With("user", "jane").InfoContext(ctx, "one")
	log.InfoContext(context.Background(), "two")
	lines := strings.Split(text.String(), "\n")
	if !strings.HasSuffix(lines[0], "app=photos user=jane id=from-the-printer") {
		t.Errorf("with an id: %s", lines[0])
	}
	if !strings.HasSuffix(lines[1], "app=photos") {
		t.Errorf("without one: %s", lines[1])
	}
}
