package archive

import (
	"archive/tar"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"time"

	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
)

// Format is the version of the format that is written here.
const Format = 1

// Head says what a backup is, before anything else in it.
type Head struct {
	Format     int           `json:"format"`
	Program    string        `json:"program"`
	Made       time.Time     `json:"made"`       // the moment whose rows these are
	Key        string        `json:"key"`        // the key's [seal.CheckValue]
	Migrations []string      `json:"migrations"` // that the database has had
	Tables     []sqldb.Table `json:"tables"`     // each after those that it points to
	// FreshFrom is the first timestamp (OAuth Core 1.0a section 8) that cannot have
	// been accepted before Made; 0 for who accepts none.
	FreshFrom int64 `json:"fresh_from,omitempty"`
}

// Contents is how much of everything there is.
type Contents struct {
	Rows  map[string]int64 `json:"rows"` // by table
	Files int              `json:"files"`
	Bytes int64            `json:"bytes"` // of the files
	// Files that the rows point to and that are not here: Gone were deleted, with
	// their rows, after the moment of the rows; the others were missing or damaged.
	Gone    []string `json:"gone"`
	Missing []string `json:"missing"`
	Damaged []string `json:"damaged"`
}

const (
	headName     = "backup.json"
	keyName      = "secret.key"
	contentsName = "contents.json"
	sealName     = "seal"
	tablePrefix  = "tables/"
	filePrefix   = "files/"
)

// What is wrong with a file.
var (
	ErrNoBackup = errors.New("this is no backup")
	ErrCutOff   = errors.New("the backup is not whole: it was cut off, or is still being written")
	ErrChanged  = errors.New("the backup is damaged: it is not, byte for byte, what was written with this key")
	ErrNewer    = errors.New("the backup was made by a newer version of the program")
	ErrNoKey    = errors.New("the backup was made without its secret key")
	ErrOtherKey = errors.New("the backup was made with another secret key than the one here: without the right one no token in it can be used, and nothing was restored")
)

func newMAC(key [seal.KeySize]byte) hash.Hash {
	derived := seal.Derive(key, "backup seal")
	return hmac.New(sha256.New, derived[:])
}

// sealSize is the length of the end of a backup: a header, one block, and the
// two empty ones that end a tar.
const sealSize = 4 * 512

// sealed is the end of a backup whose bytes so far have this sum. There is one
// way to write it, so it is compared as it is.
func sealed(sum []byte) []byte {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	content := hex.EncodeToString(sum) + "\n"
	begun := w.WriteHeader(header(sealName, int64(len(content)), time.Unix(0, 0)))
	_, written := w.Write([]byte(content))
	if err := errors.Join(begun, written, w.Close()); err != nil || b.Len() != sealSize {
		panic(fmt.Sprintf("archive: a seal of %d bytes: %v", b.Len(), err)) // writing to memory does not fail
	}
	return b.Bytes()
}

func header(name string, size int64, at time.Time) *tar.Header {
	return &tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: at.Truncate(time.Second), Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}
}
