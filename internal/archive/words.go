package archive

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// TellRows lists how many rows each table has, if it has any.
func TellRows(out io.Writer, rows map[string]int64) {
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		if rows[table] > 0 {
			fmt.Fprintf(out, "  %-16s %8d\n", table, rows[table])
		}
	}
}

// Amount is a number of bytes as people read it.
func Amount(bytes int64) string {
	switch {
	case bytes < 1000_000:
		return fmt.Sprintf("%.1f kB", float64(bytes)/1e3)
	case bytes < 1000_000_000:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
}

// Moment is a time as people read it.
func Moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05") + " UTC" }

// Since is how long something took.
func Since(start time.Time) string { return time.Since(start).Round(10 * time.Millisecond).String() }
