package objects

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const (
	// wholeUpTo is the size up to which an object is sent in one request. What is
	// larger goes in parts, of which a broken line costs only one.
	wholeUpTo = 64 << 20
	partBytes = 16 << 20
	maxParts  = 9_000 // S3 allows 10,000
)

// upload is an object that is sent in parts.
type upload struct {
	bucket *Bucket
	key    string
	id     *string
	parts  []types.CompletedPart
}

func (b *Bucket) putParts(ctx context.Context, key string, c *content, how Put) error {
	out, err := b.client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{
		Bucket: &b.place.bucket, Key: b.key(key), Metadata: how.Meta, ContentType: how.contentType(),
		ChecksumAlgorithm: types.ChecksumAlgorithmSha256,
	})
	if err != nil {
		return explain(ctx, "putting", key, err)
	}
	u := &upload{bucket: b, key: key, id: out.UploadId}
	if err = u.send(ctx, c); err == nil {
		err = u.complete(ctx, how.Absent)
	}
	if err != nil {
		err = errors.Join(explain(ctx, "putting", key, err), u.abort(ctx))
	}
	return err
}

// send sends the parts one after the other. The store checks each; that together
// they are what was announced is checked here.
func (u *upload) send(ctx context.Context, c *content) error {
	whole, size := sha256.New(), max(partBytes, c.bytes/maxParts+1)
	for from := int64(0); from < c.bytes; from += size {
		part := c.part(from, size)
		if err := part.hash(whole); err != nil {
			return err
		}
		if err := u.sendPart(ctx, part); err != nil {
			return err
		}
	}
	if !slices.Equal(whole.Sum(nil), c.sum) {
		return fmt.Errorf("%w: its bytes are not those of the hash that was announced", ErrDamaged)
	}
	return nil
}

func (u *upload) sendPart(ctx context.Context, part *content) error {
	number := int32(len(u.parts) + 1)
	out, err := u.bucket.client.UploadPart(ctx, &s3.UploadPartInput{
		Bucket: &u.bucket.place.bucket, Key: u.bucket.key(u.key), UploadId: u.id, PartNumber: &number,
		Body: part, ContentLength: &part.bytes, ChecksumSHA256: encoded(part.sum),
	}, s3.WithAPIOptions(signedAs(part.hex())))
	if err != nil {
		return err
	}
	u.parts = append(u.parts, types.CompletedPart{PartNumber: &number, ETag: out.ETag, ChecksumSHA256: encoded(part.sum)})
	return nil
}

func (u *upload) complete(ctx context.Context, absent bool) error {
	in := &s3.CompleteMultipartUploadInput{
		Bucket: &u.bucket.place.bucket, Key: u.bucket.key(u.key), UploadId: u.id,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: u.parts},
	}
	if absent {
		in.IfNoneMatch = aws.String("*")
	}
	_, err := u.bucket.client.CompleteMultipartUpload(ctx, in)
	return err
}

// abort lets the store forget the parts, also when the caller has gone away.
func (u *upload) abort(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return u.bucket.abort(ctx, u.bucket.key(u.key), u.id)
}

func (b *Bucket) abort(ctx context.Context, key, id *string) error {
	_, err := b.client.AbortMultipartUpload(ctx, &s3.AbortMultipartUploadInput{Bucket: &b.place.bucket, Key: key, UploadId: id})
	if err != nil && kindOf(err) != ErrNotFound {
		return explain(ctx, "giving up the parts of", aws.ToString(key), err)
	}
	return nil
}

// Tidy removes the parts of objects that somebody began to put and never ended,
// for instance because of a crash, longer than so ago by the clock of the store.
func (b *Bucket) Tidy(ctx context.Context, older time.Duration) error {
	in := &s3.ListMultipartUploadsInput{Bucket: &b.place.bucket, Prefix: &b.place.prefix}
	for {
		out, err := b.client.ListMultipartUploads(ctx, in)
		if err != nil {
			return explain(ctx, "listing what was never put to its end", "", err)
		}
		for _, u := range out.Uploads {
			if age(aws.ToTime(u.Initiated), out.ResultMetadata) < older {
				continue
			}
			if err := b.abort(ctx, u.Key, u.UploadId); err != nil {
				return err
			}
		}
		if !aws.ToBool(out.IsTruncated) {
			return nil
		}
		in.KeyMarker, in.UploadIdMarker = out.NextKeyMarker, out.NextUploadIdMarker
	}
}
