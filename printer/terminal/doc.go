// Package terminal is the printer for machines without a browser: somebody at a terminal connects by typing a PIN, lists
// what the permission covers, fetches an original, and makes a print file of some.
//
// It owns what is said there, and the file that keeps the permission. How a Service Provider is spoken to belongs to
// provider, what a print is to orders, the PDF to sheet.
//
// Begin with connect.go, then file.go (where the token lies), browse.go and print.go.
package terminal
