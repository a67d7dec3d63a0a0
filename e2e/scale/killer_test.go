//go:build scale

package scale

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"example.net/oauth1/e2e/programs"
)

// killer kills one replica after the other while something goes on, and starts each again.
type killer struct {
	acknowledged chan struct{}
	over         chan struct{} // closed after the last one is back
}

// kill kills in so many rounds, each after some more of what goes on has been acknowledged.
func kill(t *testing.T, replicas []*programs.Program, rounds, gap int) *killer {
	k := &killer{acknowledged: make(chan struct{}, gap), over: make(chan struct{})}
	go func() {
		defer close(k.over)
		for round := range rounds {
			for range gap {
				select {
				case <-k.acknowledged:
				case <-t.Context().Done():
					return
				}
			}
			replica := replicas[round%len(replicas)]
			replica.Kill()
			replica.Start()
		}
	}()
	return k
}

// saw counts what has been acknowledged.
func (k *killer) saw() {
	select {
	case k.acknowledged <- struct{}{}:
	default: // enough for the next one
	}
}

// goesOn tells whether there is somebody left to kill.
func (k *killer) goesOn() bool {
	select {
	case <-k.over:
		return false
	default:
		return true
	}
}

// patient sends again what was not answered, or with 502 or 503, as a browser's user does who presses reload: for
// requests that may be sent twice. An answer 503 has to say when to come back.
type patient struct{ http.RoundTripper }

func (p patient) RoundTrip(r *http.Request) (*http.Response, error) {
	late := time.Now().Add(programs.Patience)
	for {
		try, err := again(r)
		if err != nil {
			return nil, err
		}
		answer, err := p.RoundTripper.RoundTrip(try)
		switch {
		case err == nil && answer.StatusCode != http.StatusBadGateway && answer.StatusCode != http.StatusServiceUnavailable:
			return whole(answer)
		case err == nil && answer.StatusCode == http.StatusServiceUnavailable && answer.Header.Get("Retry-After") == "":
			return answer, nil
		case time.Now().After(late):
			return answer, errors.Join(err, fmt.Errorf("%s %s was not answered for %v", r.Method, r.URL, programs.Patience))
		case err == nil:
			_ = answer.Body.Close()
		}
	}
}

// again is the request with its body from the beginning.
func again(r *http.Request) (*http.Request, error) {
	try := r.Clone(r.Context())
	if r.GetBody == nil {
		return try, nil
	}
	var err error
	try.Body, err = r.GetBody()
	return try, err
}

// whole is an answer that has come to its end, which a killed replica does not keep it from any more.
func whole(answer *http.Response) (*http.Response, error) {
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, err
}
