// Command photos is the Service Provider: a place to keep pictures, and to let other programs see them with OAuth.
package main

import (
	"os"

	"example.net/oauth1/photos"
)

func main() { os.Exit(photos.Main(os.Args[1:], os.Getenv, os.Stdout, os.Stderr)) }
