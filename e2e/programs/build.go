package programs

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// workshop is the temporary folder of this test run, with both binaries in it.
var workshop = sync.OnceValues(build)

func build() (dir string, err error) {
	if dir, err = os.MkdirTemp("", "oauth1-e2e-"); err != nil {
		return "", err
	}
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return dir, fmt.Errorf("looking for the module: %w", err)
	}
	cmd := exec.Command("go", "build", "-o", dir+string(filepath.Separator), "./cmd/photos", "./cmd/printer")
	cmd.Dir = strings.TrimSpace(string(root))
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return dir, fmt.Errorf("building the programs: %w\n%s", err, out)
	}
	return dir, nil
}

// Clean removes the binaries and the demo data. Call it once, when all tests of the binary are over.
func Clean() error {
	dir, _ := workshop()
	return os.RemoveAll(dir)
}
