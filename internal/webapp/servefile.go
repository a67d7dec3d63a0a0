package webapp

import (
	"errors"
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
	ETag         string        // the bare tag, without quotes; "" for none
	Modified     time.Time     // zero for none
	CacheControl string        // "" means "private, no-cache": kept by the browser, asked for each time
	Filename     string        // offered for saving; "" for none
	Attachment   bool          // save it, do not show it
}

// ServeFile answers with the content: conditional requests, ranges and HEAD
// are understood. echo's own c.File copies through user memory, at twice the
// CPU of this.
func ServeFile(c echo.Context, f Content) error {
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, f.Type)
	h.Set(echo.HeaderCacheControl, f.CacheControl)
	if f.CacheControl == "" {
		h.Set(echo.HeaderCacheControl, "private, no-cache")
	}
	if f.ETag != "" {
		h["Etag"] = []string{`"` + f.ETag + `"`}
	}
	if f.Filename != "" || f.Attachment {
		h.Set(echo.HeaderContentDisposition, disposition(f))
	}
	if size, err := f.Body.Seek(0, io.SeekEnd); err == nil && size > minRate {
		extendDeadlines(c, size)
	}
	http.ServeContent(fileWriter{c.Response(), connOf(c.Request().Context())}, c.Request(), "", f.Modified, f.Body)
	return nil
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
type fileWriter struct {
	*echo.Response
	conn *gathering // may be nil
}

// ReadFrom implements io.ReaderFrom and keeps echo's books.
func (w fileWriter) ReadFrom(src io.Reader) (int64, error) {
	if !w.Committed {
		w.WriteHeader(http.StatusOK)
	}
	n, err := w.send(src)
	w.Size += n
	return n, err
}

func (w fileWriter) send(src io.Reader) (n int64, err error) {
	content, all := inMemory(src)
	if !all {
		return io.Copy(w.Writer, src)
	}
	if w.conn == nil {
		return io.Copy(w.Writer, content)
	}
	w.conn.hold()
	n, err = io.Copy(w.Writer, content)
	return n, errors.Join(err, w.conn.release())
}

// inMemory finds the content behind the limit that http.ServeContent reads it
// with, if it lies in memory and is sent to its end: it can be written as it is,
// where everything else in memory is copied once more.
func inMemory(src io.Reader) (content io.Reader, all bool) {
	limited, ok := src.(*io.LimitedReader)
	if !ok {
		return nil, false
	}
	content = limited.R
	rest, ok := content.(interface {
		io.WriterTo
		Len() int
	})
	return content, ok && int64(rest.Len()) == limited.N
}
