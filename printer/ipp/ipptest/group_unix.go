//go:build unix

package ipptest

import (
	"os/exec"
	"syscall"
)

// ownGroup puts the printer, its bus and what it runs into one group.
func ownGroup(process *exec.Cmd) { process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup ends them all, unless they have ended.
func killGroup(process *exec.Cmd) { _ = syscall.Kill(-process.Process.Pid, syscall.SIGKILL) }
