package shelf

import (
	"context"
	"strings"

	"example.net/oauth1/printer/orders"
)

// Shelf is an orders.Shelf that can be told from others.
type Shelf interface {
	orders.Shelf
	// Mark answers what the shelf is marked with, which is fresh if it had no mark yet. Replicas that find different marks
	// do not look at one shelf.
	Mark(ctx context.Context, fresh string) (string, error)
}

// mark is the name of the file with the mark.
const mark = ".shelf"

// some is how many names a list has at most.
const some = 200

func isPDF(name string) bool { return strings.HasSuffix(name, ".pdf") }
