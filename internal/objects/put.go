package objects

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
)

// Put is how to keep an object; the zero value will do.
type Put struct {
	// SHA256 is the hash of the content in hexadecimal, if the caller knows it.
	// Otherwise the content is read once more to find it out.
	SHA256      string
	ContentType string
	Meta        map[string]string // stays with the object; names in lower case
	// Absent keeps it only if there is nothing under this key, else [ErrExists].
	Absent bool
}

const (
	hashName = "sha256" // where the hash stays with an object
	putName  = "put"    // tells one Put from all others
)

// Put keeps an object, whole or not at all. The content is read from where it
// stands to its end, perhaps several times. When Put returns nil, the store has
// compared what arrived with its hash and made it durable.
func (b *Bucket) Put(ctx context.Context, key string, r io.ReadSeeker, how Put) (err error) {
	defer b.observe("put", &err)()
	c, err := measure(r, how.SHA256)
	if err != nil {
		return fmt.Errorf("putting %s: %w", key, err)
	}
	meta := map[string]string{hashName: c.hex(), putName: rand.Text()}
	maps.Copy(meta, how.Meta)
	how.Meta = meta
	if c.bytes > wholeUpTo {
		err = b.putParts(ctx, key, c, how)
	} else {
		err = b.putWhole(ctx, key, c, how)
	}
	if b.isMine(ctx, key, how, err) {
		return nil
	}
	if how.Absent && errors.Is(err, ErrChanged) {
		return fmt.Errorf("putting %s: %w", key, ErrExists)
	}
	return err
}

// isMine tells whether an error is only about a second try, because the answer to
// the first was lost.
func (b *Bucket) isMine(ctx context.Context, key string, how Put, err error) bool {
	if !errors.Is(err, ErrExists) && !errors.Is(err, ErrChanged) && !errors.Is(err, ErrNotFound) {
		return false
	}
	info, err := b.Head(ctx, key)
	return err == nil && info.put == how.Meta[putName]
}

func (b *Bucket) putWhole(ctx context.Context, key string, c *content, how Put) error {
	in := &s3.PutObjectInput{
		Bucket: &b.place.bucket, Key: b.key(key), Body: c, ContentLength: &c.bytes,
		ChecksumSHA256: encoded(c.sum), Metadata: how.Meta, ContentType: how.contentType(),
	}
	if how.Absent {
		in.IfNoneMatch = aws.String("*")
	}
	_, err := b.client.PutObject(ctx, in, s3.WithAPIOptions(signedAs(c.hex())))
	return explain(ctx, "putting", key, err)
}

func (p Put) contentType() *string {
	if p.ContentType == "" {
		return nil
	}
	return &p.ContentType
}

// encoded is a hash as S3 writes it.
func encoded(sum []byte) *string {
	return aws.String(base64.StdEncoding.EncodeToString(sum[:sha256.Size]))
}

// signedAs has a body signed by the hash that is known already, which saves reading it once more.
func signedAs(sum string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("KnownHash", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (middleware.InitializeOutput, middleware.Metadata, error) {
			return next.HandleInitialize(v4.SetPayloadHash(ctx, sum), in)
		}), middleware.After)
	}
}
