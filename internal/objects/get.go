package objects

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// Want is what to get of an object; the zero value is all of it.
type Want struct {
	From  int64  // the first byte
	Bytes int64  // at most so many; zero means to the end
	ETag  string // only if it still has this one, else [ErrChanged]
}

// Object is an object on its way here. It must be closed.
type Object struct {
	Info // of the whole, also if only a part was wanted

	ctx    context.Context
	bucket *Bucket
	body   io.ReadCloser
	at     int64 // where the next byte stands in the object
	end    int64
	broken int // how often it broke off
}

// mendings is how often a transfer that breaks off is taken up again.
const mendings = 3

// Get begins to read an object. What follows comes while it is read, for as long
// as ctx lasts; if the line breaks, from where it broke.
func (b *Bucket) Get(ctx context.Context, key string, want Want) (*Object, error) {
	o := &Object{ctx: ctx, bucket: b}
	if err := o.open(key, want); err != nil {
		return nil, err
	}
	return o, nil
}

func (o *Object) open(key string, want Want) (err error) {
	defer o.bucket.observe("get", &err)()
	in := &s3.GetObjectInput{Bucket: &o.bucket.place.bucket, Key: o.bucket.key(key), Range: want.header()}
	if want.ETag != "" {
		in.IfMatch = &want.ETag
	}
	out, err := o.bucket.client.GetObject(o.ctx, in)
	if err != nil {
		return explain(o.ctx, "getting", key, err)
	}
	o.Info = Info{
		Key: key, Bytes: total(out), ETag: aws.ToString(out.ETag),
		ContentType: aws.ToString(out.ContentType), Modified: aws.ToTime(out.LastModified),
	}
	o.take(out.Metadata)
	o.Age = age(o.Modified, out.ResultMetadata)
	o.body, o.at, o.end = out.Body, want.From, want.From+aws.ToInt64(out.ContentLength)
	return nil
}

func (w Want) header() *string {
	switch {
	case w.Bytes > 0:
		return aws.String(fmt.Sprintf("bytes=%d-%d", w.From, w.From+w.Bytes-1))
	case w.From > 0:
		return aws.String(fmt.Sprintf("bytes=%d-", w.From))
	}
	return nil
}

// total is how long the whole object is.
func total(out *s3.GetObjectOutput) int64 {
	if _, size, ok := strings.Cut(aws.ToString(out.ContentRange), "/"); ok {
		if n, err := strconv.ParseInt(size, 10, 64); err == nil {
			return n
		}
	}
	return aws.ToInt64(out.ContentLength)
}

// Read reads on.
func (o *Object) Read(p []byte) (int, error) {
	for {
		n, err := o.body.Read(p)
		o.at += int64(n)
		switch {
		case n > 0:
			return n, nil // an error comes again
		case err == nil:
			return 0, nil
		case o.at >= o.end && errors.Is(err, io.EOF):
			return 0, io.EOF
		}
		if err := o.mend(err); err != nil {
			return 0, err
		}
	}
}

// mend gets the rest of an object whose transfer broke off.
func (o *Object) mend(err error) error {
	o.broken++
	if o.broken > mendings || o.ctx.Err() != nil || o.at >= o.end {
		return explain(o.ctx, "getting", o.Key, err)
	}
	o.body.Close()
	return o.open(o.Key, Want{From: o.at, Bytes: o.end - o.at, ETag: o.ETag})
}

// Close ends the transfer.
func (o *Object) Close() error { return o.body.Close() }
