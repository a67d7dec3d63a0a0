// Package uploads holds tests of how pictures get into photos when things go
// wrong: the real program, as a process of its own, gets hostile pictures, is
// killed in the middle, loses connections. Nothing here needs a browser.
//
// bombs_test.go makes the pictures; person_test.go is who sends them.
package uploads
