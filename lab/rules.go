package lab

// Rules are what the programs of the lab keep to. A field that is false is a hole.
type Rules struct {
	Verifier       bool // the exchange needs the verifier that only the User who allowed brings back (Revision A)
	SignedCallback bool // the callback is said and signed when the Request Token is asked for (Revision A)
	KnownCallbacks bool // only callbacks that were registered
	BoundCallback  bool // the Consumer takes a callback only in the browser session that began the dance
	FormTokens     bool // the consent form carries a secret of the session
	NoFrames       bool // pages where a User decides may not be framed
	FewTries       bool // a PIN can be tried a few times only
	AskAgain       bool // consent is not given automatically where the Consumer cannot prove who it is
	ExchangeOnce   bool // one exchange wins, also when two come at once
	Nonces         bool // each message works once
	QuerySigned    bool // query parameters are part of the base string
	BodyHash       bool // bodies that are no forms are signed through their hash
	OneOfEach      bool // no protocol parameter twice
	TokenBound     bool // a token works only with the key it was issued to
	LeastMethod    bool // the Consumer signs with what it was configured to, whatever discovery says
	SecureOnly     bool // PLAINTEXT is refused without TLS
}

// strict keeps them all.
func strict() Rules {
	return Rules{
		Verifier: true, SignedCallback: true, KnownCallbacks: true, BoundCallback: true, FormTokens: true, NoFrames: true,
		FewTries: true, AskAgain: true, ExchangeOnce: true, Nonces: true, QuerySigned: true, BodyHash: true, OneOfEach: true,
		TokenBound: true, LeastMethod: true, SecureOnly: true,
	}
}
