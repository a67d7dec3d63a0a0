package nonces

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

const (
	markName = "mark"
	// ahead is how many seconds the mark is moved beyond what is needed, so
	// that it is brought to the disk a few times a minute and not more often.
	ahead = 15
)

// mark is a timestamp, on the disk, above which none has been accepted.
type mark struct {
	file *os.File
	last int64
}

func openMark(dir string) (*mark, error) {
	file, err := os.OpenFile(filepath.Join(dir, markName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	var content [8]byte
	m := &mark{file: file}
	if n, _ := file.ReadAt(content[:], 0); n == len(content) {
		m.last = int64(binary.BigEndian.Uint64(content[:]))
	}
	return m, nil
}

// cover makes sure that the mark on the disk is not below a timestamp.
func (m *mark) cover(timestamp int64) error {
	if timestamp <= m.last {
		return nil
	}
	next := timestamp + ahead
	if _, err := m.file.WriteAt(binary.BigEndian.AppendUint64(nil, uint64(next)), 0); err != nil {
		return err
	}
	if err := m.file.Sync(); err != nil {
		return err
	}
	m.last = next
	return nil
}

func (m *mark) close() error {
	return errors.Join(m.file.Sync(), m.file.Close())
}

// bootID identifies the running system, so that a start after a crash of the
// process can be told from one after a crash of the machine. Where the system
// does not say, it is empty, and every crash counts as the worse one.
func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}
