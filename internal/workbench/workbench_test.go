package workbench

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.net/oauth1/oauthcore"
)

// vector is a base string and signature that other programs agree on.
type vector struct {
	ID, Method, Scheme, Host, Target string
	ContentType                      *string `json:"content_type"`
	Body                             *string
	OAuth                            [][2]string
	ConsumerSecret                   string `json:"consumer_secret"`
	TokenSecret                      string `json:"token_secret"`
	BaseURI                          string `json:"base_uri"`
	Normalized                       string
	BaseString                       string `json:"base_string"`
	Signature                        string
}

func vectors(t *testing.T) (list []vector) {
	t.Helper()
	text, err := os.ReadFile("../../oauthcore/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func (v vector) draft() Draft {
	d := Draft{Method: v.Method, URL: v.Scheme + "://" + v.Host + v.Target, ConsumerSecret: v.ConsumerSecret, TokenSecret: v.TokenSecret}
	if v.ContentType != nil {
		d.Type = *v.ContentType
	}
	if v.Body != nil {
		d.Body = *v.Body
	}
	for _, p := range v.OAuth {
		d.Protocol = append(d.Protocol, oauthcore.Param{Name: p[0], Value: p[1]})
	}
	return d
}

func rebuild(t *testing.T, d Draft) *Work {
	t.Helper()
	w, err := d.Rebuild()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryVectorIsRebuilt(t *testing.T) {
	all := vectors(t)
	if len(all) < 50 {
		t.Fatalf("%d vectors only", len(all))
	}
	for _, v := range all {
		t.Run(v.ID, func(t *testing.T) {
			if v.ID == "V37" {
				coreOnly(t, v)
				return
			}
			w := rebuild(t, v.draft())
			got := []string{w.URL, w.Normalized, w.BaseString, w.Signature}
			if diff := cmp.Diff([]string{v.BaseURI, v.Normalized, v.BaseString, v.Signature}, got); diff != "" {
				t.Error(diff)
			}
			agree(t, w)
		})
	}
}

// coreOnly is a form body of a PUT, left out by a Consumer that goes by Core alone. RFC 5849 section 3.4.1.3.1 signs it,
// so the signature is wrong here, and the reason is named.
func coreOnly(t *testing.T, v vector) {
	d := v.draft()
	d.Signature = v.Signature
	w := rebuild(t, d)
	if w.Verdict.Right || !strings.Contains(w.Verdict.Advice, "body") {
		t.Errorf("%+v", w.Verdict)
	}
}

// agree holds what is shown against what is signed: nothing is left out and nothing is made up.
func agree(t *testing.T, w *Work) {
	t.Helper()
	var whole strings.Builder
	for _, p := range w.Pieces {
		if p.At != whole.Len() {
			t.Errorf("piece %q is said to begin at %d and begins at %d", p.Text, p.At, whole.Len())
		}
		whole.WriteString(p.Text)
	}
	if whole.String() != w.BaseString {
		t.Errorf("the pieces are\n%s\nthe base string is\n%s", whole.String(), w.BaseString)
	}
	var pairs []string
	for _, p := range w.Params {
		pairs = append(pairs, joined(p.Name.Runs)+"="+joined(p.Value.Runs))
	}
	if list := strings.Join(pairs, "&"); list != w.Normalized {
		t.Errorf("the parameters are\n%s\nnormalized\n%s", list, w.Normalized)
	}
}

func joined(runs []Run) string {
	var b strings.Builder
	for _, r := range runs {
		b.WriteString(r.Encoded)
	}
	return b.String()
}

func TestPresets(t *testing.T) {
	wrong := map[string]bool{"rfc-misprint": true}
	for _, listed := range Presets() {
		t.Run(listed.ID, func(t *testing.T) {
			p, found := PresetByID(listed.ID)
			if !found {
				t.Fatal("is not found by its id")
			}
			w := rebuild(t, p.Draft)
			agree(t, w)
			if w.Verdict != nil && w.Verdict.Right == wrong[p.ID] {
				t.Errorf("right: %v. %s", w.Verdict.Right, w.Verdict.Advice)
			}
			if (p.Draft.Signature == "") != (p.Group != published) {
				t.Error("a published example comes with its published signature, and no other one does")
			}
		})
	}
}

// What the workbench writes, it reads back to the same signature.
func TestRoundTrip(t *testing.T) {
	for _, listed := range Presets() {
		p, _ := PresetByID(listed.ID)
		p.Draft.Signature = ""
		w := rebuild(t, p.Draft)
		pasted := map[string]string{"request": w.Request, "curl": w.Curl, "base string": w.BaseString, "header": w.Header}
		for kind, text := range pasted {
			t.Run(p.ID+" "+kind, func(t *testing.T) {
				if text == "" || (kind == "base string" && w.Plaintext()) {
					return // the parameters travel elsewhere; PLAINTEXT signs no base string
				}
				d, err := Read(text, p.Draft)
				if err != nil {
					t.Fatal(err)
				}
				if kind == "request" && strings.HasPrefix(p.Draft.URL, "https") {
					d.URL = "https" + strings.TrimPrefix(d.URL, "http") // a request line does not tell
				}
				again := rebuild(t, d)
				if again.BaseString != w.BaseString {
					t.Errorf("pasted\n%s\nrebuilt\n%s\nwas\n%s", text, again.BaseString, w.BaseString)
				}
				if kind != "base string" && (again.Verdict == nil || !again.Verdict.Right) {
					t.Errorf("the signature that was pasted is not seen to be right: %+v", again.Verdict)
				}
			})
		}
	}
}

// TestNoSecretIsNoMistake is about a request pasted without its secrets: nothing can be said of its signature yet.
func TestNoSecretIsNoMistake(t *testing.T) {
	d := Presets()[0].Draft
	d.ConsumerSecret, d.TokenSecret = "", ""
	if v := rebuild(t, d).Verdict; !v.Blank || v.Right {
		t.Errorf("without secrets: %+v", v)
	}
	d.ConsumerSecret = "another"
	if v := rebuild(t, d).Verdict; v.Blank || v.Advice == "" {
		t.Errorf("with a wrong secret: %+v", v)
	}
}
