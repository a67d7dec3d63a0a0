package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed *.css *.js icons/*.svg
var embedded embed.FS

// Files is everything in this folder, ready to serve.
var Files = Must(New(embedded))

// URL gives the path of a file of this folder, without the program's path prefix: "/static/style.1f0c….css".
func URL(name string) string { return Files.URL(name) }

// Handler serves this folder; mount it at /static/, under whatever prefix the program has.
func Handler() http.Handler { return Files }

// Set is a folder of small files kept in memory: each one hashed and compressed once, when the Set is made.
type Set struct {
	byName map[string]*file // as in the folder:    style.css
	byURL  map[string]*file // as a browser asks:   style.1f0c….css
}

type file struct {
	url         string
	contentType string
	etag        string
	plain       []byte
	gzip        []byte // nil when compressing does not pay
}

// contentTypes is written out, because the system's own table differs from machine to machine.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
}

// New reads every file of fsys whose type it knows.
func New(fsys fs.FS) (*Set, error) {
	s := &Set{byName: map[string]*file{}, byURL: map[string]*file{}}
	modules := map[string][]byte{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || contentTypes[path.Ext(name)] == "" {
			return err
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".js" {
			modules[name] = content
			return nil
		}
		s.add(name, content)
		return nil
	})
	s.linkModules(modules)
	return s, err
}

// Must is for folders embedded in the program, which cannot fail to be read.
func Must(s *Set, err error) *Set {
	if err != nil {
		panic(err)
	}
	return s
}

func (s *Set) add(name string, content []byte) {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	f := &file{
		url:         strings.TrimSuffix(name, ext) + "." + hash + ext,
		contentType: contentTypes[ext],
		etag:        `"` + hash + `"`,
		plain:       content,
		gzip:        compress(content),
	}
	s.byName[name], s.byURL[f.url] = f, f
}

// URL gives the path under which name is served. A name that is not there stays as it is and is answered 404:
// a missing file shall be seen in a test, not take a page down.
func (s *Set) URL(name string) string {
	if f := s.byName[name]; f != nil {
		return "/static/" + f.url
	}
	return "/static/" + name
}

// Text gives the content of a file, "" if it is not there. Templates use it to put icons into a page.
func (s *Set) Text(name string) string {
	if f := s.byName[name]; f != nil {
		return string(f.plain)
	}
	return ""
}

// ServeHTTP answers for the last "/static/" of the path and what follows it. A name with its hash never changes its
// meaning and is immutable; the plain name works too, but has to be asked for again.
func (s *Set) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "static files can only be read", http.StatusMethodNotAllowed)
		return
	}
	name := nameIn(r.URL.Path)
	f, cache := s.byURL[name], "public, max-age=31536000, immutable"
	if f == nil {
		f, cache = s.byName[name], "no-cache"
	}
	if f == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", cache)
	f.serve(w, r)
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", f.contentType)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", f.etag)
	if strings.Contains(r.Header.Get("If-None-Match"), f.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if f.gzip != nil && acceptsGzip(r.Header.Get("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		body = f.gzip
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body)
	}
}

func nameIn(urlPath string) string {
	const mount = "/static/"
	if i := strings.LastIndex(urlPath, mount); i >= 0 {
		return urlPath[i+len(mount):]
	}
	return strings.TrimPrefix(urlPath, "/")
}

// acceptsGzip is enough of RFC 9110 section 12.5.3 for two encodings: listed, and not with weight zero.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(part, " ", "")), ";q=")
		if coding == "gzip" {
			return strings.Trim(weight, "0.") != "" || weight == ""
		}
	}
	return false
}

func compress(content []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	z.Write(content) // a bytes.Buffer does not fail
	z.Close()
	if b.Len() >= len(content) {
		return nil
	}
	return b.Bytes()
}
