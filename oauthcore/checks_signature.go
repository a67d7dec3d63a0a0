package oauthcore

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// The checks of who has signed, when, and whether it is so.

// methodIsSupported: the method is one of ours, and PLAINTEXT only where TLS
// keeps the secrets (OAuth Core 1.0a section 9.4).
func methodIsSupported(a *attempt) error {
	name := a.get("oauth_signature_method")
	for _, m := range a.sp.methods() {
		if m.Name() != name {
			continue
		}
		if isPlaintext(m) && !a.sp.Origin.Secure() {
			return NewProblem(SignatureMethodRejected, "PLAINTEXT sends the secrets themselves, so it is accepted over https only.")
		}
		a.method = m
		return nil
	}
	return NewProblem(SignatureMethodRejected, "Accepted methods, spelled exactly so: "+strings.Join(a.sp.methodNames(), ", ")+".")
}

// timestampIsNear: a timestamp far from the clock, in either direction, is
// refused, which bounds how long nonces must be remembered (RFC 5849 section
// 3.3).
func timestampIsNear(a *attempt) error {
	now, window := a.now.Unix(), int64(a.sp.window()/time.Second)
	if a.timestamp == 0 || max(a.timestamp-now, now-a.timestamp) <= window {
		return nil
	}
	return problemTimestamp(a.timestamp, now, window)
}

// consumerIsKnown looks the Consumer up (OAuth Core 1.0a section 4.2). An
// unknown one stays a stranger, and is told so when the signature has been
// computed.
func consumerIsKnown(a *attempt) error {
	found, err := a.sp.Store.Registration(a.ctx, a.get("oauth_consumer_key"))
	if errors.Is(err, ErrNotFound) {
		a.doubt = NewProblem(ConsumerKeyUnknown, "No Consumer is registered with this oauth_consumer_key. Keys are case sensitive.")
		return nil
	}
	if err == nil {
		a.consumer = found
	}
	return err
}

// methodIsAllowed: the method is one that the Consumer registered for, and
// fits the kind of key it registered: a public key never serves as a secret.
func methodIsAllowed(a *attempt) error {
	if a.doubt != nil || a.consumer.allows(a.method) {
		return nil
	}
	return NewProblem(SignatureMethodRejected, "This Consumer is not registered to use "+a.method.Name()+".")
}

// allows tells whether a Consumer may use a method.
func (r *Registration) allows(m SignatureMethod) bool {
	if isRSA(m) != (r.PublicKey != nil) {
		return false
	}
	return r.Methods == nil || slices.Contains(r.Methods, m.Name())
}

// signatureIsRight computes the signature again and compares (OAuth Core 1.0a
// section 9). For a stranger it does the same work, with other keys.
func signatureIsRight(a *attempt) error {
	work := workbenches.Get().(*workbench)
	defer workbenches.Put(work)
	base := work.baseString(a.message.Method, a.message.URL, a.message.all)
	a.trace.baseString(a.message.Method, a.message.URL, a.message.all)
	method := a.method
	if a.consumer == stranger {
		method = HMACSHA1
	}
	right := a.signed(method, base)
	switch {
	case a.doubt != nil:
		return a.doubt
	case !right:
		return a.signatureProblem(string(base))
	}
	return nil
}

// signed tells whether the signature of this message is right. While a
// Consumer has two secrets both are always tried, the present one first, so
// that the time an answer takes does not tell which of them it was.
func (a *attempt) signed(method SignatureMethod, base []byte) bool {
	signature := a.get("oauth_signature")
	right := checkBytes(method, base, signature, a.keys())
	if !a.consumer.overlaps(a.now) || isRSA(method) {
		return right
	}
	previous := a.keys()
	previous.ConsumerSecret = a.consumer.PreviousSecret
	return checkBytes(method, base, signature, previous) || right
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
// debugging is shown the base string, which holds nothing that the sender has
// not sent, and the diagnosis if there is one.
func (a *attempt) signatureProblem(base string) *Problem {
	p := NewProblem(SignatureInvalid, "The signature does not match. Compare your signature base string with the server's, piece by piece; if they agree, a secret is wrong.")
	if host := sentHost(a.ctx); host != "" {
		a.message.Host = host
	}
	misfit := Misfit{&a.message, a.method, a.keys(), a.get("oauth_token"), a.consumer.Key}
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

const adviceBarred = "This Consumer has been barred."

// consumerIsNotBarred is only told to somebody who signed rightly.
func consumerIsNotBarred(a *attempt) error {
	if !a.consumer.stopped() {
		return nil
	}
	return NewProblem(ConsumerKeyRejected, adviceBarred)
}

// isAdmitted lets the application say no to a Consumer that has signed rightly:
// because it asks too often, say (OAuth Core 1.0a section 11.11).
func isAdmitted(a *attempt) error {
	if a.sp.Admit == nil {
		return nil
	}
	return a.sp.Admit(a.ctx, a.consumer.Key)
}

// nonceIsFresh uses the nonce up (OAuth Core 1.0a section 8).
func nonceIsFresh(a *attempt) error {
	if a.timestamp == 0 {
		return nil
	}
	fresh, err := a.sp.Store.UseNonce(a.ctx, Nonce{
		Consumer: a.consumer.Key, Token: a.get("oauth_token"), Timestamp: a.timestamp, Nonce: a.get("oauth_nonce"),
	})
	if err != nil || fresh {
		return err
	}
	return NewProblem(NonceUsed, "This nonce was used before with this timestamp. Every request needs a new one, a retry too.")
}
