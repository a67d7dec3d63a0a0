package archive

import (
	"fmt"
	"os"
	"syscall"
	"unsafe"
)

const (
	oTmpfile        = 0x400000 | syscall.O_DIRECTORY // O_TMPFILE, open(2)
	atFdcwd         = -100
	atSymlinkFollow = 0x400
)

// nameless opens a file that is in no folder, or nil if the file system has none
// or no name could be given to it later.
func nameless(dir string) *os.File {
	file, err := os.OpenFile(dir, os.O_RDWR|oTmpfile, 0o600)
	if err != nil {
		return nil
	}
	if info, err := os.Stat(inProc(file)); err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil
	}
	return file
}

// inProc is where /proc shows an open file.
func inProc(file *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", file.Fd()) }

// link gives a nameless file a name: linkat(2), in the way that needs no rights.
func link(file *os.File, name string) error {
	from, err := syscall.BytePtrFromString(inProc(file))
	if err != nil {
		return err
	}
	to, err := syscall.BytePtrFromString(name)
	if err != nil {
		return err
	}
	cwd := atFdcwd
	_, _, failed := syscall.Syscall6(syscall.SYS_LINKAT, uintptr(cwd), uintptr(unsafe.Pointer(from)),
		uintptr(cwd), uintptr(unsafe.Pointer(to)), atSymlinkFollow, 0)
	if failed != 0 {
		return &os.LinkError{Op: "link", Old: "", New: name, Err: failed}
	}
	return nil
}
