package oauthcore

// roll tells where the protocol parameters of a message are. The checks ask for
// each of them several times, so the list is searched once.
type roll struct {
	at    [len(protocolNames) + len(otherNames)]int32 // by number: one more than the index, 0 for absent
	plain bool                                        // every name is known and occurs once
}

// protocolNames are the parameters of every signed message.
var protocolNames = [...]string{
	"oauth_consumer_key", "oauth_signature_method", "oauth_signature",
	"oauth_timestamp", "oauth_nonce", "oauth_version",
}

// otherNames are the parameters of some.
var otherNames = [...]string{
	"oauth_token", "oauth_callback", "oauth_verifier", "oauth_body_hash", "oauth_session_handle",
}

// number is the place of a name in the two lists, one after the other, or -1.
// A switch is the fastest way to find out; a test holds it to the lists.
func number(name string) int {
	switch name {
	case "oauth_consumer_key":
		return 0
	case "oauth_signature_method":
		return 1
	case "oauth_signature":
		return 2
	case "oauth_timestamp":
		return 3
	case "oauth_nonce":
		return 4
	case "oauth_version":
		return 5
	case "oauth_token":
		return 6
	case "oauth_callback":
		return 7
	case "oauth_verifier":
		return 8
	case "oauth_body_hash":
		return 9
	case "oauth_session_handle":
		return 10
	}
	return -1
}

// newRoll calls the roll.
func newRoll(params Params) (r roll) {
	r.plain = true
	for i := range params {
		if !isProtocol(params[i].Name) {
			continue
		}
		if n := number(params[i].Name); n < 0 || r.at[n] > 0 {
			r.plain = false
		} else {
			r.at[n] = int32(i + 1)
		}
	}
	return r
}

// get is the value of a protocol parameter.
func (a *attempt) get(name string) string {
	if i := a.roll.at[number(name)]; i > 0 {
		return a.message.all[i-1].Value
	}
	return ""
}

// has tells whether a protocol parameter was sent, with whatever value.
func (a *attempt) has(name string) bool { return a.roll.at[number(name)] > 0 }
