package programs

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
)

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// PeakMemory is the most memory that the program has taken up since its start,
// or since [Program.ForgetPeak]. Only Linux tells.
func (p *Program) PeakMemory() int64 {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.process.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	found := highWater.FindSubmatch(status)
	if found == nil {
		p.t.Fatalf("the system does not tell the peak: %s", status)
	}
	kb, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		p.t.Fatal(err)
	}
	return kb << 10
}

// ForgetPeak lets the peak begin anew at what is taken up now.
func (p *Program) ForgetPeak() {
	p.t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.process.Process.Pid), []byte("5"), 0); err != nil {
		p.t.Fatal(err)
	}
}
