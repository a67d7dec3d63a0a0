// Package renditions looks into pictures and makes them smaller, for
// gallery.Renditions: large, medium, small and thumb of every original, upright, as
// JPEG, without metadata.
//
// A picture is looked into before anything is decoded (inspect.go,
// structure.go): its format by its content, its pixels, scans and frames by
// counting, and the memory that decoding will take by its kind (cost.go). What
// passes is decoded in a workshop (workshop.go) of a few workers that never
// hold more at once than they may; a large picture waits for memory in a line
// of its own (large.go). Which originals still want renditions is in the
// database, so a crash forgets none; a picture that is asked for before its
// turn is made first. Several processes share that list: each leases what it
// works on (leases.go).
//
// What is in planes of brightness and colour stays in them (planes.go), and a
// picture whose numbers do not mean sRGB keeps its profile (profile.go).
//
// Even a small original is encoded anew: otherwise the place where it was
// taken would leave the house with it.
//
// This is the only room that knows an imaging library. It owns neither files
// ([gallery.Blobs]) nor the list of what is missing ([Pending]). Begin with
// make.go.
package renditions
