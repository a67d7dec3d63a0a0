package webapp

import (
	"cmp"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// Content is a file to be served.
type Content struct {
	Body         io.ReadSeeker // an *os.File leaves by sendfile, what lies in memory in one piece
	Type         string        // Content-Type, never guessed from the name
	ETag         string        // as it stands in the header, with its quotes; "" for none
	Modified     time.Time     // zero for none
	CacheControl string        // "" means "private, no-cache": kept by the browser, asked for each time
	Filename     string        // offered for saving; "" for none
	Attachment   bool          // save it, do not show it
}

// ServeFile answers with the content: conditional requests, ranges and HEAD
// are understood. echo's own c.File copies through user memory, at twice the
// CPU of this.
func ServeFile(c echo.Context, f Content) error {
	f.setHeaders(c.Response().Header())
	if whole, ok := f.Body.(inMemory); ok && asksForAll(c.Request()) {
		return sendAll(c, f, whole)
	}
	if size, err := f.Body.Seek(0, io.SeekEnd); err == nil {
		allowTime(c, size)
	}
	http.ServeContent(fileWriter{c.Response()}, c.Request(), "", f.Modified, f.Body)
	return nil
}

// setHeaders names them in their canonical form, which Set would look for.
func (f Content) setHeaders(h http.Header) {
	h["Content-Type"] = []string{f.Type}
	h["Cache-Control"] = []string{cmp.Or(f.CacheControl, "private, no-cache")}
	if f.ETag != "" {
		h["Etag"] = []string{f.ETag}
	}
	if f.Filename != "" || f.Attachment {
		h["Content-Disposition"] = []string{disposition(f)}
	}
}

// disposition writes RFC 6266; a name in another script goes as filename*.
func disposition(f Content) string {
	kind := "inline"
	if f.Attachment {
		kind = "attachment"
	}
	name := strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || r < ' ' || r == 0x7f {
			return '_'
		}
		return r
	}, f.Filename)
	switch {
	case name == "":
		return kind
	case strings.IndexFunc(name, unlikeAName) < 0: // most names: they need no quotes
		return kind + "; filename=" + name
	}
	return mime.FormatMediaType(kind, map[string]string{"filename": name})
}

// unlikeAName finds what is neither a letter or digit of ASCII nor one of -_.
func unlikeAName(r rune) bool {
	return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '-' || r == '_' || r == '.')
}

// fileWriter gives echo's Response back the ReadFrom that it hides.
type fileWriter struct{ *echo.Response }

// ReadFrom implements io.ReaderFrom and keeps echo's books.
func (w fileWriter) ReadFrom(src io.Reader) (int64, error) {
	if !w.Committed {
		w.WriteHeader(http.StatusOK)
	}
	n, err := io.Copy(w.Writer, src)
	w.Size += n
	return n, err
}
