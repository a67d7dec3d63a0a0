package provider

import (
	"net/http"
	"time"

	"example.net/oauth1/oauthcore"
)

// Answered is what the Service Provider answered to one request.
type Answered struct {
	Status  int            // 0 if there was no answer
	Problem oauthcore.Code // what it refused the request with, if it said so in its header
	Took    time.Duration  // until the answer began
}

// measured tells of every answer.
type measured struct {
	base http.RoundTripper
	tell func(Answered)
}

// RoundTrip implements http.RoundTripper.
func (m measured) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	answer, err := m.base.RoundTrip(r)
	told := Answered{Took: time.Since(began)}
	if err == nil {
		told.Status = answer.StatusCode
	}
	if told.Status >= http.StatusBadRequest {
		if p := oauthcore.ReadProblem(answer, nil); p != nil {
			told.Problem = p.Code
		}
	}
	m.tell(told)
	return answer, err
}
