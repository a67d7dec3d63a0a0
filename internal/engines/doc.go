// Package engines starts the servers that photos and printer stand on when
// they run as several replicas: PostgreSQL, and versitygw as the store that
// speaks S3. Tests and benchmarks get real ones, each in a folder and on a
// loopback port of its own, run by an ordinary user: started by root, they
// step down to the user postgres, or nobody. They die with whoever started
// them.
//
// PostgreSQL comes from the system's packages; versitygw is compiled once by
// the go command, and kept where the user keeps caches. When one is missing,
// that is one sentence and a failure.
//
// Begin with postgres.go and s3.go; proxy.go puts several replicas of a program
// behind one address. The command run beside them gives both to
// any other command:
//
//	go run ./internal/engines/run go test ./internal/sqldb/...
//
// Nothing that photos or printer is built from imports this package.
package engines
