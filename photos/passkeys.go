package photos

import "example.net/oauth1/photos/passkeys"

// openPasskeys lets Users have passkeys, where browsers make them.
func (a *App) openPasskeys() error {
	if !passkeys.Possible(a.url) {
		return nil
	}
	party, err := passkeys.New(a.url)
	if err != nil {
		return err
	}
	a.Gallery.RelyingParty = party
	return nil
}
