package programs

import (
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
)

// knowSecrets notes what must be in no log and in no file, whatever a test does.
func (d *Demo) knowSecrets() {
	d.Secret("the demo password", Password)
	d.Secret("the Consumer Secret", "kd94hf93k423kf44")
}

// Secret adds to what must be in no log and in no file when the test ends: a
// password, a Token Secret, a verifier, a session cookie.
func (d *Demo) Secret(what, secret string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(secret) > 3 { // less would be found by accident
		d.secrets[secret] = what
	}
}

// search looks for every secret in the logs and the data of both programs.
func (d *Demo) search() {
	for _, p := range []*Program{d.Photos, d.Printer} {
		if p.process == nil {
			continue // it never came to life
		}
		d.searchFile(p, p.logs)
		err := filepath.WalkDir(p.Data, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Type().IsRegular() {
				d.searchFile(p, path)
			}
			return err
		})
		if err != nil {
			d.t.Errorf("searching the data of %s: %v", p.Name, err)
		}
	}
}

func (d *Demo) searchFile(p *Program, path string) {
	content, err := os.ReadFile(path)
	if err != nil {
		d.t.Errorf("searching %s: %v", path, err)
	}
	for secret, what := range d.secrets {
		for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
			if bytes.Contains(content, []byte(form)) {
				d.t.Errorf("%s stands readable in %s of %s", what, filepath.Base(path), p.Name)
				break
			}
		}
	}
}
