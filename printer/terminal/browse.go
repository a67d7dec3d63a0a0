package terminal

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"unicode"

	"example.net/oauth1/printer/orders"
)

// Albums lists what the permission covers.
func (t *Terminal) Albums(ctx context.Context) error {
	c, err := t.File.Load()
	if err != nil {
		return err
	}
	albums, err := t.api().Albums(ctx, c)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.Out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "ALBUM\tPHOTOS\tTITLE")
	for _, a := range albums {
		fmt.Fprintf(table, "%s\t%d\t%s\n", printable(a.ID), a.PhotoCount, printable(a.Title))
	}
	return table.Flush()
}

// Photos lists an album, named by its id or its title.
func (t *Terminal) Photos(ctx context.Context, album string) error {
	c, err := t.File.Load()
	if err != nil {
		return err
	}
	id, err := t.album(ctx, c, album)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.Out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "PHOTO\tSIZE\tBYTES\tFILE")
	for pages, after := 0, ""; pages == 0 || after != ""; pages++ {
		if pages == maxPages {
			return fmt.Errorf("the album has no end after %d pages", maxPages)
		}
		page, err := t.api().Album(ctx, c, id, after)
		if err != nil {
			return err
		}
		for _, p := range page.Photos {
			fmt.Fprintf(table, "%s\t%d×%d\t%d\t%s\n", printable(p.ID), p.Width, p.Height, p.Bytes, printable(p.File))
		}
		after = page.Next
	}
	return table.Flush()
}

const maxPages = 100

// album finds an album by its id, or else by its title.
func (t *Terminal) album(ctx context.Context, c orders.Connection, name string) (id string, err error) {
	albums, err := t.api().Albums(ctx, c)
	if err != nil {
		return "", err
	}
	for _, same := range []func(orders.Album) bool{
		func(a orders.Album) bool { return a.ID == name },
		func(a orders.Album) bool { return strings.EqualFold(a.Title, name) },
	} {
		for _, a := range albums {
			if same(a) {
				return a.ID, nil
			}
		}
	}
	return "", orders.ErrNotFound
}

// isControl is what commands a terminal or turns the direction of a line: control and format characters.
func isControl(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }
