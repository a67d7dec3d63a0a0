// Package guide is the guided dance: what a teacher says before each message, who
// knows which secret then, and a question; and Appendix A of OAuth Core 1.0a,
// replayed with its own values.
//
// It holds the shape of the lessons. Their sentences are in templates/guide, one
// catalogue for each language, under the keys that a [Leg] gives; the messages are
// really sent, by the printer's pages.
//
// Begin with guide.go; appendix.go replays the specification.
package guide
