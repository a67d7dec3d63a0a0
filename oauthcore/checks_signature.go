package oauthcore

import "time"

// signed tells whether the signature of this message is right. While a
// Consumer has two secrets both are always tried, the present one first, so
// that the time an answer takes does not tell which of them it was.
func (a *attempt) signed(method SignatureMethod, base string) bool {
	signature := a.get("oauth_signature")
	right := method.Check(base, signature, a.keys())
	if !a.consumer.overlaps(a.now) || isRSA(method) {
		return right
	}
	previous := a.keys()
	previous.ConsumerSecret = a.consumer.PreviousSecret
	return method.Check(base, signature, previous) || right
}

// overlaps tells whether the secret before the last change still counts.
func (r *Registration) overlaps(now time.Time) bool {
	return r.PreviousSecret != "" && now.Before(r.PreviousUntil)
}

// keys is what the signature of this message is checked with.
func (a *attempt) keys() Keys {
	k := Keys{ConsumerSecret: a.consumer.Secret, PublicKey: a.consumer.PublicKey}
	switch {
	case a.request != nil:
		k.TokenSecret = a.request.Secret
	case a.access != nil:
		k.TokenSecret = a.access.Secret
	}
	return k
}

// Misfit is a message whose signature does not match, and all that is needed
// to find out why. It holds secrets, so it goes to a diagnosis and nowhere else.
type Misfit struct {
	Message *Message
	Method  SignatureMethod
	Keys    Keys
	Token   string // the value of oauth_token
	Key     string // the Consumer Key
}

// signatureProblem refuses a wrong signature. A Consumer that is registered for
// debugging is shown the base string, which holds no secret, and the diagnosis
// if there is one.
func (a *attempt) signatureProblem(base string) *Problem {
	p := NewProblem(SignatureInvalid, "The signature does not match. Compare your signature base string with the server's, piece by piece; if they agree, a secret is wrong.")
	misfit := Misfit{a.message, a.method, a.keys(), a.get("oauth_token"), a.consumer.Key}
	if a.sp.Mismatched != nil {
		a.sp.Mismatched(a.ctx, misfit)
	}
	if !a.consumer.Debug {
		return p
	}
	p.Extra = append(p.Extra, Param{"debug_sbs", base})
	if a.sp.Diagnose != nil {
		p.Advice = a.sp.Diagnose(misfit)
	}
	return p
}
