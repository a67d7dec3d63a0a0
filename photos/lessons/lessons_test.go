package lessons_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/lessons"
)

// places are installations: with a port, and behind https with a path.
var places = []struct{ url, prefix string }{{"http://localhost:8080", ""}, {"https://photos.example.net/sub", "/sub"}}

func sandbox(t *testing.T, url, prefix string) *lessons.Sandbox {
	t.Helper()
	origin, err := oauthcore.ParseOrigin(url)
	if err != nil {
		t.Fatal(err)
	}
	return lessons.NewSandbox(&oauthcore.ServiceProvider{Origin: origin}, prefix)
}

// Each change of each example comes to what its lesson says, wherever photos is installed.
func TestEveryChange(t *testing.T) {
	for _, place := range places {
		for _, lesson := range lessons.Lessons() {
			if lesson.Example == nil {
				continue
			}
			for _, change := range lesson.Changes {
				sent, err := change.Play(t.Context(), sandbox(t, place.url, place.prefix).Sender(place.url))
				if err != nil || len(sent) == 0 {
					t.Fatalf("%s: %s, %s: %d messages, %v", place.url, lesson.ID, change.ID, len(sent), err)
				}
				last := sent[len(sent)-1]
				if last.Problem != string(change.Problem) || last.Good() != (change.Problem == "") {
					t.Errorf("%s: %s, %s is answered\n%s\nand should be %q\n%s", place.url, lesson.ID, change.ID, last.Answer, change.Problem, last.Request)
				}
				if change.Problem == oauthcore.SignatureInvalid && change.ID != "wrong-secret" && change.ID != "other-photo" && !strings.Contains(last.Advice, "matches exactly if") {
					t.Errorf("%s: %s, %s: the doctor does not know why: %s", place.url, lesson.ID, change.ID, last.Advice)
				}
				for _, e := range sent[:len(sent)-1] {
					if !e.Good() {
						t.Errorf("%s, %s: a step before is refused: %s", lesson.ID, change.ID, e.Answer)
					}
				}
			}
		}
	}
}

// A request that begins an exercise works as it is; changed in one place it leads to what other exercises ask for, and
// never to what they do not.
func TestExercises(t *testing.T) {
	box := sandbox(t, "http://localhost:8080", "")
	send := func(edit func(string) string, e *lessons.Exercise) lessons.Seen {
		raw, err := box.Begin(t.Context(), "http://localhost:8080", e)
		if err != nil {
			t.Fatal(err)
		}
		return answer(t, box, edit(raw))
	}
	whole := func(raw string) string { return raw }
	for id, edit := range map[string]func(string) string{
		"right":            whole,
		"parameter_absent": func(raw string) string { return without(raw, "oauth_nonce") },
		"version_rejected": func(raw string) string { return strings.Replace(raw, `oauth_version="1.0"`, `oauth_version="1.1"`, 1) },
		"parameter_rejected": func(raw string) string {
			return strings.Replace(raw, `oauth_version=`, `oauth_colour="red", oauth_version=`, 1)
		},
		"timestamp_refused": func(raw string) string { return strings.Replace(raw, `oauth_timestamp="`, `oauth_timestamp="1`, 1) },
		"token_rejected":    func(raw string) string { return strings.Replace(raw, `oauth_token="`, `oauth_token="x`, 1) },
		"nonce_used":        func(raw string) string { answer(t, box, raw); return raw },
	} {
		e, _, found := lessons.ExerciseByID(id)
		if !found {
			t.Fatalf("there is no exercise %s", id)
		}
		seen := send(edit, e)
		for _, other := range lessons.Exercises() {
			right, sentence := other.Judge(seen)
			if right != (other.ID == id) || right == (sentence != "") {
				t.Errorf("%s, answered %+v, is judged %v by %s: %q", id, seen, right, other.ID, sentence)
			}
		}
	}
}

// The wrong authority counts, and another wrong signature does not.
func TestPortExercise(t *testing.T) {
	e, _, _ := lessons.ExerciseByID("port")
	for _, place := range places {
		for name, c := range map[string]struct {
			signed string
			right  bool
		}{
			"no port":      {"http://localhost/api/consumer", place.prefix == ""},
			"other scheme": {"http://photos.example.net/sub/api/consumer", place.prefix != ""},
			"other path":   {place.url + "/api/consumers", false},
		} {
			box := sandbox(t, place.url, place.prefix)
			signed := httptest.NewRequest("GET", c.signed, nil)
			consumer := oauthcore.Consumer{Key: box.Key, Secret: box.Secret}
			if err := consumer.Sign(signed, "", ""); err != nil {
				t.Fatal(err)
			}
			seen := answer(t, box, "GET "+place.prefix+"/api/consumer HTTP/1.1\nHost: x\nAuthorization: "+signed.Header.Get("Authorization")+"\n\n")
			if right, sentence := e.Judge(seen); right != c.right {
				t.Errorf("%s at %s: %v, %q, %+v", name, place.url, right, sentence, seen)
			}
		}
	}
}

func answer(t *testing.T, box *lessons.Sandbox, raw string) lessons.Seen {
	t.Helper()
	head := strings.Split(strings.TrimSpace(raw), "\n")
	line := strings.Fields(head[0])
	r := httptest.NewRequest(line[0], line[1], nil)
	for _, h := range head[2:] {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	origin := oauthcore.Origin("http://localhost:8080")
	e, err := lessons.Send(box, origin, "You", r)
	if err != nil {
		t.Fatal(err)
	}
	return e.Seen()
}

// without takes a parameter out of an Authorization header.
func without(raw, name string) string {
	before, after, _ := strings.Cut(raw, name+`="`)
	_, after, _ = strings.Cut(after, `", `)
	return before + after
}

// A sandbox answers a bounded number of requests, and a shelf holds a bounded number of sandboxes.
func TestBounds(t *testing.T) {
	box := sandbox(t, "http://localhost:8080", "")
	status := 0
	for n := 0; status != http.StatusTooManyRequests; n++ {
		if n > 10_000 {
			t.Fatal("there is no end")
		}
		w := httptest.NewRecorder()
		box.ServeHTTP(w, httptest.NewRequest("GET", "/photos", nil))
		status = w.Code
	}
	var shelf lessons.Shelf
	first, kept := shelf.Put(box), shelf.Put(sandbox(t, "http://localhost:8080", ""))
	for range 1000 {
		shelf.Put(box)
		if shelf.Find(kept) == nil {
			t.Fatal("a sandbox in use is thrown away")
		}
	}
	if shelf.Find(first) != nil || shelf.Find("") != nil {
		t.Error("a sandbox stays for ever")
	}
}

// The same request in three schemes: the first is the specification's own, to the last byte.
func TestSchemes(t *testing.T) {
	all, err := lessons.Schemes()
	if err != nil || len(all) != 3 {
		t.Fatal(len(all), err)
	}
	if !strings.Contains(all[0].Request, oauthcore.Encode("tR3+Ty81lMeYAr/Fid0kMTYa/WM=")) {
		t.Errorf("it is not the signature of appendix A.5: %s", all[0].Request)
	}
	if lines := strings.Split(all[2].Signed, "\n"); len(lines) != 3 || !strings.Contains(all[2].Request, strings.TrimPrefix(lines[2], `"@signature-params": `)) {
		t.Errorf("what is signed is not what the request says: %s", all[2].Signed)
	}
}

// Following the links leads through the story and, after the exercises, through the history.
func TestOrderOfThePages(t *testing.T) {
	for _, part := range [][]*lessons.Page{lessons.Lessons(), lessons.History()} {
		_, previous, next, found := lessons.PageByID(part[0].ID)
		for n := 1; found && next != nil; n++ {
			if next != part[n] {
				t.Fatalf("after %s comes %s", part[n-1].ID, next.ID)
			}
			_, previous, next, found = lessons.PageByID(next.ID)
		}
		if !found || previous != part[len(part)-2] {
			t.Errorf("the last page comes after %+v", previous)
		}
	}
	if len(lessons.Lessons()) != 10 {
		t.Errorf("there are %d lessons", len(lessons.Lessons()))
	}
}
