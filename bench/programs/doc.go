// Package programs starts the real programs for benchmarks, tells what they cost,
// and is the person and the Consumer at their doors. Begin with process.go.
package programs
