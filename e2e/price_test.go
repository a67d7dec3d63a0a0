package e2e

import (
	"testing"

	"example.net/oauth1/e2e/programs"
)

// TestThePriceFollowsTheChoice changes paper and copies, and presses nothing.
func TestThePriceFollowsTheChoice(t *testing.T) {
	jane := visitor(t, programs.Start(t))
	jane.connect("jane")
	jane.choose("Vacation", "Mountain path", "Low sun")
	jane.See("2 prints, €0.38")
	jane.Choose("13 × 18 cm")
	jane.See("2 prints, €0.78")
	jane.See("13 × 18 cm, Glossy, Whole photo")
	jane.Fill("Copies of each", "3")
	jane.Key("\t")
	jane.See("6 prints, €2.34")
	jane.Fill("Copies of sunset", "1")
	jane.Key("\t")
	jane.See("4 prints, €1.56")
	jane.Fill("Copies of sunset", "100")
	jane.Key("\t")
	jane.See("Please choose 1 to 99 copies.")
}
