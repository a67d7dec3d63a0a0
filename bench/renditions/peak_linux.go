package main

import (
	"os"
	"syscall"
)

// peak is the most memory that a process which has ended took up.
func peak(state *os.ProcessState) int64 {
	used, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return used.Maxrss << 10 // in kilobytes here
}
