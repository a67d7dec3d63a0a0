// Package metrics counts and measures what a program does, for Prometheus to
// fetch from an address of its own, which is not for the public.
//
// It is off unless an address is set. Then nothing is measured: the rooms of
// the programs have hooks that are nil, and do nothing where they are.
//
// What is measured has labels of a closed set of values, so that nobody who
// sends requests can make the figures grow without bound, and none of them is a
// secret or names a User, a Consumer or a token: a value outside the set counts
// as "other" (closed.go). A route is its pattern, never a path that was asked
// for (web.go).
//
// It knows neither program: what is worth measuring stands in photos/figures.go
// and printer/figures.go. This is the only room that knows the Prometheus
// client. Begin with metrics.go.
package metrics
