// Package objectstest gives tests a bucket of a real store that speaks S3, and a
// line to it that breaks when they say so.
//
// The store is the one that TEST_S3 names (s3://bucket?endpoint=…&region=…), with
// the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Where there is
// none, what needs one is not tested.
package objectstest
