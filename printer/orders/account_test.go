package orders_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/printer/orders"
)

func TestSigningUpKeepsWhatTheAnonymousCustomerHad(t *testing.T) {
	h := newHouse(t)
	o := h.place(t, choice("p1"))
	c, err := h.SignUp(t.Context(), h.customer, " Jane@Example.com ", "Jane", "a printer password")
	if err != nil || c.ID != h.customer || !c.Account || c.Email != "jane@example.com" {
		t.Fatalf("%+v, %v", c, err)
	}
	again, err := h.SignIn(t.Context(), "", "JANE@example.com", "a printer password")
	if err != nil || again.ID != c.ID {
		t.Fatalf("%+v, %v", again, err)
	}
	if _, err := h.Order(t.Context(), again.ID, o.ID); err != nil {
		t.Error(err)
	}
}

func TestSigningInBringsWhatThisBrowserOrdered(t *testing.T) {
	h := newHouse(t)
	account, err := h.NewCustomer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.SignUp(t.Context(), account.ID, "jane@example.com", "Jane", "a printer password"); err != nil {
		t.Fatal(err)
	}
	o := h.place(t, choice("p1"))
	if _, err := h.SignIn(t.Context(), h.customer, "jane@example.com", "a printer password"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Order(t.Context(), account.ID, o.ID); err != nil {
		t.Error(err)
	}
	if _, err := h.Connection(t.Context(), account.ID); err != nil {
		t.Error(err)
	}
	// The other way round would give an account away to whoever knows its id.
	sam, _ := h.NewCustomer(t.Context())
	if _, err := h.SignUp(t.Context(), sam.ID, "sam@example.com", "Sam", "another password"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.SignIn(t.Context(), account.ID, "sam@example.com", "another password"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Order(t.Context(), sam.ID, o.ID); err != orders.ErrNotFound {
		t.Errorf("sam has jane's order: %v", err)
	}
}

func TestWrongPasswordAndUnknownAddressAreOneAnswer(t *testing.T) {
	h := newHouse(t)
	if _, err := h.SignUp(t.Context(), h.customer, "jane@example.com", "Jane", "a printer password"); err != nil {
		t.Fatal(err)
	}
	for _, try := range [][2]string{
		{"jane@example.com", "a printer passworD"}, {"jane@example.com", ""}, {"nobody@example.com", "a printer password"},
		{"not an address", "a printer password"}, {"", ""},
	} {
		if _, err := h.SignIn(t.Context(), "", try[0], try[1]); err != orders.ErrWrongPassword {
			t.Errorf("%q: %v", try, err)
		}
	}
}

func TestAccountsAreRefusedWithASentence(t *testing.T) {
	h := newHouse(t)
	for _, bad := range [][3]string{
		{"jane", "Jane", "a printer password"}, {"Jane <jane@example.com>", "Jane", "a printer password"},
		{"jane@example.com\r\nBcc: x@example.com", "Jane", "a printer password"}, {"jane@example.com", " ", "a printer password"},
		{"jane@example.com", "Jane", "short"}, {"jane@example.com", "Jane", strings.Repeat("x", 201)},
	} {
		var refusal *orders.Refusal
		if _, err := h.SignUp(t.Context(), h.customer, bad[0], bad[1], bad[2]); !errors.As(err, &refusal) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := h.SignUp(t.Context(), h.customer, "jane@example.com", "Jane", strings.Repeat("ü", 64)); err != nil {
		t.Error(err)
	}
	other, _ := h.NewCustomer(t.Context())
	if _, err := h.SignUp(t.Context(), other.ID, "jane@example.com", "Jane", "a printer password"); err != orders.ErrTaken {
		t.Errorf("a second account: %v", err)
	}
}

func TestARequestTokenIsTakenOnceByTheBrowserThatBegan(t *testing.T) {
	h := newHouse(t)
	now := time.Now()
	h.Now = func() time.Time { return now }
	keep := func(token string) {
		t.Helper()
		err := h.KeepRequestToken(t.Context(), orders.PendingToken{
			Browser: "jane's browser", Token: token, Secret: "its secret", Customer: h.customer, Return: "/albums",
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	keep("one")
	if _, err := h.TakeRequestToken(t.Context(), "sam's browser", "one"); err != orders.ErrNotFound {
		t.Errorf("another browser: %v", err)
	}
	if _, err := h.TakeRequestToken(t.Context(), "jane's browser", "two"); err != orders.ErrNotFound {
		t.Errorf("another token: %v", err)
	}
	p, err := h.TakeRequestToken(t.Context(), "jane's browser", "one")
	if err != nil || p.Secret != "its secret" || p.Customer != h.customer || p.Return != "/albums" {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := h.TakeRequestToken(t.Context(), "jane's browser", "one"); !errors.Is(err, orders.ErrAnswered) {
		t.Errorf("a second time: %v", err)
	}
	keep("three")
	now = now.Add(31 * time.Minute)
	if _, err := h.TakeRequestToken(t.Context(), "jane's browser", "three"); !errors.Is(err, orders.ErrTooLate) {
		t.Errorf("after half an hour: %v", err)
	}
	for _, token := range []string{"one", "three"} { // what is said to its browser is said to no other
		if _, err := h.TakeRequestToken(t.Context(), "sam's browser", token); err != orders.ErrNotFound {
			t.Errorf("%s in another browser: %v", token, err)
		}
	}
}
