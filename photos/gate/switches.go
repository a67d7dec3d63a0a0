package gate

import (
	"strconv"
	"time"

	"example.net/oauth1/oauthcore"
)

// Switch is one thing that can be made to go wrong, and the one refusal that it leads to: what the documentation prints
// and the tests hold true.
type Switch struct {
	Field  string // of the sandbox's form
	What   string // goes wrong
	Code   oauthcore.Code
	Status int
	When   string // it is refused, and what a Consumer can do
}

// Switches are all of them.
var Switches = []Switch{
	{"clock", "Our clock is off by some minutes", oauthcore.TimestampRefused, 400,
		"When the clocks are further apart than the accepted window. oauth_acceptable_timestamps says what we take: add the difference, and you are let in."},
	{"nonces", "A share of good nonces is refused", oauthcore.NonceUsed, 401,
		"By chance, as often as you say. The same request may work with a new nonce."},
	{"expire", "Access Tokens grow old early", oauthcore.TokenExpired, 401,
		"When the token was issued longer ago than you say. It is unharmed, and works again when this is switched off."},
	{"slow", "Answers are slow", oauthcore.ConsumerKeyRefused, 503,
		"When an answer would take longer than " + strconv.Itoa(int(Patience/time.Second)) + " seconds, after that time, with Retry-After. What takes less comes late and is the same."},
	{"busy", "Everything is refused for now", oauthcore.ConsumerKeyRefused, 503,
		"At once, with Retry-After."},
}
