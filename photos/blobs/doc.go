// Package blobs keeps pictures in a folder, for gallery.Blobs: originals byte
// for byte, and the renditions made of them.
//
//	originals/ab/cd/abcd…        under the SHA-256 of its own bytes
//	renditions/ab/cd/abcd…-thumb.jpg   under the SHA-256 of its original
//	staged/…                     what is still arriving
//	arriving/…                   what is arriving in pieces, under the ID of its arrival
//	belongs-to                   the database whose rows point here
//
// A file appears under its name whole or not at all: it is written in staged,
// brought to the disk, renamed, and then the folder that now names it is
// brought to the disk too. An [os.Root] keeps every name inside the folder.
//
// It owns files. What a file is, who may see it and whether a row points to it
// is the gallery's business. Begin with folder.go.
package blobs
