// Package browser lets a test use a real Chromium as a person does: visit a
// page, fill a field by its label, press a button by its words, see a sentence.
// It owns the one Chromium of a test binary and a clean set of cookies for each
// [Page]; it knows nothing about the programs that it looks at.
//
// No step sleeps: each looks again until the thing is there or its time is up,
// and then fails the test with a picture of the page and its HTML. An error on
// the console, a breach of the content security policy or a request to a
// foreign host fails the test as well.
//
// Begin with page.go; act.go has the steps, see.go what there is to read, find.go
// and find.js how words become a place to touch, and watch.go what goes wrong
// behind all that.
package browser
