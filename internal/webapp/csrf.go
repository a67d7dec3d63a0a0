package webapp

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/http"

	"github.com/labstack/echo/v4"
)

// The token travels in a form field of this name, or from a script in this
// header. Never in a URL: those are kept in histories and logs.
const (
	CSRFField  = "csrf_token"
	CSRFHeader = "X-CSRF-Token"
)

const csrfSize = 16

// CSRF returns the token to put into the forms of this browser. It is bound to
// the session's id, so it changes at sign-in, and masked anew each time, so
// that compression gives nothing of it away.
func (s *Session) CSRF() string {
	s.ensureID()
	masked := make([]byte, 2*csrfSize)
	rand.Read(masked[:csrfSize])
	subtle.XORBytes(masked[csrfSize:], masked[:csrfSize], s.csrf())
	return base64.RawURLEncoding.EncodeToString(masked)
}

func (s *Session) csrf() []byte {
	mac := hmac.New(sha256.New, s.sessions.csrfKey[:])
	mac.Write([]byte(s.inner.ID))
	return mac.Sum(nil)[:csrfSize]
}

// ValidCSRF compares a token that was sent with the session's, in constant time.
func (s *Session) ValidCSRF(token string) bool {
	masked, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(masked) != 2*csrfSize || s.inner.ID == "" {
		return false
	}
	sent := make([]byte, csrfSize)
	subtle.XORBytes(sent, masked[:csrfSize], masked[csrfSize:])
	return hmac.Equal(sent, s.csrf())
}

// RequireCSRF refuses every unsafe request whose token is not the session's.
//
// A script sends it in the header X-CSRF-Token. A form has it in the field
// csrf_token; in a multipart form, which is too large to be read first, that
// field must be the first part. The handler goes on with Multipart.
func (s *Sessions) RequireCSRF() echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			switch c.Request().Method {
			case http.MethodGet, http.MethodHead, http.MethodOptions:
				return next(c)
			}
			token, err := sentToken(c)
			if err != nil {
				return err
			}
			if !s.Get(c).ValidCSRF(token) {
				return echo.NewHTTPError(http.StatusForbidden, "This form is no longer valid. Go back, reload the page and try again.")
			}
			return next(c)
		}
	}
}

func sentToken(c echo.Context) (string, error) {
	r := c.Request()
	if token := r.Header.Get(CSRFHeader); token != "" {
		return token, nil
	}
	if isMultipart(r) {
		return firstPart(c)
	}
	if err := r.ParseForm(); err != nil {
		return "", badForm(err)
	}
	return r.PostForm.Get(CSRFField), nil
}

func isMultipart(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get(echo.HeaderContentType))
	return err == nil && kind == echo.MIMEMultipartForm
}

const multipartKey = "webapp.multipart"

// Multipart returns the parts of a multipart form, after the token's part.
// Use it instead of Request.MultipartReader, which can be called only once.
func Multipart(c echo.Context) (*multipart.Reader, error) {
	if parts, ok := c.Get(multipartKey).(*multipart.Reader); ok {
		return parts, nil
	}
	parts, err := c.Request().MultipartReader()
	if err != nil {
		return nil, badForm(err)
	}
	c.Set(multipartKey, parts)
	return parts, nil
}

// firstPart reads the token from the part that must stand first.
func firstPart(c echo.Context) (string, error) {
	parts, err := Multipart(c)
	if err != nil {
		return "", err
	}
	part, err := parts.NextPart()
	if err != nil {
		return "", badForm(err)
	}
	if part.FormName() != CSRFField {
		return "", nil
	}
	token, err := io.ReadAll(io.LimitReader(part, 4*csrfSize))
	if err != nil {
		return "", badForm(err)
	}
	return string(token), nil
}

func badForm(err error) error {
	if status, _ := Status(err); status == http.StatusRequestEntityTooLarge {
		return err
	}
	return echo.NewHTTPError(http.StatusBadRequest, "This form could not be read.").SetInternal(err)
}
