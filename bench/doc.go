// Package bench measures the protocol and the programs beside baselines, in
// one run, so that ratios can be quoted: `make bench`. It asserts nothing about
// time.
//
// The operations of [Core], [Methods] and [Shapes] are here. Command ratios runs
// them in turn and prints how they compare, and what nonces cost; command load
// compares whole servers, echo's own way and nginx among them; command renditions
// compares making small pictures with vipsthumbnail; command orders compares an order of
// many photos with downloading them, and its print file with a copy; `go test -bench` runs operations one by one.
package bench

// Operation is something to measure. Its Run does it once.
type Operation struct {
	Name string
	Run  func() error
}
