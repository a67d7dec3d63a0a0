// Package programs starts photos and printer as a person starts them: built
// once without cgo, each a process of its own, told by its environment where
// to listen and where to keep its data. A test may kill one and start it again
// on the same data and port.
//
// When a test ends, what both programs have logged and stored is searched for
// secrets that must not be there; see secrets.go. Begin with demo.go.
package programs
