package objects

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
)

// Bucket is a bucket, or the part of one below a prefix. It can be used by many
// goroutines at once.
type Bucket struct {
	// Observe, if set before the first use, hears of each request: what it was
	// (put, get, head, delete, list), how long it took until it was answered, and
	// how it ended.
	Observe func(operation string, took time.Duration, err error)

	place  place
	client *s3.Client
	http   *http.Client
}

// tries is how often one request is made before its caller hears of a failure.
const tries = 4

// passing are troubles that are over in a moment. Where the store keeps objects as
// files, a folder that it removes because its last one is deleted can be in the way of
// who puts another one there.
var passing = map[string]struct{}{"ExistingObjectIsDirectory": {}, "OperationAborted": {}}

// wait is how long to wait before the next try: longer each time, and never the
// same for those that failed together. All in all it is less than 2 seconds, so
// that who waits for an answer gets one.
func wait(attempt int, _ error) (time.Duration, error) {
	most := min(time.Second, 50*time.Millisecond<<(2*(attempt-1)))
	return most/2 + rand.N(most/2), nil
}

// Open finds a bucket and makes sure that it is there and can be read. The address
// reads s3://bucket?endpoint=…&region=…; without an endpoint it is Amazon's, and
// after the bucket there may be a /prefix for all keys. What is wrong is answered
// in a sentence for who starts the program.
func Open(ctx context.Context, address string) (*Bucket, error) {
	p, err := parse(address)
	if err != nil {
		return nil, err
	}
	id, secret := os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY")
	if id == "" || secret == "" {
		return nil, fmt.Errorf("%s needs credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", p)
	}
	b := &Bucket{place: p, http: newClient()}
	b.client = s3.New(s3.Options{
		Region:      p.region,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, os.Getenv("AWS_SESSION_TOKEN")),
		HTTPClient:  b.http,
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts, o.Backoff = tries, retry.BackoffDelayerFunc(wait)
			o.Retryables = append(o.Retryables, retry.RetryableErrorCode{Codes: passing})
		}),
		// Checksums are ours, of the whole: not every store knows those that Amazon adds.
		RequestChecksumCalculation:                aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation:                aws.ResponseChecksumValidationWhenRequired,
		DisableLogOutputChecksumValidationSkipped: true,
	}, p.apply)
	return b, b.check(ctx)
}

// apply names the bucket in the path where the store is not Amazon's: few have a
// host for each bucket.
func (p place) apply(o *s3.Options) {
	if p.endpoint != "" {
		o.BaseEndpoint, o.UsePathStyle = aws.String(p.endpoint), true
	}
}

// String names the bucket for people. It holds no secret.
func (b *Bucket) String() string { return b.place.String() }

// Close lets go of idle connections.
func (b *Bucket) Close() error {
	b.http.CloseIdleConnections()
	return nil
}

// check lists, since an answer to that tells why not.
func (b *Bucket) check(ctx context.Context) error {
	_, err := b.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
		Bucket: &b.place.bucket, Prefix: &b.place.prefix, MaxKeys: aws.Int32(1),
	})
	err = explain(ctx, "looking into "+b.String(), "", err)
	code := ""
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		code = api.ErrorCode()
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrNoBucket):
		return sentence(ErrNoBucket, "there is no %s: make it first, or correct its name", b)
	case code == "InvalidAccessKeyId" || code == "XAdminUserNotFound":
		return sentence(ErrRefused, "%s does not know the access key in AWS_ACCESS_KEY_ID", b)
	case code == "SignatureDoesNotMatch":
		return sentence(ErrRefused, "for %s, AWS_SECRET_ACCESS_KEY is not the secret of the access key in AWS_ACCESS_KEY_ID", b)
	case errors.Is(err, ErrRefused):
		return sentence(ErrRefused, "the credentials in the environment may not list %s (%s)", b, code)
	case errors.Is(err, ErrAway):
		return sentence(ErrAway, "%s cannot be reached (%v): is it running, and is its address right?", b, cause(err))
	}
	return err
}

// explained is an error of a kind, in a sentence of its own.
type explained struct {
	text string
	kind error
}

func sentence(kind error, format string, args ...any) error {
	return &explained{fmt.Sprintf(format, args...), kind}
}

func (e *explained) Error() string { return e.text }

func (e *explained) Unwrap() error { return e.kind }

// cause is what is at the bottom of an error of a library that likes to repeat itself.
func cause(err error) error {
	for {
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			all := many.Unwrap()
			err = all[len(all)-1]
			continue
		}
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// key is a key of ours as the bucket has it. Keys are made by programs: one that
// could mean something to a file system below the store is a mistake.
func (b *Bucket) key(name string) *string { return aws.String(b.place.prefix + name) }

// observe is deferred at the beginning of a request.
func (b *Bucket) observe(operation string, err *error) func() {
	if b.Observe == nil {
		return func() {}
	}
	began := time.Now()
	return func() { b.Observe(operation, time.Since(began), *err) }
}
