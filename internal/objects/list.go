package objects

import (
	"context"
	"iter"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// List goes through all objects whose keys begin with prefix, in the order of
// their keys. It asks for them a thousand at a time; an object that comes or goes
// meanwhile may be among them or not. After an error there are no more.
func (b *Bucket) List(ctx context.Context, prefix string) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		in := &s3.ListObjectsV2Input{Bucket: &b.place.bucket, Prefix: b.key(prefix)}
		for {
			page, next, err := b.page(ctx, in)
			if err != nil {
				yield(Info{}, err)
				return
			}
			for _, info := range page {
				if !yield(info, nil) {
					return
				}
			}
			if next == nil {
				return
			}
			in.ContinuationToken = next
		}
	}
}

func (b *Bucket) page(ctx context.Context, in *s3.ListObjectsV2Input) (page []Info, next *string, err error) {
	defer b.observe("list", &err)()
	out, err := b.client.ListObjectsV2(ctx, in)
	if err != nil {
		return nil, nil, explain(ctx, "listing", aws.ToString(in.Prefix), err)
	}
	for _, o := range out.Contents {
		info := Info{
			Key:   strings.TrimPrefix(aws.ToString(o.Key), b.place.prefix),
			Bytes: aws.ToInt64(o.Size), ETag: aws.ToString(o.ETag), Modified: aws.ToTime(o.LastModified),
		}
		info.Age = age(info.Modified, out.ResultMetadata)
		page = append(page, info)
	}
	if aws.ToBool(out.IsTruncated) {
		next = out.NextContinuationToken
	}
	return page, next, nil
}
