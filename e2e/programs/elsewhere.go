package programs

import (
	"os"
	"os/exec"
	"path/filepath"
)

// Elsewhere prepares the program to be run once with arguments, in a folder, as somebody does at a terminal of a machine
// that has none of the running program's settings but env. What it logs or keeps is not searched.
func (p *Program) Elsewhere(folder string, env []string, args ...string) *exec.Cmd {
	p.t.Helper()
	dir, err := workshop()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.CommandContext(p.t.Context(), filepath.Join(dir, p.Name), args...)
	cmd.Dir = folder
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + folder, "TZ=UTC"}, env...)
	return cmd
}
