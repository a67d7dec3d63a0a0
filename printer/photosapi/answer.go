package photosapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.net/oauth1/printer/orders"
)

// Bounds of what is read whole.
const (
	maxJSON    = 4 << 20
	maxRefusal = 64 << 10
)

// get reads a whole answer within the time and size it may take.
func (c *Client) get(ctx context.Context, client *http.Client, address, accept string, limit int64) ([]byte, error) {
	within, cancel := context.WithTimeout(ctx, c.timeout())
	defer cancel()
	r, err := c.open(within, client, address, accept)
	if err != nil {
		return nil, ours(ctx, err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(io.LimitReader(r.Body, limit+1))
	if err != nil {
		return nil, ours(ctx, &ErrUnavailable{Err: err})
	}
	if int64(len(body)) > limit {
		return nil, notAnAnswer(r.StatusCode, r.Header.Get("Content-Type"), body, "it is too large")
	}
	return body, nil
}

// ours prefers the caller's own end of patience to what it looked like from inside.
func ours(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// open sends a GET and gives the answer if it is a 200; everything else becomes an error of this package.
func (c *Client) open(ctx context.Context, client *http.Client, address, accept string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", accept)
	return c.send(client, request)
}

func (c *Client) send(client *http.Client, request *http.Request) (*http.Response, error) {
	answer, err := client.Do(request)
	if err != nil {
		return nil, &ErrUnavailable{Err: withoutAddress(err)}
	}
	if answer.StatusCode == http.StatusOK {
		return answer, nil
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, maxRefusal)) // whatever came is enough to judge
	return nil, judge(answer, body)
}

// withoutAddress drops the URL from a client's error: with signatures in the query it would carry them into logs.
func withoutAddress(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// judge says what an answer that is no 200 means.
func judge(answer *http.Response, body []byte) error {
	problem, advice := problemOf(answer.Header, body)
	switch status := answer.StatusCode; {
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status >= 500:
		return &ErrUnavailable{RetryAfter: retryAfter(answer.Header), Err: fmt.Errorf("status %d", status)}
	case problem == "token_expired":
		return fmt.Errorf("%w, %w: status %d", ErrRevoked, orders.ErrExpired, status)
	case status == http.StatusUnauthorized && problem == "", slices.Contains(revoked, problem):
		return fmt.Errorf("%w: status %d %s", ErrRevoked, status, problem)
	case problem != "":
		return &ErrRefused{Status: status, Problem: problem, Advice: advice}
	case status == http.StatusNotFound, status == http.StatusGone:
		return ErrNotFound
	case status == http.StatusForbidden:
		return &ErrRefused{Status: status}
	default:
		why := "an unexpected status"
		if status >= 300 && status < 400 {
			why = "it redirects to another host"
		}
		return notAnAnswer(status, answer.Header.Get("Content-Type"), body, why)
	}
}

// revoked are the problems that only a new permission can mend (Problem Reporting extension).
var revoked = []string{
	"token_revoked", "token_rejected", "token_used",
	"permission_denied", "permission_unknown", "additional_authorization_required",
}

var inHeader = regexp.MustCompile(`oauth_problem="?([a-z_]{1,64})"?`)

// problemOf finds oauth_problem in the WWW-Authenticate header, a form body or a JSON body.
func problemOf(h http.Header, body []byte) (problem, advice string) {
	var told struct {
		Problem string `json:"oauth_problem"`
		Advice  string `json:"oauth_problem_advice"`
	}
	if json.Unmarshal(body, &told) != nil {
		form, _ := url.ParseQuery(string(body)) // what can be read of it
		told.Problem, told.Advice = form.Get("oauth_problem"), form.Get("oauth_problem_advice")
	}
	if told.Problem == "" {
		for _, value := range h.Values("WWW-Authenticate") {
			if m := inHeader.FindStringSubmatch(value); m != nil {
				told.Problem = m[1]
			}
		}
	}
	return printable(told.Problem, 64), printable(told.Advice, 300)
}

// retryAfter reads RFC 9110 section 10.2.3: seconds or a date.
func retryAfter(h http.Header) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.Atoi(value); err == nil && seconds > 0 && seconds < 1<<30 {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}

func notAnAnswer(status int, kind string, body []byte, why string) error {
	return &ErrNotAnAnswer{Status: status, ContentType: printable(kind, 100), Start: printable(string(body), 80), Why: why}
}

// printable keeps the beginning of what a stranger sent, without anything that could forge a line of a log.
func printable(s string, most int) string {
	if len(s) > 4*most {
		s = s[:4*most]
	}
	runes := []rune(strings.ToValidUTF8(s, "?"))
	for i, r := range runes {
		if !unicode.IsPrint(r) {
			runes[i] = ' '
		}
	}
	return string(runes[:min(len(runes), most)])
}

// ask reads a JSON answer of the API into v.
func (c *Client) ask(ctx context.Context, conn orders.Connection, v any, query url.Values, segments ...string) error {
	address, err := c.address(ctx, query, segments...)
	if err != nil {
		return err
	}
	body, err := c.get(ctx, c.signed(conn), address, "application/json", maxJSON)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, v); err != nil {
		return notAnAnswer(http.StatusOK, "", body, "it is not the JSON that was expected")
	}
	return nil
}
