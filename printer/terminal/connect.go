package terminal

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/provider"
)

// Terminal is the printer at a terminal. Every field must be set but Now.
type Terminal struct {
	Provider *provider.Provider
	File     *File
	Composer orders.Composer
	In       io.Reader
	Out      io.Writer
	Now      func() time.Time // nil: time.Now
}

// Connect walks the dance without a callback (OAuth Core 1.0a section 6, oauth_callback=oob): it says which address to
// open, on whatever machine, and reads the PIN that is shown there.
func (t *Terminal) Connect(ctx context.Context, choice orders.Signing) error {
	choice = t.Provider.Complete(choice)
	consumer, err := t.Provider.Consumer(ctx, choice)
	if err != nil {
		return err
	}
	request, err := consumer.RequestToken(ctx, oauthcore.OutOfBand)
	if err != nil {
		return err
	}
	t.say("Open this address in a browser, on any machine, and press Allow:\n\n  %s\n\n", consumer.AuthorizeURL(request))
	t.say("Or open %s and type this Request Token: %s\n\n", consumer.Endpoints.Authorize, printable(request.Token))
	access, rest, err := t.exchange(ctx, consumer, request)
	if err != nil {
		return err
	}
	c, err := t.connection(ctx, choice, access, rest)
	if err != nil {
		return err
	}
	if err := t.File.Save(c); err != nil {
		return err
	}
	t.say("Connected as %s. The permission is kept in %s, which only you can read.\n", printable(c.ScreenName), t.File.Path)
	return nil
}

// exchange reads the PIN until it is right; the Service Provider counts the tries.
func (t *Terminal) exchange(ctx context.Context, consumer *oauthcore.Consumer, request oauthcore.RequestToken) (oauthcore.AccessToken, oauthcore.Params, error) {
	lines := bufio.NewScanner(t.In)
	for t.say("PIN: "); lines.Scan(); t.say("PIN: ") {
		pin := oauthcore.NormalizePIN(lines.Text())
		if pin == "" {
			continue
		}
		access, rest, err := consumer.AccessToken(ctx, request, pin)
		var problem *oauthcore.Problem
		if !errors.As(err, &problem) || problem.Code != oauthcore.VerifierInvalid && problem.Code != oauthcore.PermissionUnknown {
			t.say("\n")
			return access, rest, err
		}
		if problem.Code == oauthcore.PermissionUnknown {
			t.say("Nobody has pressed Allow there yet. ")
		} else {
			t.say("That is not the PIN that is shown there; look again. ")
		}
	}
	return oauthcore.AccessToken{}, nil, errors.Join(errors.New("no PIN was typed, so nothing is connected"), lines.Err())
}

// connection is what the dance has given, with the name of the User.
func (t *Terminal) connection(ctx context.Context, choice orders.Signing, access oauthcore.AccessToken, rest oauthcore.Params) (orders.Connection, error) {
	session := oauthcore.ReadSession(rest)
	c := orders.Connection{
		ID: rand.Text(), UserID: rest.Get("user_id"), ScreenName: rest.Get("screen_name"), State: orders.Live, Created: t.now(),
		Credentials: orders.Credentials{Token: access.Token, Secret: access.Secret, Session: session.Handle},
		Way:         orders.WayPIN, Signing: choice, Lifetime: orders.Lifetime{}.Next(t.now(), session.ExpiresIn, session.EndsIn),
	}
	if c.UserID != "" && c.ScreenName != "" {
		return c, nil
	}
	who, err := t.Provider.API.Profile(ctx, c)
	c.UserID, c.ScreenName = who.UserID, who.ScreenName
	return c, err
}

// Disconnect forgets the permission, and gives it back at the Service Provider.
func (t *Terminal) Disconnect(ctx context.Context) error {
	c, err := t.File.Load()
	if err != nil {
		return err
	}
	err = t.api().Revoke(ctx, c)
	if err := t.File.Forget(); err != nil {
		return err
	}
	if err != nil && !errors.Is(err, orders.ErrRevoked) {
		return fmt.Errorf("forgotten here, but the provider could not be told; end it there too: %w", err)
	}
	t.say("Disconnected from %s’s photos.\n", printable(c.ScreenName))
	return nil
}

// api renews what has to be renewed, into the file.
func (t *Terminal) api() *provider.Renewing { return t.Provider.Renewing(t.File) }

func (t *Terminal) say(format string, args ...any) { fmt.Fprintf(t.Out, format, args...) }

func (t *Terminal) now() time.Time {
	if t.Now != nil {
		return t.Now()
	}
	return time.Now()
}

// printable takes out of a stranger's text what would command a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, s)
}
