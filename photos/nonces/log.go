package nonces

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// record is one used nonce in the log.
type record struct {
	timestamp int64
	digest    digest
}

const recordSize = 8 + 16

// header begins each log file.
type header struct {
	boot    string // the system that was running; another one means that the tail may be lost
	barrier int64
	key     []byte // of the digests
}

// The log is a few files, each begun when the one before had grown; the oldest
// is removed once nothing in it can be accepted any more.
const (
	magic        = "nonces 1\n"
	suffix       = ".log"
	clean        = "clean" // exists after an end in good order
	recordsAFile = 1 << 16
)

// log writes records.
type log struct {
	dir    string
	header header
	file   *os.File
	number int
	count  int
	latest int64         // the latest timestamp in the present file
	before map[int]int64 // the latest timestamp in each earlier file
	buffer [recordSize]byte
}

// kept is what an earlier run has left.
type kept struct {
	header
	records []record
}

// readLogs reads what is there. It is whole if nothing that was written can be
// missing: the same system is still running, or the last run ended in good
// order.
func readLogs(dir, boot string) (k kept, whole bool) {
	names := logNames(dir)
	if len(names) == 0 {
		return kept{}, false
	}
	_, err := os.Stat(filepath.Join(dir, clean))
	ended := err == nil
	for _, name := range names {
		h, records, err := readLog(filepath.Join(dir, name))
		if err != nil || !ended && (boot == "" || h.boot != boot) {
			return kept{}, false
		}
		k.header, k.records = h, append(k.records, records...)
	}
	return k, true
}

// readLog reads one file. A last record that was cut off was never answered
// for.
func readLog(name string) (h header, records []record, err error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return h, nil, err
	}
	rest, found := bytes.CutPrefix(content, []byte(magic))
	if !found {
		return h, nil, errors.New("not a log of nonces")
	}
	if h, rest, err = readHeader(rest); err != nil {
		return h, nil, err
	}
	for ; len(rest) >= recordSize; rest = rest[recordSize:] {
		r := record{timestamp: int64(binary.BigEndian.Uint64(rest))}
		copy(r.digest[:], rest[8:])
		records = append(records, r)
	}
	return h, records, nil
}

func readHeader(content []byte) (h header, rest []byte, err error) {
	line, rest, found := bytes.Cut(content, []byte("\n"))
	if !found {
		return h, nil, io.ErrUnexpectedEOF
	}
	_, err = fmt.Sscanf(string(line), "%d %x %q", &h.barrier, &h.key, &h.boot)
	return h, rest, err
}

// startLog begins a new file that holds what is known, and removes the others.
func startLog(dir string, h header, records []record) (*log, error) {
	old := logNames(dir)
	l := &log{dir: dir, header: h, number: lastNumber(old), before: map[int]int64{}}
	if err := l.begin(records); err != nil {
		return nil, err
	}
	if err := remove(dir, append(old, clean)); err != nil {
		return nil, err
	}
	return l, nil
}

// begin begins the next file. It is whole before it has its name.
func (l *log) begin(records []record) error {
	l.number++
	name := filepath.Join(l.dir, fmt.Sprintf("%08d%s", l.number, suffix))
	file, err := os.OpenFile(name+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("beginning a log of nonces: %w", err)
	}
	content := fmt.Appendf(nil, "%s%d %x %q\n", magic, l.header.barrier, l.header.key, l.header.boot)
	l.latest = 0
	for _, r := range records {
		content = r.append(content)
		l.latest = max(l.latest, r.timestamp)
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync()); err == nil {
		err = os.Rename(name+".new", name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("beginning a log of nonces: %w", err), file.Close())
	}
	l.file, l.count = file, len(records)
	return nil
}

func (r record) append(buf []byte) []byte {
	return append(binary.BigEndian.AppendUint64(buf, uint64(r.timestamp)), r.digest[:]...)
}

// append writes one record: one system call, and no waiting for the disk.
func (l *log) append(r record) error {
	if l.count >= recordsAFile {
		if err := l.turn(); err != nil {
			return err
		}
	}
	if _, err := l.file.Write(r.append(l.buffer[:0])); err != nil {
		return err
	}
	l.count++
	l.latest = max(l.latest, r.timestamp)
	return nil
}

// turn ends the present file and begins another.
func (l *log) turn() error {
	ended, number, latest := l.file, l.number, l.latest
	if err := l.begin(nil); err != nil {
		return err
	}
	l.before[number] = latest
	return ended.Close()
}

// prune removes files in which nothing is younger than the given timestamp,
// once it has been noted on the disk that they are behind the barrier.
func (l *log) prune(oldest int64, note func(barrier int64) error) error {
	for number, latest := range l.before {
		if latest < oldest {
			if err := note(oldest - 1); err != nil {
				return err
			}
			delete(l.before, number)
			if err := remove(l.dir, []string{fmt.Sprintf("%08d%s", number, suffix)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish brings the log to the disk and notes that it is whole.
func (l *log) finish() error {
	if err := errors.Join(l.file.Sync(), l.file.Close()); err != nil {
		return err
	}
	note, err := os.OpenFile(filepath.Join(l.dir, clean), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(note.Sync(), note.Close(), syncDir(l.dir))
}

// logNames lists the files of the log, oldest first.
func logNames(dir string) (names []string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), suffix) {
			names = append(names, entry.Name())
		}
	}
	slices.Sort(names)
	return names
}

func lastNumber(names []string) (number int) {
	if len(names) > 0 {
		fmt.Sscanf(names[len(names)-1], "%d", &number)
	}
	return number
}

func remove(dir string, names []string) error {
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// syncDir brings the names in a folder to the disk, where the system knows how.
func syncDir(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	folder.Sync() // not every system can; a name that is lost means a barrier
	return nil
}
