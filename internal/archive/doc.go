// Package archive is the one file that holds everything a program keeps: the
// rows of its database, as they were at one moment, and the files that they
// point to. It is the same whichever engine the rows come from, or go to.
//
// It is a tar, which any tar can list and take apart:
//
//	backup.json                    what this is: see [Head]
//	secret.key                     the program's key, if it was asked for
//	tables/photos/000001.jsonl     rows, each a JSON array in the order of Head's columns
//	files/ab/abcd…                 files
//	contents.json                  how much of everything there is: see [Contents]
//	seal                           HMAC-SHA-256 of every byte before it
//
// The seal is made with a key derived from the program's. So a file that was cut
// off, or in which one bit is another, is refused, and so is one that somebody
// without the key has put together. Nothing of it is believed before that.
//
// A backup on the disk has a name only when it is whole, see [Create].
//
// It owns the format. What is kept in tables and files, and how they come back
// into place, is the program's. Begin with format.go, then writer.go.
package archive
