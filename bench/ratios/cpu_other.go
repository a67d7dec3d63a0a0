//go:build !unix

package main

import "time"

var began = time.Now()

// now is the time of the clock, where the system tells no better one.
func now() time.Duration { return time.Since(began) }
