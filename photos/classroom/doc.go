// Package classroom is workshop mode: a leader opens a workshop with a code, each
// participant takes a seat with one form and gets a registered Consumer, and the
// leader sees on one screen how far everybody has come and what went wrong last.
//
// How far somebody is, is read from the request log (progress.go): nobody reports
// anything. A seat's Consumer is registered in the leader's name, so she finds it
// in her console too; its participant has no account, but a page of her own whose
// address is the key to it.
//
// It knows the registry and the request log, and neither HTTP nor SQL. Open
// classroom.go first.
package classroom
