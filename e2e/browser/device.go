package browser

import (
	"context"
	"time"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// Device is what a person confirms a passkey with: a telephone, or a key at the
// computer. Chromium plays it, and says yes to everything.
type Device struct {
	page *Page
	id   webauthn.AuthenticatorID
}

// Device gives this page a device that keeps passkeys.
func (p *Page) Device() *Device {
	p.t.Helper()
	p.step("switching on passkeys", call(webauthn.Enable, webauthn.EnableParams{}))
	ctx, cancel := context.WithTimeout(p.ctx, p.Patience)
	defer cancel()
	added, err := chromedp.Call(ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{
		Options: &webauthn.VirtualAuthenticatorOptions{
			Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
			HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
		},
	})
	if err != nil {
		p.fail("adding a device for passkeys: %v", err)
	}
	return &Device{p, added.AuthenticatorID}
}

// Passkeys are the passkeys that the device keeps.
func (d *Device) Passkeys() []*webauthn.Credential {
	d.page.t.Helper()
	ctx, cancel := context.WithTimeout(d.page.ctx, 5*time.Second)
	defer cancel()
	got, err := chromedp.Call(ctx, webauthn.GetCredentials, webauthn.GetCredentialsParams{AuthenticatorID: d.id})
	if err != nil {
		d.page.fail("looking at the passkeys of the device: %v", err)
	}
	return got.Credentials
}

// Forget makes the device lose its passkeys.
func (d *Device) Forget() {
	d.page.t.Helper()
	d.page.step("forgetting passkeys", call(webauthn.ClearCredentials, webauthn.ClearCredentialsParams{AuthenticatorID: d.id}))
}
