package gallery

import (
	"errors"
	"reflect"
	"testing"
)

func TestScopesAreReadAsTheyWereWritten(t *testing.T) {
	for text, p := range map[string]Permission{
		`{"rights":["read"],"albums":null}`:               {[]Right{MayRead}, nil},
		`{"rights":["read"],"albums":[]}`:                 {[]Right{MayRead}, []string{}},
		`{"rights":["read","upload"],"albums":["a","b"]}`: {[]Right{MayRead, MayUpload}, []string{"a", "b"}},
	} {
		if got := p.Scope(); got != text {
			t.Errorf("%+v is written %s, want %s", p, got, text)
		}
		if got := ParseScope(text); !reflect.DeepEqual(got, p) {
			t.Errorf("%s is read as %#v", text, got)
		}
	}
	if got := (Permission{[]Right{MayRead}, []string{"b", "a"}}).Scope(); got != `{"rights":["read"],"albums":["a","b"]}` {
		t.Errorf("the order of the albums counts: %s", got)
	}
	if v := ParseScope("read").Viewer("1"); v.User != "1" || v.Albums != nil {
		t.Errorf("a grant of the first version opens %+v", v)
	}
}

// A limit that is not understood must not be taken for none.
func TestAScopeThatIsNotUnderstoodAllowsNothing(t *testing.T) {
	for _, text := range []string{"", "write", "{", `[]`, `{"rights":["read"],"albums":null,"until":"noon"}`, `{"albums":null}`, `{"rights":[],"albums":null}`} {
		p := ParseScope(text)
		if v := p.Viewer("1"); p.May(MayRead) || p.May(MayUpload) || v.Albums == nil || v.sees("a") {
			t.Errorf("%q allows %+v", text, p)
		}
	}
}

func TestRights(t *testing.T) {
	both := []Right{MayRead, MayUpload}
	for words, want := range map[string][]Right{
		"": {MayRead}, "read": {MayRead}, "upload": both, "upload,read": both, "read|upload": both, "read upload upload": both,
	} {
		if got, err := ParseRights(words); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q asks for %v, %v", words, got, err)
		}
	}
	var refusal *Refusal
	for _, words := range []string{"write", "Read", "read,delete"} {
		if _, err := ParseRights(words); !errors.As(err, &refusal) {
			t.Errorf("%q: %v", words, err)
		}
	}
	if p := (Permission{Rights: both}); !p.Covers([]Right{MayRead}) || !p.Covers(both) || (Permission{Rights: both[:1]}).Covers(both) {
		t.Error("Covers is wrong")
	}
}
