// Package e2e proves the house from outside: both programs are built, started
// and used as a person uses them, with a real Chromium (package browser) and
// real processes on real ports (package programs).
//
// A file is a story: jane_test.go is OAuth Core 1.0a Appendix A with a person
// in it, and the others tell what else may happen on the way. replay_test.go
// sends the requests that the specifications print, byte for byte;
// peers_test.go lets two foreign clients dance; imports_test.go keeps the walls
// between the rooms. Begin with jane_test.go.
//
// A failing story leaves a picture of the page, its HTML and both logs in the
// folder named by ARTIFACTS, or where go test -artifacts puts them.
package e2e
