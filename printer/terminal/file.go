package terminal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/printer/orders"
)

// File keeps one Connection, sealed, in a file that its owner alone may read. It implements provider.Tokens.
type File struct {
	Path string
	Seal *seal.Sealer
}

const sealedFor = "the connection of this terminal"

// kept is what is inside the seal. Credentials write themselves nowhere, so they stand here as what they are.
type kept struct {
	orders.Connection
	Credentials struct{ Token, Secret, Session string }
}

// Load gives the Connection; orders.ErrNotConnected if there is none.
func (f *File) Load() (orders.Connection, error) {
	sealed, err := os.ReadFile(f.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return orders.Connection{}, orders.ErrNotConnected
	}
	var k kept
	if err == nil {
		var plain []byte
		if plain, err = f.Seal.Open(sealed, sealedFor); err == nil {
			err = json.Unmarshal(plain, &k)
		}
	}
	if err != nil {
		return orders.Connection{}, fmt.Errorf("reading the permission in %s: %w", f.Path, err)
	}
	k.Connection.Credentials = k.Credentials
	return k.Connection, nil
}

// Save keeps the Connection, whole or not at all, in place of any other.
func (f *File) Save(c orders.Connection) error {
	plain, err := json.Marshal(kept{c, c.Credentials})
	if err != nil {
		return err
	}
	tmp, err := os.CreateTemp(filepath.Dir(f.Path), ".connection-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keeping the permission: %w", err)
	}
	defer os.Remove(tmp.Name()) // fails once the file has its name
	_, err = tmp.Write(f.Seal.Seal(plain, sealedFor))
	if err = errors.Join(err, tmp.Sync(), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), f.Path)
	}
	if err != nil {
		return fmt.Errorf("keeping the permission: %w", err)
	}
	return nil
}

// Forget removes it; that there is none is no error.
func (f *File) Forget() error {
	if err := os.Remove(f.Path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("forgetting the permission: %w", err)
	}
	return nil
}

// Connection implements provider.Tokens.
func (f *File) Connection(_ context.Context, id string) (orders.Connection, error) {
	c, err := f.Load()
	if err == nil && c.ID != id {
		err = orders.ErrNotFound
	}
	return c, err
}

// Renewed implements provider.Tokens. The folder is locked, so nobody else renews meanwhile.
func (f *File) Renewed(_ context.Context, c orders.Connection) (bool, error) {
	return true, f.Save(c)
}

// Alone implements provider.Tokens: for the same reason nobody has to be waited for.
func (f *File) Alone(context.Context, string) (done func(), err error) { return func() {}, nil }
