package engines

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strconv"
	"syscall"
)

// person is who runs the engines in place of root.
type person struct {
	name     string
	uid, gid int
}

// ordinary is the user to step down to, nil unless this is root.
func ordinary() (*person, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		return &person{name, uid, gid}, errors.Join(err, err2)
	}
	return nil, errors.New("PostgreSQL does not run as root, and this machine has neither a user postgres nor nobody: start the tests as another user")
}

// asChild makes the command a child that dies with its parent, hears no Ctrl-C meant for the parent, and is not root.
func asChild(cmd *exec.Cmd) error {
	who, err := ordinary()
	if err != nil {
		return err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	if who != nil {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
	}
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), fmt.Sprintf("HOME=%s", cmd.Dir), "LC_ALL=C", "TZ=UTC"}, cmd.Env...)
	return nil
}
