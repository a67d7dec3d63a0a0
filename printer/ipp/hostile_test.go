package ipp_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	goipp "github.com/OpenPrinting/goipp"

	"example.net/oauth1/printer/ipp"
	"example.net/oauth1/printer/orders"
)

// answering is a server that reads each message and answers with one of its own.
func answering(t *testing.T, answer func(asked *goipp.Message) *goipp.Message) *httptest.Server {
	return serving(t, func(w http.ResponseWriter, r *http.Request) {
		var asked goipp.Message
		if err := asked.Decode(r.Body); err != nil {
			t.Errorf("the printer cannot read what we send: %v", err)
		}
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/ipp")
		answer(&asked).Encode(w)
	})
}

func serving(t *testing.T, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

func at(s *httptest.Server) string {
	return strings.Replace(s.URL, "http", "ipp", 1) + "/ipp/print"
}

func ok(asked *goipp.Message) *goipp.Message {
	m := goipp.NewResponse(goipp.MakeVersion(2, 0), goipp.StatusOk, asked.RequestID)
	m.Operation.Add(goipp.MakeAttr("attributes-charset", goipp.TagCharset, goipp.String("utf-8")))
	m.Operation.Add(goipp.MakeAttr("attributes-natural-language", goipp.TagLanguage, goipp.String("en")))
	return m
}

func keyword(name string, values ...string) goipp.Attribute {
	a := goipp.Attribute{Name: name}
	for _, v := range values {
		a.Values.Add(goipp.TagKeyword, goipp.String(v))
	}
	return a
}

func TestGarbageIsToldInASentence(t *testing.T) {
	var elsewhere atomic.Int32
	other := serving(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
	as := func(kind string, body []byte) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Write(body)
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"a web page":     as("text/html", []byte("<html><script>alert(1)</script>")),
		"nothing":        as("application/ipp", nil),
		"noise":          as("application/ipp", bytes.Repeat([]byte{0xff, 0x13}, 1000)),
		"half a message": as("application/ipp", []byte{2, 0, 0, 0, 0, 0, 0, 1, 1, 0x47, 0, 18}),
		"no end of it": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/ipp")
			endless(w)
		},
		"collections in depth": as("application/ipp", append([]byte{2, 0, 0, 0, 0, 0, 0, 1, 4}, bytes.Repeat([]byte{0x34, 0, 1, 'a', 0, 0, 0x4a, 0, 0, 0, 1, 'b'}, 20_000)...)),
		"a fault":              func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		"a dropped line":       func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		},
		"a closed door": func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		"silence":       func(w http.ResponseWriter, r *http.Request) { io.Copy(io.Discard, r.Body); <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			c := client(t, at(serving(t, h)))
			c.Timeout = 300 * time.Millisecond
			_, e1 := c.Status(t.Context())
			_, e2 := c.Open(t.Context(), photo)
			_, e3 := c.Find(t.Context(), photo.Name)
			_, e4 := c.Progress(t.Context(), orders.PressRef{ID: 1, Name: photo.Name})
			for i, err := range []error{e1, e2, e3, e4, c.Cancel(t.Context(), orders.PressRef{ID: 1})} {
				if !isDown(err) {
					t.Errorf("question %d: %v", i, err)
				}
			}
		})
	}
	if elsewhere.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

func endless(w io.Writer) {
	for part := bytes.Repeat([]byte("0123456789abcdef"), 1<<12); ; {
		if _, err := w.Write(part); err != nil {
			return
		}
	}
}

func TestAnAnswerToAnotherQuestionDoesNotCount(t *testing.T) {
	c := client(t, at(answering(t, func(asked *goipp.Message) *goipp.Message {
		asked.RequestID++
		return ok(asked)
	})))
	if _, err := c.Status(t.Context()); !isDown(err) {
		t.Errorf("%v", err)
	}
}

func TestAPrinterOfAnotherFormatIsToldPlainly(t *testing.T) {
	c := client(t, at(answering(t, func(asked *goipp.Message) *goipp.Message {
		m := ok(asked)
		m.Printer.Add(keyword("document-format-supported", "application/octet-stream", "image/jpeg", "image/pwg-raster"))
		return m
	})))
	s, err := c.Status(t.Context())
	if want := "The printer does not take PDF files, only image/jpeg, image/pwg-raster. Another printer is needed."; err != nil || s.Refuses != want {
		t.Errorf("%q, %v", s.Refuses, err)
	}
}

func TestAPrinterThatTakesNothingIsToldPlainly(t *testing.T) {
	c := client(t, at(answering(t, func(asked *goipp.Message) *goipp.Message {
		m := ok(asked)
		m.Printer.Add(keyword("document-format-supported", "application/pdf"))
		m.Printer.Add(goipp.MakeAttr("printer-is-accepting-jobs", goipp.TagBoolean, goipp.Boolean(false)))
		m.Printer.Add(goipp.MakeAttr("printer-state", goipp.TagEnum, goipp.Integer(5)))
		m.Printer.Add(keyword("printer-state-reasons", "toner-low-warning", "paused"))
		return m
	})))
	s, err := c.Status(t.Context())
	if err != nil || s.Refuses != "The printer takes no orders at the moment." || s.Trouble != "The printer is paused." {
		t.Errorf("%+v, %v", s, err)
	}
}

// TestAPrintersTextsAreText: what it says of itself reaches pages and logs as one plain line.
func TestAPrintersTextsAreText(t *testing.T) {
	c := client(t, at(answering(t, func(asked *goipp.Message) *goipp.Message {
		m := ok(asked)
		m.Printer.Add(keyword("document-format-supported", "application/pdf"))
		m.Printer.Add(goipp.MakeAttr("printer-info", goipp.TagText, goipp.String("\x1b[2J\r\nevil\u202e \xff"+strings.Repeat("x", 500))))
		return m
	})))
	s, err := c.Status(t.Context())
	if err != nil || !strings.HasPrefix(s.Name, "[2Jevil xxx") || len(s.Name) > 130 {
		t.Errorf("%q, %v", s.Name, err)
	}
}

// TestWithoutCreateJobThereIsPrintJob: older printers know only the one request that does all.
func TestWithoutCreateJobThereIsPrintJob(t *testing.T) {
	var printed []byte
	c := client(t, at(serving(t, func(w http.ResponseWriter, r *http.Request) {
		var asked goipp.Message
		if err := asked.Decode(r.Body); err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/ipp")
		m := ok(&asked)
		switch goipp.Op(asked.Code) {
		case goipp.OpGetPrinterAttributes:
			m.Printer.Add(keyword("document-format-supported", "application/pdf"))
		case goipp.OpPrintJob:
			printed, _ = io.ReadAll(r.Body)
			m.Job.Add(goipp.MakeAttr("job-id", goipp.TagInteger, goipp.Integer(42)))
		default:
			t.Errorf("it is asked to %v", goipp.Op(asked.Code))
		}
		m.Encode(w)
	})))
	ref := mustOpen(t, c, photo)
	data := document(100_000)
	ref, err := c.Send(t.Context(), ref, photo, bytes.NewReader(data), int64(len(data)))
	if err != nil || ref.ID != 42 || !bytes.Equal(printed, data) {
		t.Errorf("job %+v, %d bytes, %v", ref, len(printed), err)
	}
}

func TestAPrinterThatStopsReadingIsLeft(t *testing.T) {
	left := make(chan struct{})
	c := client(t, at(serving(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusContinue)
		<-left
	})))
	defer close(left)
	c.Stall = 50 * time.Millisecond
	_, err := c.Send(t.Context(), orders.PressRef{ID: 1}, photo, bytes.NewReader(document(64<<20)), 64<<20)
	var down *orders.PressDown
	if !errors.As(err, &down) || down.Untouched {
		t.Errorf("%v", err)
	}
}

func TestAPrinterThatIsOffHasTouchedNothing(t *testing.T) {
	s := serving(t, nil)
	s.Close()
	_, err := client(t, at(s)).Send(t.Context(), orders.PressRef{ID: 1}, photo, bytes.NewReader(document(10)), 10)
	var down *orders.PressDown
	if !errors.As(err, &down) || !down.Untouched || !strings.Contains(down.Sentence, "switched off") {
		t.Errorf("%v", err)
	}
}

func TestOverTLSThePrinterMustBeTrusted(t *testing.T) {
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked goipp.Message
		asked.Decode(r.Body)
		m := ok(&asked)
		m.Printer.Add(keyword("document-format-supported", "application/pdf"))
		w.Header().Set("Content-Type", "application/ipp")
		m.Encode(w)
	}))
	defer s.Close()
	address := strings.Replace(s.URL, "https", "ipps", 1) + "/"
	if _, err := client(t, address).Status(t.Context()); !isDown(err) {
		t.Errorf("with a certificate that nobody knows: %v", err)
	}
	known := x509.NewCertPool()
	known.AddCert(s.Certificate())
	trusting, err := ipp.New(address, &tls.Config{RootCAs: known})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := trusting.Status(t.Context()); err != nil {
		t.Errorf("with one that is known: %v", err)
	}
}

func TestBadAddressesAreRefused(t *testing.T) {
	for address, want := range map[string]string{
		"http://printer/": "not with ipp://", "file:///etc/passwd": "not with ipp://", "printer": "not with ipp://", "ipp://": "no host", "ipp:///x": "no host",
		"ipp://jane:secret@printer/": "a user", "ipp://printer/?a=b": "a query", "ipp://%zz": "no address",
	} {
		if _, err := ipp.New(address, nil); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(fmt.Sprint(err), "secret") {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"ipp://printer", "ipps://printer/ipp/print", "ipp://[::1]:8631/a/b"} {
		if _, err := ipp.New(address, nil); err != nil {
			t.Errorf("%s: %v", address, err)
		}
	}
}
