// Package scale proves that photos and printer hold as several replicas: two of
// each, the real binaries as processes, on a real PostgreSQL and a real S3
// store, behind a proxy that sends every request to another replica than the
// one before.
//
// The stories need PostgreSQL and so have the build tag scale; make test-scale
// runs them. cluster_test.go starts everything; each other file is a story:
// what must happen once, what a killed replica leaves, what happens while
// PostgreSQL or S3 is away. Begin with jane_test.go.
package scale
