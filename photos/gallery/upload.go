package gallery

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// Upload keeps a picture in an album of its owner. It answers once the original
// is safe, before there are renditions.
//
// file is the name it shall have; if another picture of the album has it, " (2)"
// or so is added. The same bytes again in the same album are the photo that is
// there already, with existed true. What is not a picture we take is answered
// with a [*Refusal].
func (g *Gallery) Upload(ctx context.Context, owner, album, file string, r io.Reader) (p Photo, existed bool, err error) {
	file, err = cleanFile(file)
	if err != nil {
		return Photo{}, false, err
	}
	if _, err := g.Store.Album(ctx, owner, album); err != nil {
		return Photo{}, false, err
	}
	staged, err := g.Blobs.Stage(ctx, r, g.maxBytes())
	if errors.Is(err, ErrTooLarge) {
		return Photo{}, false, g.refuseSize()
	}
	if err != nil {
		return Photo{}, false, fmt.Errorf("receiving a picture: %w", err)
	}
	defer staged.Close()
	return g.take(ctx, owner, album, file, staged)
}

// take looks into what has arrived, and keeps it if it is a picture.
func (g *Gallery) take(ctx context.Context, owner, album, file string, s Staged) (p Photo, existed bool, err error) {
	info, err := g.Renditions.Inspect(s)
	if err != nil {
		return Photo{}, false, err
	}
	return g.keep(ctx, s, g.newPhoto(owner, album, file, s, info))
}

func (g *Gallery) newPhoto(owner, album, file string, s Staged, info Info) Photo {
	if file == "" {
		file = "photo" + extensions[info.ContentType]
	}
	title, _ := splitExt(file)
	created := g.stamp()
	if a, begun := s.(arrived); begun {
		created = a.since
	}
	return Photo{
		ID: newID(), Album: album, Owner: owner, File: file, Title: title,
		SHA256: s.SHA256(), Bytes: s.Bytes(),
		ContentType: info.ContentType, Width: info.Width, Height: info.Height, Taken: info.Taken,
		Created: created,
	}
}

// extensions name a picture that came without a name.
var extensions = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp",
}

// keep makes the original durable and then writes the row, in this order: a row
// never points at nothing, whenever the power fails.
func (g *Gallery) keep(ctx context.Context, s Staged, p Photo) (kept Photo, existed bool, err error) {
	g.keeping.RLock()
	defer g.keeping.RUnlock()
	if err := s.Keep(); err != nil {
		return Photo{}, false, fmt.Errorf("keeping an original: %w", err)
	}
	kept, existed, err = g.Store.CreatePhoto(ctx, p)
	if err == nil {
		err = s.Confirm()
	}
	if err != nil {
		return Photo{}, false, err
	}
	if !existed {
		g.Renditions.Wake()
		g.tidying.nudge()
	}
	return kept, existed, nil
}
