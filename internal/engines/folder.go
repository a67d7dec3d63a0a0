package engines

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// claim makes a folder that belongs to the user who runs the engines.
func claim(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making the folder of an engine: %w", err)
	}
	who, err := ordinary()
	if err != nil || who == nil {
		return dir, err
	}
	if err := os.Chown(dir, who.uid, who.gid); err != nil {
		return "", fmt.Errorf("giving the folder of an engine to %s: %w", who.name, err)
	}
	return dir, letThrough(dir, who.name)
}

// letThrough makes the folders above searchable for everybody, as far as they are temporary ones.
func letThrough(dir, who string) error {
	temporary, err := filepath.Abs(os.TempDir())
	if err != nil {
		return err
	}
	for parent := filepath.Dir(dir); parent != filepath.Dir(parent); parent = filepath.Dir(parent) {
		about, err := os.Stat(parent)
		if err != nil {
			return err
		}
		if about.Mode()&0o001 != 0 {
			continue
		}
		if parent != temporary && !strings.HasPrefix(parent, temporary+string(filepath.Separator)) {
			return fmt.Errorf("the user %s may not search %s: chmod o+x it, or name another folder in TMPDIR", who, parent)
		}
		if err := os.Chmod(parent, about.Mode()|0o011); err != nil {
			return err
		}
	}
	return nil
}

// hand writes a secret into a file that only the user who runs the engines may read.
func hand(path, secret string) error {
	if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
		return err
	}
	who, err := ordinary()
	if err != nil || who == nil {
		return err
	}
	return os.Chown(path, who.uid, who.gid)
}

// bring puts a program into a folder, since its own may be closed to the user who is to run it.
func bring(program, dir string) (string, error) {
	if who, err := ordinary(); err != nil || who == nil {
		return program, err
	}
	here := filepath.Join(dir, filepath.Base(program))
	if err := os.Link(program, here); err == nil || errors.Is(err, os.ErrExist) {
		return here, nil
	}
	from, err := os.Open(program)
	if err != nil {
		return "", err
	}
	defer func() { _ = from.Close() }()
	to, err := os.OpenFile(here, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o755)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(to, from)
	return here, errors.Join(err, to.Close())
}

// freePort finds a port below those that the system gives to outgoing
// connections, so that it is still free when a server comes back to it.
func freePort() (string, error) {
	for range 100 {
		port := strconv.Itoa(20000 + mrand.IntN(10000))
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port)); err == nil {
			return port, l.Close()
		}
	}
	return "", errors.New("no free port between 20000 and 30000")
}

// secret is a password that nobody knows before.
func secret() string { return rand.Text() }
