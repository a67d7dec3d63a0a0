// Package metadata reads what a picture tells beside its pixels, and removes
// from it what may tell where it was taken, for gallery.Metadata.
//
// Removing works on the segments that a file is made of: those that make the
// pixels are copied byte for byte, so nothing is decoded and nothing lost. Of
// the others only kinds that are known to tell no place stay. Exif is written
// anew with the fields that may stay (exif.go), because a place can also lie in
// a corner of it that nothing points to any more. What follows the end of a
// picture (a second picture, a film) goes.
//
// It owns neither files nor the decision who gets what. Begin with place.go;
// one file for each format follows.
package metadata
