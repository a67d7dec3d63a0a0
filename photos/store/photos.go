package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"example.net/oauth1/internal/sqldb"
	"example.net/oauth1/photos/gallery"
)

const photoColumns = `id, album, owner, file, title, alt, sha256, content_type, bytes, width, height, taken, created, caption, position`

// photoShown is photoColumns, and what became of the photo since.
const photoShown = photoColumns + `, renditions = 'unreadable', placeholder`

func scanPhoto(row scanner) (p gallery.Photo, err error) {
	var taken, created sql.NullInt64
	err = row.Scan(&p.ID, &p.Album, &p.Owner, &p.File, &p.Title, &p.Alt, &p.SHA256, &p.ContentType,
		&p.Bytes, &p.Width, &p.Height, &taken, &created, &p.Caption, &p.Position, &p.Unreadable, &p.Placeholder)
	p.Taken, p.Created = instant(taken), instant(created)
	return p, err
}

// CreatePhoto implements [gallery.Store]. Transactions are one after the other,
// so nobody can take the name between the look and the insert.
func (s *Store) CreatePhoto(ctx context.Context, p gallery.Photo) (kept gallery.Photo, existed bool, err error) {
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		existed = false
		var owned int
		if err := tx.QueryRow(`SELECT 1 FROM albums WHERE id = $1 AND owner = $2 AND deleted IS NULL`, p.Album, p.Owner).Scan(&owned); err != nil {
			return err
		}
		kept, err = scanPhoto(tx.QueryRow(`SELECT `+photoShown+` FROM photos WHERE album = $1 AND sha256 = $2`, p.Album, p.SHA256))
		if !errors.Is(err, sql.ErrNoRows) {
			existed = err == nil
			return err
		}
		kept = p
		kept.Position = p.Created.UnixMicro() // behind all that were there before
		if kept.File, err = freeName(tx, p.Album, p.File); err != nil {
			return err
		}
		return insertPhoto(tx, kept)
	})
	if err != nil {
		return gallery.Photo{}, false, notFound(err, "adding a photo")
	}
	return kept, existed, nil
}

func insertPhoto(tx *sqldb.Tx, p gallery.Photo) error {
	_, err := tx.Exec(`INSERT INTO photos (`+photoColumns+`, words, renditions)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'pending')`,
		p.ID, p.Album, p.Owner, p.File, p.Title, p.Alt, p.SHA256, p.ContentType,
		p.Bytes, p.Width, p.Height, micros(p.Taken), micros(p.Created), p.Caption, p.Position, p.Words())
	return err
}

// freeName is the file name, or a numbered one that no photo of the album has.
// Phones call every picture image.jpg, so the number is found by doubling and
// halving, not by counting.
func freeName(tx *sqldb.Tx, album, file string) (string, error) {
	taken := func(n int) (bool, error) {
		var count int
		err := tx.QueryRow(`SELECT COUNT(*) FROM photos WHERE album = $1 AND file = $2`,
			album, gallery.NumberedName(file, n)).Scan(&count)
		return count > 0, err
	}
	low, high := 0, 1 // low is taken (or no number), high is free in the end
	for {
		is, err := taken(high)
		if err != nil {
			return "", err
		}
		if !is {
			break
		}
		low, high = high, high*2
	}
	for low+1 < high {
		middle := (low + high) / 2
		is, err := taken(middle)
		if err != nil {
			return "", err
		}
		if is {
			low = middle
		} else {
			high = middle
		}
	}
	return gallery.NumberedName(file, high), nil
}

// Photo implements [gallery.Store].
func (s *Store) Photo(ctx context.Context, owner, id string) (gallery.Photo, error) {
	p, err := s.photos.get(id, func() (gallery.Photo, error) {
		return one(ctx, s, scanPhoto, `SELECT `+photoShown+` FROM photos WHERE id = $1 AND deleted IS NULL`, id)
	})
	if err == nil && p.Owner != owner {
		return gallery.Photo{}, gallery.ErrNotFound
	}
	return p, notFound(err, "finding a photo")
}

// Photos implements [gallery.Store].
func (s *Store) Photos(ctx context.Context, owner, album string, after gallery.Place, limit int) ([]gallery.Photo, error) {
	photos, err := all(ctx, s, scanPhoto, `SELECT `+photoShown+` FROM photos
		WHERE album = $1 AND owner = $2 AND deleted IS NULL AND (position, id) > ($3, $4) ORDER BY position, id LIMIT $5`,
		album, owner, start(after), after.ID, limit)
	return photos, notFound(err, "listing photos")
}

// start is a position to begin behind: the zero Place is before all others.
func start(p gallery.Place) int64 {
	if p == (gallery.Place{}) {
		return math.MinInt64
	}
	return p.Position
}

// Neighbours implements [gallery.Store].
func (s *Store) Neighbours(ctx context.Context, p gallery.Photo) (prev, next string, err error) {
	prev, err = one(ctx, s, scanText, `SELECT id FROM photos WHERE album = $1 AND deleted IS NULL AND (position, id) < ($2, $3)
		ORDER BY position DESC, id DESC LIMIT 1`, p.Album, p.Position, p.ID)
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		next, err = one(ctx, s, scanText, `SELECT id FROM photos WHERE album = $1 AND deleted IS NULL AND (position, id) > ($2, $3)
			ORDER BY position, id LIMIT 1`, p.Album, p.Position, p.ID)
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", "", fmt.Errorf("finding the photos beside one: %w", err)
	}
	return prev, next, nil
}

// PhotosByFile implements [gallery.Store].
func (s *Store) PhotosByFile(ctx context.Context, owner, file string) ([]gallery.Photo, error) {
	photos, err := all(ctx, s, scanPhoto, `SELECT `+photoShown+` FROM photos
		WHERE owner = $1 AND file = $2 AND deleted IS NULL ORDER BY created, id`, owner, file)
	return photos, notFound(err, "finding a file name")
}

// DescribePhoto implements [gallery.Store].
func (s *Store) DescribePhoto(ctx context.Context, owner, id string, d gallery.Description) error {
	err := s.write(ctx, func(tx *sqldb.Tx) error {
		p, err := scanPhoto(tx.QueryRow(`SELECT `+photoShown+` FROM photos WHERE id = $1 AND owner = $2 AND deleted IS NULL`, id, owner))
		if err != nil {
			return err
		}
		p.Title, p.Alt, p.Caption = d.Title, d.Alt, d.Caption
		return affected(tx.Exec(`UPDATE photos SET title = $2, alt = $3, caption = $4, words = $5 WHERE id = $1`,
			id, p.Title, p.Alt, p.Caption, p.Words()))
	}, change{aPhoto, id})
	return notFound(err, "describing a photo")
}

// Originals implements [gallery.Store].
func (s *Store) Originals(ctx context.Context, after string, limit int) ([]string, error) {
	sums, err := all(ctx, s, scanText, `SELECT DISTINCT sha256 FROM photos WHERE sha256 > $1 ORDER BY sha256 LIMIT $2`, after, limit)
	return sums, notFound(err, "listing originals")
}

// KeptOriginals implements [gallery.Store].
func (s *Store) KeptOriginals(ctx context.Context, after string, limit int) ([]gallery.KeptOriginal, error) {
	list, err := all(ctx, s, scanKept, `SELECT p.sha256, CASE WHEN MIN(p.bytes) = MAX(p.bytes) THEN MIN(p.bytes) ELSE -1 END,
			MAX(CASE WHEN p.renditions = 'made' THEN 1 ELSE 0 END), COALESCE(MAX(l.kind), ''), COALESCE(MAX(l.sha256), ''), COALESCE(MAX(l.bytes), 0)
		FROM photos p LEFT JOIN placeless l ON l.original = p.sha256
		WHERE p.sha256 > $1 GROUP BY p.sha256 ORDER BY p.sha256 LIMIT $2`, after, limit)
	return list, notFound(err, "listing originals")
}

func scanKept(row scanner) (o gallery.KeptOriginal, err error) {
	var made int
	p := &o.Placeless
	err = row.Scan(&o.SHA256, &o.Bytes, &made, &p.Kind, &p.SHA256, &p.Bytes)
	p.Original, o.Made = o.SHA256, made == 1
	return o, err
}

// PendingRenditions lists the originals that have no renditions yet, by hash.
func (s *Store) PendingRenditions(ctx context.Context, after string, limit int) ([]string, error) {
	sums, err := all(ctx, s, scanText, `SELECT DISTINCT sha256 FROM photos
		WHERE renditions = 'pending' AND sha256 > $1 ORDER BY sha256 LIMIT $2`, after, limit)
	return sums, notFound(err, "listing what has no renditions")
}

// RenditionsMade takes an original off that list, and tells whether a photo
// still has it. Others who share the database are not told: until they look
// again they show no placeholder, for as long as [Outdated].
func (s *Store) RenditionsMade(ctx context.Context, sum string, made bool, placeholder gallery.Placeholder) (wanted bool, err error) {
	state := "unreadable"
	if made {
		state = "made"
	}
	var photos []string
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		rows, err := tx.Query(`UPDATE photos SET renditions = $2, placeholder = $3 WHERE sha256 = $1 RETURNING id`, sum, state, placeholder)
		if err == nil {
			photos, err = collect(rows, scanText)
		}
		if err != nil {
			return err
		}
		return s.endLease(tx, sum)
	})
	for _, id := range photos {
		s.photos.forget(id)
	}
	return len(photos) > 0, notFound(err, "noting that renditions were made")
}
