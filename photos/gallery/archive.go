package gallery

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// WriteZip writes originals of an album as a zip archive, one after the other
// as they come from the disk: nothing is compressed again, and never more than
// a piece of one is in memory. ids are the photos wanted, nil means all of them.
// Nothing has been written when it answers [ErrNotFound] or a [*Refusal].
func (g *Gallery) WriteZip(ctx context.Context, v Viewer, album string, ids []string, w io.Writer) error {
	a := &archive{g: g, ctx: ctx, viewer: v, out: zip.NewWriter(w), names: map[string]bool{}}
	if ids != nil {
		a.wanted = make(map[string]bool, len(ids))
		for _, id := range ids {
			a.wanted[id] = true
		}
	}
	for after := ""; ; {
		photos, next, err := g.Photos(ctx, v, album, after, pageSize)
		if err != nil {
			return err
		}
		for _, p := range photos {
			if err := a.add(p); err != nil {
				return err
			}
		}
		if after = next; next == "" {
			return a.close()
		}
	}
}

// archive is a zip archive that is being written.
type archive struct {
	g       *Gallery
	ctx     context.Context
	viewer  Viewer
	wanted  map[string]bool // nil for all
	out     *zip.Writer
	names   map[string]bool // in use, as systems see them that know no upper case
	missing []string
}

// add writes one photo. One that cannot be read does not end the archive, but
// is named in it.
func (a *archive) add(p Photo) error {
	if a.wanted != nil && !a.wanted[p.ID] {
		return nil
	}
	if a.ctx.Err() != nil {
		return context.Cause(a.ctx)
	}
	pic, err := a.g.Open(a.ctx, a.viewer, p.ID, Original)
	switch {
	case errors.Is(err, ErrNotFound): // deleted in this moment
		return nil
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrPlace):
		a.missing = append(a.missing, p.File)
		return nil
	case err != nil:
		return err
	}
	defer pic.Close()
	// Stored, not compressed: pictures are compressed already.
	entry, err := a.out.CreateHeader(&zip.FileHeader{Name: a.name(p.File), Method: zip.Store, Modified: p.Date()})
	if err != nil {
		return err
	}
	if _, err := io.Copy(entry, pic.Content); err != nil {
		return fmt.Errorf("writing photo %s into an archive: %w", p.ID, err)
	}
	return nil
}

func (a *archive) close() error {
	if len(a.names) == 0 && len(a.missing) == 0 {
		if a.wanted != nil {
			return ErrNotFound
		}
		return refuse("There is no photo in this album yet.")
	}
	if len(a.missing) > 0 {
		entry, err := a.out.Create(a.name("Missing photos.txt"))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(entry, "These photos could not be read and are not in this archive:\r\n\r\n%s\r\n", strings.Join(a.missing, "\r\n"))
		if err != nil {
			return err
		}
	}
	return a.out.Close()
}

// name is a file name that every system takes, and that no other file of the
// archive has.
func (a *archive) name(file string) string {
	file = ArchiveName(file)
	for n := 1; ; n++ {
		name := NumberedName(file, n)
		if key := strings.ToLower(name); !a.names[key] {
			a.names[key] = true
			return name
		}
	}
}

// ArchiveName is a name without the signs that some systems do not take in the
// name of a file.
func ArchiveName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.TrimRight(name, " .")
	if name == "" {
		return "photo"
	}
	return name
}
