package blobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"example.net/oauth1/internal/objects"
	"example.net/oauth1/photos/gallery"
)

// Pieces of an arrival are objects, each named by the arrival and by the offset where
// it begins:
//
//	arriving/abcdefghijklm234/00000000
//	arriving/abcdefghijklm234/00800000
//
// A piece is put only if there is none at its place. So requests may reach any of
// several processes, and of two that send the same place one is refused.

// pieceBytes is how much of a request becomes one piece. What has become one is safe,
// whatever happens to the rest of the request.
const pieceBytes = 8 << 20

// afterwards is how long a piece may take to be put when its sender has gone.
const afterwards = 30 * time.Second

func pieceAt(dir string, offset int64) string { return fmt.Sprintf("%s/%08x", dir, offset) }

// arrived lists the pieces of an arrival that follow on each other.
func (b *Bucket) arrived(ctx context.Context, id string) (keys []string, bytes int64, err error) {
	dir, err := piecesOf(id)
	if err != nil {
		return nil, 0, err
	}
	for info, err := range b.objects.List(ctx, dir+"/") {
		if err != nil {
			return nil, 0, fmt.Errorf("looking at an upload: %w", ours(err))
		}
		if info.Key == pieceAt(dir, bytes) {
			keys, bytes = append(keys, info.Key), bytes+info.Bytes
		}
	}
	return keys, bytes, nil
}

// Arrived implements [gallery.Pieces].
func (b *Bucket) Arrived(ctx context.Context, id string) (int64, error) {
	_, bytes, err := b.arrived(ctx, id)
	return bytes, err
}

// Append implements [gallery.Pieces]. What could be read is put into the bucket before
// it is told, also when the rest did not come.
func (b *Bucket) Append(ctx context.Context, id string, offset int64, r io.Reader, limit int64) (n int64, err error) {
	dir, err := piecesOf(id)
	if err != nil {
		return 0, err
	}
	end, err := b.Arrived(ctx, id)
	if err != nil {
		return 0, err
	}
	if end != offset {
		return 0, fmt.Errorf("%w: of %d bytes it cannot go on at %d", gallery.ErrOffset, end, offset)
	}
	for n < limit {
		read, put, err := b.appendPiece(ctx, pieceAt(dir, offset+n), r, min(pieceBytes, limit-n))
		if n += put; err != nil {
			return n, err
		}
		if read < pieceBytes {
			break
		}
	}
	return n, nil
}

// appendPiece reads a piece into the scratch folder and puts it from there. It has
// been put if it is not empty and there is no error, or the error is the reader's.
func (b *Bucket) appendPiece(ctx context.Context, key string, r io.Reader, limit int64) (read, put int64, err error) {
	s, err := b.stage(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer s.Close()
	broken := s.add(io.LimitReader(r, limit))
	if s.bytes == 0 {
		return 0, 0, broken
	}
	if _, err := s.Seek(0, io.SeekStart); err != nil {
		return s.bytes, 0, err
	}
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), afterwards, fmt.Errorf("%w: keeping a piece took too long", gallery.ErrAway))
	defer cancel()
	err = b.objects.Put(ctx, key, s.File, objects.Put{SHA256: s.SHA256(), Absent: true})
	if errors.Is(err, objects.ErrExists) {
		err = fmt.Errorf("%w: %w", gallery.ErrOffset, err)
	}
	if err != nil {
		return s.bytes, 0, errors.Join(ours(err), broken)
	}
	return s.bytes, s.bytes, broken
}

// StageArrived implements [gallery.Pieces].
func (b *Bucket) StageArrived(ctx context.Context, id string) (gallery.Staged, error) {
	keys, _, err := b.arrived(ctx, id)
	if err != nil {
		return nil, err
	}
	s, err := b.stage(ctx)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		if err = b.addPiece(s, key); err != nil {
			err = fmt.Errorf("reading an upload: %w", ours(err))
			break
		}
	}
	return s.ready(err)
}

func (b *Bucket) addPiece(s *bucketStaged, key string) error {
	o, err := b.objects.Get(s.ctx, key, objects.Want{})
	if err != nil {
		return err
	}
	defer o.Close()
	return s.add(o)
}

// Drop implements [gallery.Pieces].
func (b *Bucket) Drop(ctx context.Context, id string) error {
	dir, err := piecesOf(id)
	if err != nil {
		return err
	}
	var keys []string
	for info, err := range b.objects.List(ctx, dir+"/") {
		if err != nil {
			return fmt.Errorf("dropping an upload: %w", ours(err))
		}
		keys = append(keys, info.Key)
	}
	return ours(b.objects.Delete(ctx, keys...))
}

// EachArrived implements [gallery.Pieces].
func (b *Bucket) EachArrived(ctx context.Context, f func(id string) error) error {
	last := ""
	for info, err := range b.objects.List(ctx, arriving+"/") {
		if err != nil {
			return fmt.Errorf("looking through the uploads: %w", ours(err))
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(info.Key, arriving+"/"), "/")
		if _, err := piecesOf(id); err != nil || id == last {
			continue // none of ours, or told
		}
		last = id
		if err := f(id); err != nil {
			return err
		}
	}
	return nil
}
