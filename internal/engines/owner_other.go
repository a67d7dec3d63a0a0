//go:build !linux

package engines

import (
	"os"
	"os/exec"
)

// person is who runs the engines in place of root.
type person struct {
	name     string
	uid, gid int
}

// ordinary is nobody here: the tests are not started by root.
func ordinary() (*person, error) { return nil, nil }

// asChild gives the command an environment of its own.
func asChild(cmd *exec.Cmd) error {
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + cmd.Dir, "LC_ALL=C", "TZ=UTC"}, cmd.Env...)
	return nil
}
