package gate

import (
	"strconv"
	"time"

	"example.net/oauth1/oauthcore"
)

// Limiter says whether a key may go on now, or how long it has to wait.
type Limiter interface {
	Allow(key string) (ok bool, wait time.Duration)
}

// TooOften refuses whoever asks too often, and says when to come again.
func TooOften(wait time.Duration) *oauthcore.Problem {
	p := oauthcore.NewProblem(oauthcore.ConsumerKeyRefused, "You are asking too often. Wait for as long as Retry-After says, then send the request with a new nonce.")
	p.RetryAfter = max(wait, time.Second)
	return p
}

// busy is how a Consumer is refused that has asked for it.
func busy() *oauthcore.Problem {
	p := oauthcore.NewProblem(oauthcore.ConsumerKeyRefused, "Sandbox: the developer of this application has switched on that its requests are refused for now.")
	p.RetryAfter = 30 * time.Second
	return p
}

// tooSlow is how a Consumer is refused whose answers are made slower than anybody waits for.
func tooSlow() *oauthcore.Problem {
	p := oauthcore.NewProblem(oauthcore.ConsumerKeyRefused, "Sandbox: the developer of this application has slowed its answers down, and this one took longer than "+strconv.Itoa(int(Patience/time.Second))+" seconds.")
	p.RetryAfter = 30 * time.Second
	return p
}
