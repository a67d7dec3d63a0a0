// Package moving takes everything that the shop keeps from one [Place] to
// another: into a backup, out of it, or straight ([Move]): the rows as they were
// at one moment, then the print files that they name. Originals of orders under
// way stay behind: they are fetched again.
//
// An order that was at the shop's printer may have come out of it since the
// backup was made. Where it is restored, its customer is asked.
//
// The file's format is internal/archive's, the rows are printer/store's. Begin
// with place.go.
package moving
