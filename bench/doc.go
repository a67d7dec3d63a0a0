// Package bench measures the protocol and the programs beside baselines, in
// one run, so that ratios can be quoted: `make bench`. It asserts nothing about
// time.
package bench
