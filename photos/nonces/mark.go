package nonces

import (
	"encoding/binary"
	"errors"
	"io/fs"
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

// mark is two timestamps on the disk.
type mark struct {
	file  *os.File
	last  int64 // none above it has been accepted
	floor int64 // what was accepted up to it may have been forgotten
}

func openMark(dir string) (*mark, error) {
	file, err := os.OpenFile(filepath.Join(dir, markName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	var content [16]byte
	m := &mark{file: file}
	if n, _ := file.ReadAt(content[:], 0); n == len(content) {
		m.last = int64(binary.BigEndian.Uint64(content[:8]))
		m.floor = int64(binary.BigEndian.Uint64(content[8:]))
	}
	return m, nil
}

// Latest is the timestamp above which a Book that was kept in this folder has
// accepted none, while nobody has it open; known tells whether there was one.
func Latest(dir string) (timestamp int64, known bool, err error) {
	content, err := os.ReadFile(filepath.Join(dir, markName))
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(content) < 16 {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	last, floor := binary.BigEndian.Uint64(content), binary.BigEndian.Uint64(content[8:])
	return int64(max(last, floor)), last != 0, nil
}

// cover makes sure that the mark on the disk is not below a timestamp.
func (m *mark) cover(timestamp int64) error {
	if timestamp <= m.last {
		return nil
	}
	return m.write(timestamp+ahead, m.floor)
}

// setFloor notes what is about to be forgotten.
func (m *mark) setFloor(floor int64) error {
	return m.write(m.last, max(m.floor, floor))
}

// write brings both timestamps to the disk.
func (m *mark) write(last, floor int64) error {
	content := binary.BigEndian.AppendUint64(nil, uint64(last))
	content = binary.BigEndian.AppendUint64(content, uint64(floor))
	if _, err := m.file.WriteAt(content, 0); err != nil {
		return err
	}
	if err := m.file.Sync(); err != nil {
		return err
	}
	m.last, m.floor = last, floor
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
