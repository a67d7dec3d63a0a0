// Package moving takes everything that photos keeps from one [Place] to another:
// into a backup ([Place.Backup]), out of one ([Place.Restore]), or straight to
// another database and other folders or buckets ([Move]), whichever engines they
// are.
//
// What goes along are the rows, as they were at one moment, and the originals
// that they point to. The originals come second: they never change, and one is
// only deleted after its rows. What follows from them is made again (renditions),
// and what is over in minutes stays behind, but for one thing: used nonces. No
// timestamp that may have been used before is fresh at the new place.
//
// A Place is filled from an empty database alone, by one transaction. What was
// interrupted is begun again, and finds the originals that are there already.
//
// The file's format is internal/archive's, the rows are photos/store's. Begin
// with place.go, then backup.go and restore.go.
package moving
