package web

import (
	"fmt"
	"strings"
	"unicode"

	"example.net/oauth1/oauthcore"
)

// What a customer can do about a refusal, and what only the shop can.
const (
	connectAgain = "Connect again to go on."
	shopMustDo   = "There is nothing you can do about it. This is for whoever runs the shop: "
)

// refusals are what the Service Provider may say to the printer itself: every
// word of the Problem Reporting extension (OAuth Core 1.0a section 10).
var refusals = map[oauthcore.Code]trouble{
	oauthcore.ParameterAbsent:   {"Photos misses something in our message", "It says that a parameter which it needs is not there.", shopMustDo + "the provider wants more than OAuth Core 1.0 Revision A asks for."},
	oauthcore.ParameterRejected: {"Photos does not take a part of our message", "It says that a parameter is unexpected, twice there or misspelt.", shopMustDo + "most often the callback is not registered at photos as it is."},
	oauthcore.VersionRejected:   {"Photos speaks another version", "It does not take OAuth 1.0, which is what we speak.", shopMustDo + "the provider is not one for this shop."},
	oauthcore.SignatureMethodRejected: {"Photos does not take this kind of signature", "The way in which we sign is unknown there, or not allowed for this shop.",
		"Choose another one in the settings of your connection, then connect again."},
	oauthcore.TimestampRefused: {"Our clocks differ", "The clock of this shop and the clock of photos are too far apart, so photos refuses our messages, and we could not put that right by ourselves.",
		shopMustDo + "set the clock. Then try again."},
	oauthcore.ConsumerKeyUnknown:              {"Photos does not know this shop", "Nobody is registered there with our Consumer Key.", shopMustDo + "register the shop at photos, or check the Consumer Key."},
	oauthcore.ConsumerKeyRejected:             {"Photos has barred this shop", "It does not answer our messages any more.", shopMustDo + "ask the people at photos why."},
	oauthcore.ConsumerKeyRefused:              {"Photos asks us to slow down", "We have asked too often.", "Try again in a minute."},
	oauthcore.SignatureInvalid:                {"Photos does not believe our signature", "What we sent does not match how it was signed.", shopMustDo + "check the Consumer Secret or the RSA key."},
	oauthcore.NonceUsed:                       {"Photos thinks that we said that before", "A message of ours seems to have arrived twice, and counts once only.", "Try again."},
	oauthcore.TokenRejected:                   {"Photos does not know this permission", "The permission we hold is not one that photos knows. It may have been removed there.", connectAgain},
	oauthcore.TokenUsed:                       {"This answer was used already", "Photos says that this request was exchanged before; it counts once only.", "Connect again if you are not connected yet."},
	oauthcore.TokenExpired:                    {"The permission has run out", "The time that you allowed is over.", connectAgain},
	oauthcore.TokenRevoked:                    {"The permission was withdrawn", "You took back the permission at photos, so we cannot see your pictures any more.", connectAgain},
	oauthcore.PermissionUnknown:               {"Photos still waits for your decision", "You have not said Allow or Deny at photos yet.", "Connect again and choose there."},
	oauthcore.PermissionDenied:                {"You said no, and that is fine", "Photos told us that access was denied. The request is dead.", "If it was a slip, connect again and choose Allow."},
	oauthcore.VerifierInvalid:                 {"Wrong code", "Photos does not accept this code, and has closed the request.", "Begin again to get a new code."},
	oauthcore.AdditionalAuthorizationRequired: {"The permission does not reach that far", "What we asked for is more than you have allowed.", connectAgain},
	oauthcore.UserRefused:                     {"Photos asks you to slow down", "There were too many requests for your account.", "Try again in a minute."},
}

// wordsFor explains a refusal, with what the Service Provider adds to it.
func wordsFor(p *oauthcore.Problem) trouble {
	t, known := refusals[p.Code]
	if !known {
		t = trouble{"Photos does not accept this shop", "Photos refused our message, with a word that we do not know.", shopMustDo + "look into the log."}
	}
	if known && strings.HasPrefix(t.Do, shopMustDo) {
		t.Text += " The word for it is " + string(p.Code) + "."
	}
	if names := named(p); names != "" {
		t.Text += " It names " + names + "."
	}
	return later(t, p.RetryAfter)
}

// named are the parameters that a refusal is about, as far as they are names of
// the protocol's or of ordinary form. Their values are not shown.
func named(p *oauthcore.Problem) string {
	names := p.Absent()
	for _, param := range p.Rejected() {
		names = append(names, param.Name)
	}
	var shown []string
	for _, name := range names {
		if isName(name) && len(shown) < 5 {
			shown = append(shown, name)
		}
	}
	return strings.Join(shown, ", ")
}

func isName(s string) bool {
	return s != "" && len(s) <= 40 && !strings.ContainsFunc(s, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// reported is a callback that carries a word of the Problem Reporting extension.
// The word is shown only if it is one of the vocabulary's.
func reported(word string) trouble {
	t, known := refusals[oauthcore.Code(word)]
	if !known {
		return trouble{"Photos could not finish", "Photos sent you back and said that something went wrong.", "Try again in a moment."}
	}
	t.Text = fmt.Sprintf("Photos sent you back and said %s. %s", word, t.Text)
	return t
}
