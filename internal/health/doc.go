// Package health knows whether a program is fit to be sent requests: whether
// what it stands on can be reached, and whether this machine's clock is right.
//
// A program lists its checks (checks.go); they are looked at when somebody
// asks, at most once a second however many ask. What is wrong is told in a
// sentence for who runs the program, without addresses or secrets, since
// anybody may ask; the whole error goes to the log, once.
//
// Where several processes share a database, its clock is the one that counts
// for all of them (clock.go): a replica whose own clock is off refuses signed
// requests that others accept, so it is noticed and not sent any.
package health
