package webapp

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestSecretKeyIsMadeOnceAndKept(t *testing.T) {
	dir := t.TempDir()
	first, err := SecretKey(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	second, err := SecretKey(dir, "")
	if err != nil || first != second || first == [32]byte{} {
		t.Errorf("second start: %v, same key: %v", err, first == second)
	}
	if other, _ := SecretKey(t.TempDir(), ""); other == first {
		t.Error("two folders have one key")
	}
	path := filepath.Join(dir, "secret.key")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := SecretKey(dir, ""); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left behind: %v", files)
	}
}

func TestADamagedKeyIsNotReplaced(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "secret.key")
	for _, content := range []string{"", "abcd\n", strings.Repeat("zz", 32)} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := SecretKey(dir, ""); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", content, err)
		}
		if now, _ := os.ReadFile(path); string(now) != content {
			t.Errorf("%q was overwritten", content)
		}
	}
}

func TestAConfiguredKey(t *testing.T) {
	dir := t.TempDir()
	digits, err := SecretKey(dir, strings.Repeat("01", 32))
	if err != nil || digits[0] != 1 || digits[31] != 1 {
		t.Errorf("%x, %v", digits, err)
	}
	if _, err := SecretKey(dir, "a sentence that is long enough for a key"); err != nil {
		t.Error(err)
	}
	if _, err := SecretKey(dir, "hunter2"); err == nil || strings.Contains(err.Error(), "hunter2") {
		t.Errorf("a short key: %v", err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Error("a configured key was written down")
	}
}

func TestAKeyThatComesFromElsewhereIsKept(t *testing.T) {
	dir := t.TempDir()
	if _, found, err := FindSecretKey(dir, ""); found || err != nil {
		t.Errorf("in an empty folder: %v, %v", found, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Error("looking has made one")
	}
	want := [32]byte{7}
	if err := KeepSecretKey(dir, want); err != nil {
		t.Fatal(err)
	}
	if got, found, err := FindSecretKey(dir, ""); !found || err != nil || got != want {
		t.Errorf("%x, %v, %v", got, found, err)
	}
	if err := KeepSecretKey(dir, [32]byte{8}); err == nil {
		t.Error("a key was replaced")
	}
	if got, err := SecretKey(dir, ""); err != nil || got != want {
		t.Errorf("%x, %v", got, err)
	}
	if got, found, err := FindSecretKey(t.TempDir(), strings.Repeat("01", 32)); !found || err != nil || got[0] != 1 {
		t.Errorf("configured: %x, %v, %v", got, found, err)
	}
}
