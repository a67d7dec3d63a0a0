package webapp

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// minCompressed is the size below which gzip makes an answer longer.
const minCompressed = 1024

var gzips = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(io.Discard, gzip.DefaultCompression)
	return z
}}

// compress sends pages with gzip where the browser takes it. Everything else
// (pictures, event streams, what is compressed already) passes untouched and
// keeps its way to sendfile.
func compress(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		w := &compressor{ResponseWriter: c.Response().Writer, head: c.Request().Method == http.MethodHead,
			accepted: acceptsGzip(c.Request().Header.Get(echo.HeaderAcceptEncoding))}
		c.Response().Writer = w
		err := next(c)
		w.finish()
		return err
	}
}

// compressor is a http.ResponseWriter that decides at the first byte.
type compressor struct {
	http.ResponseWriter
	accepted, head bool
	status         int // of a page whose first byte has not come yet
	z              *gzip.Writer
}

// Unwrap lets http.ResponseController find the connection.
func (w *compressor) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader passes the status on, unless gzip may still be chosen.
func (w *compressor) WriteHeader(status int) {
	if !w.mayCompress(status) {
		w.ResponseWriter.WriteHeader(status)
		return
	}
	w.status = status
}

func (w *compressor) mayCompress(status int) bool {
	h := w.Header()
	if !compressible(h.Get(echo.HeaderContentType)) || h.Get(echo.HeaderContentEncoding) != "" {
		return false
	}
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	bodyless := w.head || status < 200 || status == http.StatusNoContent || status == http.StatusNotModified
	return w.accepted && !bodyless && status != http.StatusPartialContent
}

// Write compresses if the first piece is worth it.
func (w *compressor) Write(p []byte) (int, error) {
	w.decide(len(p) >= minCompressed)
	if w.z != nil {
		return w.z.Write(p)
	}
	return w.ResponseWriter.Write(p)
}

// ReadFrom hands a file to net/http, which hands it to the kernel.
func (w *compressor) ReadFrom(src io.Reader) (int64, error) {
	w.decide(true)
	if w.z != nil {
		return io.Copy(w.z, src)
	}
	return io.Copy(w.ResponseWriter, src)
}

// Flush sends what there is.
func (w *compressor) Flush() {
	w.decide(false)
	if w.z != nil {
		w.z.Flush()
	}
	http.NewResponseController(w.ResponseWriter).Flush()
}

// decide sends the header that was held back, once.
func (w *compressor) decide(gzipped bool) {
	if w.status == 0 {
		return
	}
	if gzipped {
		h := w.Header()
		h.Set(echo.HeaderContentEncoding, "gzip")
		h.Del(echo.HeaderContentLength)
		w.z = gzips.Get().(*gzip.Writer)
		w.z.Reset(w.ResponseWriter)
	}
	w.ResponseWriter.WriteHeader(w.status)
	w.status = 0
}

func (w *compressor) finish() {
	w.decide(false)
	if w.z != nil {
		w.z.Close()
		gzips.Put(w.z)
		w.z = nil
	}
}

func compressible(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	switch kind {
	case "text/html", "text/css", "text/javascript", "text/plain", "application/json", "image/svg+xml":
		return true
	}
	return false
}

// acceptsGzip reads Accept-Encoding (RFC 9110 section 12.5.3).
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		coding, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if coding = strings.TrimSpace(coding); coding == "gzip" || coding == "*" {
			q := strings.ReplaceAll(weight, " ", "")
			return strings.TrimRight(q, ".0") != "q="
		}
	}
	return false
}
