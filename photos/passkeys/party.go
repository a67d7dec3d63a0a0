package passkeys

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"example.net/oauth1/photos/gallery"
)

// patience is how long a challenge may wait for its answer.
const patience = 5 * time.Minute

// Party is a Relying Party with one origin.
type Party struct {
	lib *webauthn.WebAuthn
}

var _ gallery.RelyingParty = (*Party)(nil)

// Possible tells whether browsers make passkeys for a site: it has a name, not
// only a number, and is reached over https or on this machine (section 5.1.2,
// and "secure context").
func Possible(public *url.URL) bool {
	host := public.Hostname()
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	return public.Scheme == "https" || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// New makes the Relying Party of a site. Its ID and its origin are those of the
// public URL, whatever a request says.
func New(public *url.URL) (*Party, error) {
	limit := webauthn.TimeoutConfig{Enforce: true, Timeout: patience, TimeoutUVD: patience}
	lib, err := webauthn.New(&webauthn.Config{
		RPID: strings.ToLower(public.Hostname()), RPDisplayName: "photos",
		RPOrigins:             []string{public.Scheme + "://" + public.Host},
		AttestationPreference: protocol.PreferNoAttestation, // which make of device it is, is the User's business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationPreferred,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys of %s: %w", public, err)
	}
	return &Party{lib}, nil
}

// Create implements [gallery.RelyingParty] (section 7.1 steps 1 and 2).
func (p *Party) Create(u gallery.User, has []gallery.Passkey) (gallery.Challenge, error) {
	owner, err := ownerOf(u, has)
	if err != nil {
		return gallery.Challenge{}, err
	}
	options, state, err := p.lib.BeginRegistration(owner, webauthn.WithExclusions(webauthn.Credentials(owner.keys).CredentialDescriptors()))
	return challenge(options, state, err)
}

// Created implements [gallery.RelyingParty] (section 7.1 from step 5).
func (p *Party) Created(u gallery.User, state, answer string) (gallery.Passkey, error) {
	asked, err := parseState(state)
	if err != nil {
		return gallery.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return gallery.Passkey{}, refused(err)
	}
	if parsed.Response.CollectedClientData.CrossOrigin {
		return gallery.Passkey{}, refused(errFramed)
	}
	key, err := p.lib.CreateCredential(owner{id: u.ID}, asked, parsed)
	if err != nil {
		return gallery.Passkey{}, refused(err)
	}
	return passkeyOf(key), nil
}

// Ask implements [gallery.RelyingParty] (section 7.2 steps 1 and 2).
func (p *Party) Ask() (gallery.Challenge, error) {
	options, state, err := p.lib.BeginDiscoverableLogin()
	return challenge(options, state, err)
}

// Answered implements [gallery.RelyingParty] (section 7.2 from step 5). A
// counter that has not grown is refused: then there are two of the key (step 21).
func (p *Party) Answered(state, answer string, find func(id string) (gallery.Passkey, error)) (gallery.Passkey, error) {
	asked, err := parseState(state)
	if err != nil {
		return gallery.Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return gallery.Passkey{}, refused(err)
	}
	if parsed.Response.CollectedClientData.CrossOrigin {
		return gallery.Passkey{}, refused(errFramed)
	}
	var found gallery.Passkey
	var failed error
	key, err := p.lib.ValidateDiscoverableLogin(func(rawID, _ []byte) (webauthn.User, error) {
		if found, failed = find(base64.RawURLEncoding.EncodeToString(rawID)); failed != nil {
			return nil, failed
		}
		return ownerOf(gallery.User{ID: found.User}, []gallery.Passkey{found})
	}, asked, parsed)
	switch {
	case failed != nil && !errors.Is(failed, gallery.ErrNotFound):
		return gallery.Passkey{}, failed
	case err != nil:
		return gallery.Passkey{}, refused(err)
	case key.Authenticator.CloneWarning:
		return gallery.Passkey{}, refused(errCloned)
	}
	found.Counter = key.Authenticator.SignCount
	return found, nil
}

var (
	errFramed = errors.New("it was asked for in a frame of another site")
	errCloned = errors.New("its counter has not grown")
	errState  = errors.New("nothing was asked for")
)

func refused(why error) error { return fmt.Errorf("%w: %v", gallery.ErrPasskey, why) }

// challenge is the question as the browser reads it, and as we remember it.
func challenge(options any, asked *webauthn.SessionData, err error) (gallery.Challenge, error) {
	if err != nil {
		return gallery.Challenge{}, fmt.Errorf("asking for a passkey: %w", err)
	}
	question, err := json.Marshal(options)
	if err != nil {
		return gallery.Challenge{}, err
	}
	state, err := json.Marshal(asked)
	return gallery.Challenge{Options: question, State: string(state)}, err
}

func parseState(state string) (asked webauthn.SessionData, err error) {
	if state == "" {
		return asked, refused(errState)
	}
	err = json.Unmarshal([]byte(state), &asked)
	return asked, err
}
