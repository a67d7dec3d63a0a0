package archive_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/internal/sqldb"
)

var (
	key   = [32]byte{1, 2, 3}
	users = sqldb.Table{Name: "users", Columns: []sqldb.Column{
		{Name: "id", Kind: sqldb.Text}, {Name: "at", Kind: sqldb.Int}, {Name: "zoom", Kind: sqldb.Real}, {Name: "yes", Kind: sqldb.Bool}, {Name: "seal", Kind: sqldb.Bytes},
	}}
	nobody = sqldb.Table{Name: "nobody", Columns: []sqldb.Column{{Name: "id", Kind: sqldb.Text}}}
	rows   = [][]any{
		{"jane <&> é\n\x00", int64(1)<<62 + 1, 0.1, true, []byte{0, 255}},
		{"not \xff UTF-8", int64(-1), 3.0, false, []byte{}},
		{nil, nil, nil, nil, nil},
	}
	pictures = []string{"one", "", strings.Repeat("three", 1000)}
)

// never says that a reader that fails is not to blame on its file.
func never(error) bool { return false }

func sum(content string) string {
	s := sha256.Sum256([]byte(content))
	return hex.EncodeToString(s[:])
}

// write writes a backup of rows and pictures.
func write(t testing.TB, name string, change ...func(*archive.Writer)) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	err := archive.Write(path, nil, func(w io.Writer) error {
		a, err := archive.NewWriter(w, key, false, archive.Head{
			Program: "test", Made: time.Unix(1191242096, 0).UTC(), Migrations: []string{"0001_init.sql"}, Tables: []sqldb.Table{users, nobody},
		})
		if err != nil {
			return err
		}
		for _, table := range []sqldb.Table{users, nobody} {
			err := a.Table(table, func(row func([]any) error) error {
				for _, r := range rows {
					if table.Name == "users" {
						if err := row(r); err != nil {
							return err
						}
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		for _, p := range pictures {
			if err := a.File(t.Context(), sum(p), int64(len(p)), strings.NewReader(p), never); err != nil {
				return err
			}
		}
		for _, f := range change {
			f(a)
		}
		_, err = a.Close()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// what is everything in a backup.
type what struct {
	Head     archive.Head
	Contents archive.Contents
	Rows     [][]any
	Files    map[string]string
}

func read(path string, key [32]byte) (found what, err error) {
	r, err := archive.Open(path)
	if err != nil {
		return found, err
	}
	defer r.Close()
	found.Head = r.Head
	if found.Contents, err = r.Verify(context.Background(), key); err != nil {
		return found, err
	}
	err = r.Rows(context.Background(), func(t sqldb.Table, row []any) error {
		if t.Name != "users" {
			return fmt.Errorf("a row of %s", t.Name)
		}
		found.Rows = append(found.Rows, row)
		return nil
	})
	if err != nil {
		return found, err
	}
	found.Files = map[string]string{}
	return found, r.Files(context.Background(), func(sum string, size int64, content io.Reader) error {
		b, err := io.ReadAll(content)
		found.Files[sum] = string(b)
		return err
	})
}

func TestWhatWasWrittenIsRead(t *testing.T) {
	for _, name := range []string{"a.tar", "a.tar.gz", "a.tgz"} {
		t.Run(name, func(t *testing.T) {
			path := write(t, name)
			found, err := read(path, key)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(found.Rows, rows) {
				t.Errorf("rows\n%v\nwant\n%v", found.Rows, rows)
			}
			if c := found.Contents; c.Files != 3 || c.Bytes != 5003 || c.Rows["users"] != 3 || len(c.Rows) != 2 {
				t.Errorf("contents %+v", c)
			}
			for _, p := range pictures {
				if content, ok := found.Files[sum(p)]; !ok || content != p {
					t.Errorf("file %.10q is %.10q", p, content)
				}
			}
			if h := found.Head; h.Format != 1 || h.Program != "test" || h.Key != seal.CheckValue(key) || h.Made.Unix() != 1191242096 || len(h.Tables) != 2 {
				t.Errorf("head %+v", h)
			}
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
		})
	}
}

func TestManyRowsComeInParts(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	path := write(t, "a.tar", func(a *archive.Writer) {
		err := a.Table(users, func(row func([]any) error) error {
			for i := range 10 {
				if err := row([]any{long, int64(i), nil, nil, nil}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	r, err := archive.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	c, err := r.Verify(t.Context(), key)
	if err != nil || c.Rows["users"] != 13 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestEveryBitCounts(t *testing.T) {
	content, err := os.ReadFile(write(t, "a.tar"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.tar")
	for i := 0; i < len(content); i += 3 {
		changed := bytes.Clone(content)
		changed[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(path, key); err == nil {
			t.Fatalf("byte %d was changed, and nobody noticed", i)
		}
	}
}

func TestABackupThatWasCutOffIsRefused(t *testing.T) {
	for _, name := range []string{"a.tar", "a.tar.gz"} {
		content, err := os.ReadFile(write(t, name))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), name)
		for n := 0; n < len(content); n += max(1, min(97, len(content)-n-1)) {
			if err := os.WriteFile(path, content[:n], 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := read(path, key)
			if !errors.Is(err, archive.ErrCutOff) && !errors.Is(err, archive.ErrNoBackup) || n > 1024 && !errors.Is(err, archive.ErrCutOff) {
				t.Fatalf("%s: %d of %d bytes: %v", name, n, len(content), err)
			}
		}
		if err := os.WriteFile(path, append(content, 0), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(path, key); err == nil {
			t.Errorf("%s: one byte too many was not noticed", name)
		}
	}
}

func TestACompressedBackupThatWasChangedIsRefused(t *testing.T) {
	path := write(t, "a.tgz")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := read(path, key)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(content); i += 3 {
		changed := bytes.Clone(content)
		changed[i] ^= 1 << (i % 8)
		if err := os.WriteFile(path, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := read(path, key); err == nil && !reflect.DeepEqual(got, want) {
			t.Fatalf("byte %d was changed, and nobody noticed", i)
		}
	}
}

func TestOnlyTheKeySeals(t *testing.T) {
	_, err := read(write(t, "a.tar"), [32]byte{9})
	if !errors.Is(err, archive.ErrChanged) {
		t.Error(err)
	}
}

func TestTheKeyIsInItIfItWasAskedFor(t *testing.T) {
	for _, with := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "a.tar")
		err := archive.Write(path, nil, func(w io.Writer) error {
			a, err := archive.NewWriter(w, key, with, archive.Head{Made: time.Unix(0, 0)})
			if err == nil {
				_, err = a.Close()
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := archive.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, found := r.Key(); found != with || with && got != key {
			t.Errorf("with %v: %v", with, found)
		}
		if _, err := r.Verify(t.Context(), key); err != nil {
			t.Error(err)
		}
		content, _ := os.ReadFile(path)
		if there := bytes.Contains(content, []byte(hex.EncodeToString(key[:]))); there != with {
			t.Errorf("with %v: it is in the file: %v", with, there)
		}
	}
}

func TestAFileThatIsNotWhatItWasIsNamedAndLeftOut(t *testing.T) {
	good := sum("good")
	for name, content := range map[string]string{"other": "gOod", "shorter": "go", "longer": "good!", "empty": ""} {
		path := write(t, "a.tar", func(a *archive.Writer) {
			if err := a.File(t.Context(), good, 4, strings.NewReader(content), never); err != nil {
				t.Error(err)
			}
			a.Missing(sum("missing"))
			a.Gone(sum("gone"))
		})
		found, err := read(path, key)
		c := found.Contents
		if err != nil || len(c.Damaged) != 1 || c.Damaged[0] != good || c.Files != 3 || len(c.Missing) != 1 || len(c.Gone) != 1 {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
		if _, there := found.Files[good]; there {
			t.Errorf("%s: it is there", name)
		}
	}
}

func TestAFileThatCannotBeReadIsDamagedOrOutOfReach(t *testing.T) {
	broken := errors.New("a sector is broken")
	half := func() io.Reader { return io.MultiReader(strings.NewReader("go"), iotest.ErrReader(broken)) }
	found, err := read(write(t, "a.tar", func(a *archive.Writer) {
		if err := a.File(t.Context(), sum("good"), 4, half(), func(err error) bool { return errors.Is(err, broken) }); err != nil {
			t.Error(err)
		}
	}), key)
	if err != nil || len(found.Contents.Damaged) != 1 {
		t.Errorf("%+v, %v", found.Contents, err)
	}
	err = archive.Write(filepath.Join(t.TempDir(), "b.tar"), nil, func(w io.Writer) error {
		a, err := archive.NewWriter(w, key, false, archive.Head{})
		if err != nil {
			return err
		}
		return a.File(t.Context(), sum("good"), 4, half(), never)
	})
	if !errors.Is(err, broken) {
		t.Errorf("out of reach: %v", err)
	}
}

func TestWhatIsNoBackup(t *testing.T) {
	newer := bytes.Replace(must(os.ReadFile(write(t, "a.tar"))), []byte(`"format": 1`), []byte(`"format": 2`), 1)
	for name, c := range map[string]struct {
		content []byte
		want    error
	}{
		"nothing": {nil, archive.ErrNoBackup}, "text": {[]byte("hello"), archive.ErrNoBackup}, "zeros": {make([]byte, 10240), archive.ErrNoBackup},
		"half of gzip": {[]byte{0x1f, 0x8b}, archive.ErrNoBackup}, "newer": {newer, archive.ErrNewer},
	} {
		path := filepath.Join(t.TempDir(), "b")
		if err := os.WriteFile(path, c.content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := read(path, key); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestNothingIsReadBeforeItIsVerified(t *testing.T) {
	r, err := archive.Open(write(t, "a.tar"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := r.Rows(t.Context(), func(sqldb.Table, []any) error { return nil }); err == nil {
		t.Error("rows were read")
	}
}

func TestAFileHasItsNameWhenItIsWhole(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.tar")
	if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("failed")
	err := archive.Write(path, nil, func(w io.Writer) error {
		w.Write([]byte("half"))
		if got, _ := os.ReadFile(path); string(got) != "before" {
			t.Errorf("meanwhile there is %q", got)
		}
		return failed
	})
	if !errors.Is(err, failed) || string(must(os.ReadFile(path))) != "before" {
		t.Errorf("%v", err)
	}
	err = archive.Write(path, nil, func(w io.Writer) error { w.Write([]byte("whole")); return nil })
	if err != nil || string(must(os.ReadFile(path))) != "whole" {
		t.Errorf("%v", err)
	}
	if entries := must(os.ReadDir(dir)); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	if err := archive.Write(dir, nil, func(io.Writer) error { return nil }); err == nil {
		t.Error("a folder was replaced")
	}
	if err := archive.Write(filepath.Join(dir, "none", "a.tar"), nil, func(io.Writer) error { return nil }); err == nil {
		t.Error("a file in no folder was written")
	}
	var out bytes.Buffer
	if err := archive.Write("-", &out, func(w io.Writer) error { w.Write([]byte("x")); return nil }); err != nil || out.String() != "x" {
		t.Errorf("%q, %v", out.String(), err)
	}
}
