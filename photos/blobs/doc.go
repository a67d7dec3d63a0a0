// Package blobs keeps pictures in a folder or in a bucket, for gallery.Blobs: originals
// byte for byte, and the renditions made of them.
//
//	originals/ab/cd/abcd…        under the SHA-256 of its own bytes
//	renditions/ab/cd/abcd…-thumb.jpg   under the SHA-256 of its original
//	staged/…                     what is still arriving (in a folder)
//	arriving/…                   what is arriving in pieces, under the ID of its arrival
//	grave-…                      what is being deleted (in a bucket)
//	belongs-to                   the database whose rows point here
//
// In a [Folder] a file appears under its name whole or not at all: it is written in
// staged, brought to the disk, renamed, and then the folder that now names it is
// brought to the disk too. An [os.Root] keeps every name inside the folder. Begin with
// folder.go.
//
// In a [Bucket], which several processes may share, an object appears whole or not at
// all because the store sees to that, and compares what it is sent with its hash. What
// it gives is compared again. Begin with bucket.go; remote.go reads, graves.go says how
// one process deletes what another may be about to keep.
//
// The package owns files and objects. What they are, who may see them and whether a row
// points to them is the gallery's business. What any kind must do is tested by blobstest.
package blobs
