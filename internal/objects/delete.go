package objects

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// Delete removes objects, at most a thousand at once. One that is not there is none
// to remove.
func (b *Bucket) Delete(ctx context.Context, keys ...string) (err error) {
	defer b.observe("delete", &err)()
	switch len(keys) {
	case 0:
		return nil
	case 1:
		_, err = b.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.place.bucket, Key: b.key(keys[0])})
		if kindOf(err) == ErrNotFound {
			return nil
		}
		return explain(ctx, "deleting", keys[0], err)
	}
	return b.deleteMany(ctx, keys)
}

func (b *Bucket) deleteMany(ctx context.Context, keys []string) error {
	in := &types.Delete{Quiet: aws.Bool(true)}
	for _, key := range keys {
		in.Objects = append(in.Objects, types.ObjectIdentifier{Key: b.key(key)})
	}
	out, err := b.client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &b.place.bucket, Delete: in})
	if err != nil {
		return explain(ctx, "deleting", keys[0]+" and others", err)
	}
	var failed []error
	for _, e := range out.Errors {
		kind := byCode[aws.ToString(e.Code)]
		if kind == nil {
			kind = ErrAway // one of the store's own troubles
		}
		if kind != ErrNotFound {
			failed = append(failed, fmt.Errorf("deleting %s: %w: %s", aws.ToString(e.Key), kind, aws.ToString(e.Message)))
		}
	}
	return errors.Join(failed...)
}
