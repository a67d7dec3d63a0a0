package e2e

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
)

// TestTerminal: Jane sits at a machine without a browser. The printer tells her at the terminal what to open; she opens
// it on her telephone, allows, types the PIN, lists her albums, and prints a photo.
func TestTerminal(t *testing.T) {
	demo := programs.Start(t)
	home := t.TempDir()
	env := []string{"PRINTER_PROVIDER_URL=" + demo.Photos.URL}
	cmd := demo.Printer.Elsewhere(home, env, "connect")
	keyboard, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	screen, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	terminal := bufio.NewReader(screen)
	asked := readUntil(t, terminal, "PIN: ")
	address := regexp.MustCompile(`http://\S+\?oauth_token=\S+`).FindString(asked)
	if !strings.HasPrefix(address, demo.Photos.URL) {
		t.Fatalf("the terminal names no address: %s", asked)
	}
	pin := allowElsewhere(t, demo, address)
	enter(t, keyboard, "not this one")
	readUntil(t, terminal, "look again. PIN: ")
	enter(t, keyboard, strings.ToLower(pin))
	readUntil(t, terminal, "Connected as jane.")
	if _, err := io.Copy(io.Discard, terminal); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	browse(t, func(args ...string) *exec.Cmd { return demo.Printer.Elsewhere(home, env, args...) }, home)
}

// browse lists, fetches and prints with the permission that there is, and gives it back.
func browse(t *testing.T, command func(args ...string) *exec.Cmd, home string) {
	t.Helper()
	if albums := says(t, command("albums")); !strings.Contains(albums, "Vacation") {
		t.Errorf("the albums are\n%s", albums)
	}
	row := regexp.MustCompile(`(?m)^(\S+) .*  vacation.jpg$`).FindStringSubmatch(says(t, command("photos", "Vacation")))
	if row == nil {
		t.Fatal("vacation.jpg is not listed")
	}
	says(t, command("print", row[1], "--paper", "10x15"))
	shows(t, filepath.Join(home, "print.pdf"), []string{"vacation.jpg"})
	says(t, command("fetch", row[1], "-o", "vacation.jpg"))
	if info, err := os.Stat(filepath.Join(home, "vacation.jpg")); err != nil || info.Size() == 0 {
		t.Errorf("the original: %v", err)
	}
	info, err := os.Stat(filepath.Join(home, ".config", "printer", "connection"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the permission is kept with %v: %v", info, err)
	}
	says(t, command("disconnect"))
	if out, err := command("albums").CombinedOutput(); err == nil || !strings.Contains(string(out), "not connected") {
		t.Errorf("after disconnecting: %s %v", out, err)
	}
}

// allowElsewhere is Jane at her telephone: she opens the address and reads the PIN.
func allowElsewhere(t *testing.T, demo *programs.Demo, address string) string {
	t.Helper()
	phone := visitor(t, demo, browser.Phone)
	phone.Visit(address)
	phone.signIn("jane", programs.Password)
	phone.See("Allow printer to see your photos?")
	phone.Press("Allow")
	phone.See("Type this PIN into printer")
	pin, err := browser.Eval[string](phone.Page, `document.querySelector("output.pin").textContent`)
	if err != nil {
		t.Fatal(err)
	}
	demo.Secret("the PIN", strings.ReplaceAll(pin, " ", ""))
	return pin
}

// says runs a command that has to succeed.
func says(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args[1:], err, out)
	}
	return string(out)
}

// readUntil reads a terminal up to some words.
func readUntil(t *testing.T, from *bufio.Reader, words string) string {
	t.Helper()
	var read bytes.Buffer
	for !bytes.HasSuffix(read.Bytes(), []byte(words)) {
		b, err := from.ReadByte()
		if err != nil {
			t.Fatalf("the terminal ends before %q: %s", words, read.String())
		}
		read.WriteByte(b)
	}
	return read.String()
}

// enter types a line.
func enter(t *testing.T, keyboard io.Writer, line string) {
	t.Helper()
	if _, err := io.WriteString(keyboard, line+"\n"); err != nil {
		t.Fatal(err)
	}
}
