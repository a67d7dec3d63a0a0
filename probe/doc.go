// Package probe checks somebody else's side of OAuth Core 1.0 Revision A from
// the outside, statement by statement.
//
// [Provider] plays Consumer: it sends a Service Provider right messages, which
// must be accepted, and wrong ones, each with a single thing spoiled, which must
// be refused. [NewStage] plays Service Provider and watches what a Consumer does.
// Either way the outcome is a [Report]: every statement as pass, fail or not
// tested, each with the messages that show it, as text, JSON or HTML.
//
// The statements have the numbers of docs/spec-map.md; a test keeps the two
// alike. What is only advised stands among the notes and fails nothing. No
// report holds a secret: token secrets, verifiers and signatures that were
// accepted are masked.
//
// Open report.go first, then provider.go and the tables checks_*.go; stage.go is
// the other direction.
package probe
