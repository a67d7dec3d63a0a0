package objects

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go/middleware"
)

// Info is what a store says of an object.
type Info struct {
	Key         string
	Bytes       int64
	ETag        string            // changes with the content; in its quotes
	ContentType string            // not from List
	SHA256      string            // in hexadecimal, as it was when the object was put; not from List
	Checksum    string            // SHA-256 of what is kept, as the store says, if it says so; not from List
	Meta        map[string]string // what the caller put beside it; not from List
	Modified    time.Time         // by the clock of the store
	// Age is how long ago that is by the same clock. Housekeeping goes by it: the
	// clocks of those who share a bucket may differ.
	Age time.Duration

	put string // which Put it comes from
}

// Head finds out about an object.
func (b *Bucket) Head(ctx context.Context, key string) (info Info, err error) {
	defer b.observe("head", &err)()
	out, err := b.client.HeadObject(ctx, &s3.HeadObjectInput{
		Bucket: &b.place.bucket, Key: b.key(key), ChecksumMode: types.ChecksumModeEnabled,
	})
	if isAbsent(err) {
		err = fmt.Errorf("%w: %w", ErrNotFound, err)
	}
	if err != nil {
		return Info{}, explain(ctx, "looking at", key, err)
	}
	info = Info{
		Key: key, Bytes: aws.ToInt64(out.ContentLength), ETag: aws.ToString(out.ETag),
		ContentType: aws.ToString(out.ContentType), Modified: aws.ToTime(out.LastModified),
		Checksum: decoded(out.ChecksumSHA256),
	}
	info.take(out.Metadata)
	info.Age = age(info.Modified, out.ResultMetadata)
	return info, nil
}

// take divides what is beside an object into ours and the caller's.
func (i *Info) take(meta map[string]string) {
	i.Meta = map[string]string{}
	for name, value := range meta {
		i.Meta[strings.ToLower(name)] = value
	}
	i.SHA256, i.put = i.Meta[hashName], i.Meta[putName]
	delete(i.Meta, hashName)
	delete(i.Meta, putName)
}

// age is how old something is, both times being the store's.
func age(modified time.Time, answer middleware.Metadata) time.Duration {
	now, ok := awsmiddleware.GetServerTime(answer)
	if !ok || modified.IsZero() {
		return 0 // unknown: nothing is taken for old
	}
	return max(0, now.Sub(modified))
}

// decoded reads a hash as S3 writes it. The hash of an object in parts, which is
// one of their hashes, is none.
func decoded(sum *string) string {
	raw, err := base64.StdEncoding.DecodeString(aws.ToString(sum))
	if err != nil || len(raw) != sha256.Size {
		return ""
	}
	return hex.EncodeToString(raw)
}
