// Package operations holds tests of what an operator of both programs relies
// on: logs in which one request can be followed from one program into the
// other, figures to measure by, health, and an end without a loss. They run the
// real programs, each a process of its own. Nothing here needs a browser.
package operations
