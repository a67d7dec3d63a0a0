package seal

import (
	"bytes"
	"errors"
	"testing"
)

func TestSealAndOpen(t *testing.T) {
	s := New([KeySize]byte{1})
	for _, plain := range []string{"", "kd94hf93k423kf44", string(make([]byte, 10_000))} {
		sealed := s.SealString(plain, "consumer dpf43f3p2l4k3l03")
		if got, err := s.OpenString(sealed, "consumer dpf43f3p2l4k3l03"); err != nil || got != plain {
			t.Errorf("%q: %q, %v", plain, got, err)
		}
		if len(plain) > 0 && bytes.Contains(sealed, []byte(plain)) {
			t.Errorf("%q can be read", plain)
		}
		if bytes.Equal(sealed, s.SealString(plain, "consumer dpf43f3p2l4k3l03")) {
			t.Error("the same twice looks the same")
		}
	}
}

func TestWhatIsNotOursDoesNotOpen(t *testing.T) {
	s := New([KeySize]byte{1})
	sealed := s.SealString("secret", "token a")
	for i := range sealed {
		damaged := bytes.Clone(sealed)
		damaged[i] ^= 1
		if _, err := s.Open(damaged, "token a"); !errors.Is(err, ErrNotOurs) {
			t.Errorf("byte %d changed: %v", i, err)
		}
	}
	for name, open := range map[string]func() ([]byte, error){
		"in another row":    func() ([]byte, error) { return s.Open(sealed, "token b") },
		"under another key": func() ([]byte, error) { return New([KeySize]byte{2}).Open(sealed, "token a") },
		"nothing":           func() ([]byte, error) { return s.Open(nil, "token a") },
		"the version only":  func() ([]byte, error) { return s.Open(sealed[:1], "token a") },
		"cut short":         func() ([]byte, error) { return s.Open(sealed[:len(sealed)-1], "token a") },
	} {
		if got, err := open(); !errors.Is(err, ErrNotOurs) || got != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
}

func TestKeysForDifferentPurposesDiffer(t *testing.T) {
	key := [KeySize]byte{1}
	if Derive(key, "a") == Derive(key, "b") || Derive(key, "a") == Derive([KeySize]byte{2}, "a") || Derive(key, "a") == key {
		t.Error("two keys are one")
	}
	if first, again := Derive(key, "a"), Derive(key, "a"); first != again {
		t.Error("one key is two")
	}
}

func TestTheCheckValueTellsKeysApart(t *testing.T) {
	one, other := [KeySize]byte{1}, [KeySize]byte{2}
	before, again := CheckValue(one), CheckValue([KeySize]byte{1})
	if before != again || before == CheckValue(other) {
		t.Errorf("%s, %s, and of another key %s", before, again, CheckValue(other))
	}
}
