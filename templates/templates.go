package templates

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
)

// FS is the folder itself. A program in development may parse os.DirFS("templates") instead.
//
//go:embed layout/*.html shared/*.html photos/*.html printer/*.html
var FS embed.FS

// Assets gives pages the address of a style sheet or module, and the text of an icon. static.Files is one.
type Assets interface {
	URL(name string) string
	Text(name string) string
}

// Set is every page of one program, parsed.
type Set struct {
	pages map[string]*template.Template
}

// Parse reads the layout, the shared partials and every page of app ("photos" or "printer"). Each page gets its own
// copy of the layout, so that every page may define "title" and "main".
func Parse(fsys fs.FS, app string, assets Assets) (*Set, error) {
	words := funcs(assets)
	common, err := template.New("").Funcs(words).ParseFS(fsys, "layout/base.html", "layout/"+app+".html", "shared/*.html")
	if err != nil {
		return nil, fmt.Errorf("parsing the layout of %s: %w", app, err)
	}
	files, err := fs.Glob(fsys, app+"/*.html")
	if err != nil {
		return nil, err
	}
	set := &Set{pages: map[string]*template.Template{}}
	for _, file := range files {
		page, err := parsePage(common, words, fsys, file)
		if err != nil {
			return nil, fmt.Errorf("parsing page %s: %w", file, err)
		}
		set.pages[strings.TrimSuffix(path.Base(file), ".html")] = page
	}
	return set, nil
}

func parsePage(common *template.Template, words template.FuncMap, fsys fs.FS, file string) (*template.Template, error) {
	page, err := template.New("").Funcs(words).ParseFS(fsys, file)
	if err != nil {
		return nil, err
	}
	for _, block := range []string{"title", "main"} {
		if page.Lookup(block) == nil {
			return nil, fmt.Errorf("it does not define %q", block)
		}
	}
	return page, complete(page, common)
}

// Render writes a whole page, or nothing: a page that fails half-way reaches nobody.
func (s *Set) Render(w io.Writer, page string, data any) error {
	return s.RenderBlock(w, page, "base", data)
}

// RenderBlock writes one block of a page, such as the region that live.js replaces.
func (s *Set) RenderBlock(w io.Writer, page, block string, data any) error {
	t := s.pages[page]
	if t == nil {
		return fmt.Errorf("no page named %q", page)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, block, data); err != nil {
		return fmt.Errorf("rendering %s: %w", page, err)
	}
	_, err := b.WriteTo(w)
	return err
}

// Pages lists the names that Render knows.
func (s *Set) Pages() []string {
	names := make([]string, 0, len(s.pages))
	for name := range s.pages {
		names = append(names, name)
	}
	return names
}
