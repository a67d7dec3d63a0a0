package programs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// deaf is a test that notes what is complained about, and does not fail.
type deaf struct {
	testing.TB
	said []string
}

func (d *deaf) Errorf(format string, args ...any) {
	d.said = append(d.said, fmt.Sprintf(format, args...))
}

// TestSearch makes sure that a secret is found wherever it lies.
func TestSearch(t *testing.T) {
	const secret = "pfkk&dhi9sl3r4s00"
	for name, content := range map[string]string{
		"photos.log": "took 3 ms " + secret, "printer.log": "GET /callback?oauth_verifier=pfkk%26dhi9sl3r4s00",
		"photos/photos.db": "\x00\x01" + secret + "\x02", "printer/prints/deep/x": secret,
	} {
		t.Run(name, func(t *testing.T) {
			dir, ear := t.TempDir(), &deaf{TB: t}
			d := &Demo{t: ear, secrets: map[string]string{}}
			d.Photos, d.Printer = alive(t, dir, "photos"), alive(t, dir, "printer")
			d.Secret("an Access Token's secret", secret)
			if d.search(); len(ear.said) != 0 {
				t.Fatalf("found where there is nothing: %q", ear.said)
			}
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			if d.search(); len(ear.said) != 1 || !strings.Contains(ear.said[0], filepath.Base(name)) {
				t.Errorf("found: %q", ear.said)
			}
		})
	}
}

// alive is a program that has run in a folder and left nothing.
func alive(t *testing.T, dir, name string) *Program {
	t.Helper()
	p := program(dir, name, "http://"+name)
	p.process = &exec.Cmd{}
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.logs, []byte("nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}
