package blobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/gallery"
)

// bucketStaged is an original that has arrived in the scratch folder and is not in
// the bucket yet.
type bucketStaged struct {
	*sheet
	ctx    context.Context
	bucket *Bucket
	hash   hash.Hash
	bytes  int64
}

// Stage reads a whole original into a file of its own, and hashes it on the way.
func (b *Bucket) Stage(ctx context.Context, r io.Reader, limit int64) (gallery.Staged, error) {
	s, err := b.stage(ctx)
	if err != nil {
		return nil, err
	}
	if err = s.add(io.LimitReader(r, limit+1)); err == nil && s.bytes > limit {
		err = gallery.ErrTooLarge
	}
	return s.ready(err)
}

func (b *Bucket) stage(ctx context.Context) (*bucketStaged, error) {
	file, err := b.scratch.sheet()
	if err != nil {
		return nil, err
	}
	return &bucketStaged{sheet: file, ctx: ctx, bucket: b, hash: sha256.New()}, nil
}

// add appends what a reader gives.
func (s *bucketStaged) add(r io.Reader) error {
	n, err := io.Copy(io.MultiWriter(s.File, s.hash), &patient{s.ctx, r})
	s.bytes += n
	return err
}

// ready gives it away, at its start, or removes it.
func (s *bucketStaged) ready(err error) (gallery.Staged, error) {
	if err == nil {
		_, err = s.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// SHA256 is the hash of the bytes that arrived.
func (s *bucketStaged) SHA256() string { return hex.EncodeToString(s.hash.Sum(nil)) }

// Bytes is how many arrived.
func (s *bucketStaged) Bytes() int64 { return s.bytes }

// Keep puts the original into the bucket under its hash. If those bytes are there
// already they are replaced by themselves, which also mends a damaged object.
func (s *bucketStaged) Keep() error {
	sum := s.SHA256()
	key, err := where(sum, gallery.Original)
	if err != nil {
		return err
	}
	if _, err := s.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := s.bucket.objects.Put(s.ctx, key, s.File, objects.Put{SHA256: sum}); err != nil {
		return ours(err)
	}
	return nil
}

// Confirm implements [gallery.Staged]: see graves.go.
func (s *bucketStaged) Confirm() error {
	sum := s.SHA256()
	key, err := where(sum, gallery.Original)
	if err != nil {
		return err
	}
	const enough = 5 // of somebody who deletes the same again and again
	for range enough {
		if err := s.bucket.untilBuried(s.ctx, sum); err != nil {
			return err
		}
		info, err := s.bucket.objects.Head(s.ctx, key)
		if err == nil {
			s.bucket.seen.remember(sum, lookOf(info))
			return nil
		}
		if !errors.Is(err, objects.ErrNotFound) {
			return ours(err)
		}
		if err := s.Keep(); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: somebody keeps deleting the picture", gallery.ErrAway)
}
