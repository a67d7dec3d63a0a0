package orders

import (
	"context"
	"errors"
	"net/mail"
	"strings"
	"unicode/utf8"
)

// SignUp opens an account for the (anonymous) customer, who keeps id, orders and connection. *Refusal or ErrTaken otherwise.
func (s *Shop) SignUp(ctx context.Context, customer, email, name, password string) (Customer, error) {
	c, err := s.Store.Customer(ctx, customer)
	if err != nil {
		return Customer{}, err
	}
	if c.Account {
		return Customer{}, refuse("You have an account already.")
	}
	if c.Email, c.Name, err = checkAccount(email, name, password); err != nil {
		return Customer{}, err
	}
	hash, err := s.hash(ctx, password)
	if err != nil {
		return Customer{}, err
	}
	c.Account = true
	return c, s.Store.OpenAccount(ctx, c, hash)
}

// SignIn finds an account by e-mail and password, or ErrWrongPassword. What the anonymous customer of this browser
// ("" if none) ordered and connected before goes to the account.
func (s *Shop) SignIn(ctx context.Context, anonymous, email, password string) (Customer, error) {
	address, err := checkEmail(email)
	if err != nil {
		address = email
	}
	c, hash, err := s.Store.Account(ctx, address)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Customer{}, err
	}
	// An unknown address costs the same time: there is always a hash to compare with.
	if ok, hashErr := s.matches(ctx, hash, password); hashErr != nil {
		return Customer{}, hashErr
	} else if err != nil || !ok {
		return Customer{}, ErrWrongPassword
	}
	if anonymous != "" && anonymous != c.ID {
		if err := s.Store.Adopt(ctx, anonymous, c.ID); err != nil {
			return Customer{}, err
		}
		s.manyChanged(ctx)
	}
	return c, nil
}

func checkAccount(email, name, password string) (address, trimmed string, err error) {
	if address, err = checkEmail(email); err != nil {
		return "", "", err
	}
	if trimmed = strings.TrimSpace(name); trimmed == "" || utf8.RuneCountInString(trimmed) > 100 {
		return "", "", refuse("Please tell us your name, in at most 100 characters.")
	}
	if n := utf8.RuneCountInString(password); n < 8 || n > 200 {
		return "", "", refuse("Please choose a password of 8 to 200 characters.")
	}
	return address, trimmed, nil
}

const maxEmail = 254 // RFC 5321, as corrected

// checkEmail gives the address as it is compared and stored.
func checkEmail(email string) (string, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if len(email) <= maxEmail { // before it is parsed, which takes its time
		if parsed, err := mail.ParseAddress(email); err == nil && parsed.Address == email {
			return email, nil
		}
	}
	return "", refuse("That does not look like an e-mail address.")
}
