package passkeys

import (
	"encoding/base64"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"example.net/oauth1/photos/gallery"
)

// owner is a User as the library asks for one.
type owner struct {
	id, screenName, name string
	keys                 []webauthn.Credential
}

// WebAuthnID is the user handle (section 5.4.3): the User's number, which says nothing about her.
func (o owner) WebAuthnID() []byte { return []byte(o.id) }

// WebAuthnName tells the accounts of one site apart on a device.
func (o owner) WebAuthnName() string { return o.screenName }

// WebAuthnDisplayName is what the User is called.
func (o owner) WebAuthnDisplayName() string { return o.name }

// WebAuthnCredentials are the User's passkeys, as far as they matter.
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.keys }

func ownerOf(u gallery.User, has []gallery.Passkey) (owner, error) {
	o := owner{id: u.ID, screenName: u.ScreenName, name: u.Name}
	for _, p := range has {
		id, err := base64.RawURLEncoding.DecodeString(p.ID)
		if err != nil {
			return owner{}, fmt.Errorf("reading the passkey %q: %w", p.ID, err)
		}
		o.keys = append(o.keys, credentialOf(id, p))
	}
	return o, nil
}

func credentialOf(id []byte, p gallery.Passkey) webauthn.Credential {
	c := webauthn.Credential{
		ID: id, PublicKey: p.PublicKey, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(p.Flags)),
		Authenticator: webauthn.Authenticator{SignCount: p.Counter},
	}
	for _, t := range p.Transports {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
	}
	return c
}

func passkeyOf(c *webauthn.Credential) gallery.Passkey {
	p := gallery.Passkey{
		ID: base64.RawURLEncoding.EncodeToString(c.ID), PublicKey: c.PublicKey,
		Flags: byte(c.Flags.ProtocolValue()), Counter: c.Authenticator.SignCount,
	}
	for _, t := range c.Transport {
		p.Transports = append(p.Transports, string(t))
	}
	return p
}
