package blobstest

import "runtime"

// allocated is how many bytes have been asked of the heap so far, also if they have
// been given back.
func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}
