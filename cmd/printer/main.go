// Command printer is the Consumer: a print shop that fetches the pictures its
// customers allow it to see. Run it with -h for its settings.
package main

import (
	"os"

	"example.net/oauth1/printer"
)

func main() {
	os.Exit(printer.Main(os.Args[1:], os.Getenv, os.Stderr))
}
