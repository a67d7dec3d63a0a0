// Package objects keeps bytes in a bucket of a store that speaks S3: Amazon's,
// or any of those made after it, such as versitygw, Ceph or MinIO.
//
//	b, err := objects.Open(ctx, "s3://pictures?endpoint=https://s3.example.net&region=eu-1")
//	err = b.Put(ctx, "originals/ab/abcd…", file, objects.Put{})
//	o, err := b.Get(ctx, "originals/ab/abcd…", objects.Want{From: 1 << 20})
//
// The credentials are those of the environment: AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and, if there is one, AWS_SESSION_TOKEN. An address never
// holds them, so it can be printed.
//
// What is put is sent with its SHA-256, which the store compares before it keeps
// anything, and which stays with the object ([Info.SHA256]). Nothing is held in
// memory on the way, in either direction. What fails because of the line or of
// the store is tried again a few times, a transfer that broke off from where it
// broke off; then the error is [ErrAway], which a caller can tell from an object
// that is not there.
//
// What the bytes are, and under which keys they lie, is the business of others.
// Begin with bucket.go.
package objects
