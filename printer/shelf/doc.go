// Package shelf is where the finished print files of the shop lie: in a folder, or in an S3 bucket that all replicas of the
// shop reach. It implements orders.Shelf and knows nothing of orders but their files' names.
//
// Begin with folder.go.
package shelf
