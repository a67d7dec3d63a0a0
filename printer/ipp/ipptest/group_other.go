//go:build !unix

package ipptest

import "os/exec"

func ownGroup(*exec.Cmd) {}

// killGroup ends the printer, unless it has ended.
func killGroup(process *exec.Cmd) { _ = process.Process.Kill() }
