package webapp

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// minConfiguredKey is the fewest characters a configured key may have.
const minConfiguredKey = 32

// SecretKey returns the program's key: the configured one, or the one in the
// data folder, which is made at the first start and readable by its owner
// only. Without it neither the sealed secrets nor the sessions can be opened,
// so a damaged file is an error and never replaced.
func SecretKey(dir, configured string) ([32]byte, error) {
	if configured != "" {
		return configuredKey(configured)
	}
	path := keyPath(dir)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(path)
	}
	if err != nil {
		return [32]byte{}, fmt.Errorf("reading the secret key: %w", err)
	}
	raw, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != 32 {
		return [32]byte{}, fmt.Errorf("the secret key in %s is damaged: put the right file back", path)
	}
	return [32]byte(raw), os.Chmod(path, 0o600)
}

// configuredKey takes 64 hexadecimal digits as they are and hashes any other
// text that is long enough.
func configuredKey(text string) ([32]byte, error) {
	if len(text) < minConfiguredKey {
		return [32]byte{}, fmt.Errorf("the secret key is too short: at least %d characters, best 64 random hexadecimal digits", minConfiguredKey)
	}
	if raw, err := hex.DecodeString(text); err == nil && len(raw) == 32 {
		return [32]byte(raw), nil
	}
	return sha256.Sum256([]byte(text)), nil
}

func makeKey(path string) (key [32]byte, err error) {
	rand.Read(key[:])
	return key, writeKey(path, key)
}

// writeKey writes a key whole or not at all.
func writeKey(path string, key [32]byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".secret-*") // mode 0600
	if err != nil {
		return fmt.Errorf("making the secret key: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(hex.EncodeToString(key[:]) + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("making the secret key: %w", err)
	}
	return nil
}

// FindSecretKey is SecretKey for who must not make one.
func FindSecretKey(dir, configured string) (key [32]byte, found bool, err error) {
	if _, err := os.Stat(keyPath(dir)); configured == "" && errors.Is(err, fs.ErrNotExist) {
		return key, false, nil
	}
	key, err = SecretKey(dir, configured)
	return key, err == nil, err
}

// SharedSecretKey is SecretKey for one of several replicas. It is told its key,
// by the setting of the given name: each would make another, in a folder that
// need not be kept.
func SharedSecretKey(setting, dir, configured string) (key [32]byte, err error) {
	key, found, err := FindSecretKey(dir, configured)
	if err == nil && !found {
		err = fmt.Errorf("set %s, best to 64 random hexadecimal digits: with PostgreSQL it is the same for every replica, and none of them makes one", setting)
	}
	return key, err
}

// KeepSecretKey puts a key into a data folder that has none.
func KeepSecretKey(dir string, key [32]byte) error {
	if _, err := os.Stat(keyPath(dir)); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is a secret key in %s already", dir)
	}
	return writeKey(keyPath(dir), key)
}

func keyPath(dir string) string { return filepath.Join(dir, "secret.key") }
