// Package blobstest is what everything that keeps pictures must do: the tests of
// [gallery.Blobs], for each kind of it.
//
// Begin with suite.go. What only one kind does is tested beside it.
package blobstest
