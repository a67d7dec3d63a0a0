package photos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"example.net/oauth1/internal/archive"
	"example.net/oauth1/internal/seal"
	"example.net/oauth1/photos/gallery"
	"example.net/oauth1/photos/store"
)

// check looks through everything that photos keeps, and changes nothing.
func check(ctx context.Context, config Config, out io.Writer) error {
	config.keepOrphans = true
	return visit(ctx, config, func(app *App) error {
		rows, err := app.checkRows(ctx, out)
		if err != nil {
			return err
		}
		report, err := app.Gallery.Check(ctx)
		if err != nil {
			return err
		}
		return errors.Join(rows, tell(report, out))
	})
}

// checkRows looks through the database. wrong is what was found, if anything; err is why nothing could be found out.
func (a *App) checkRows(ctx context.Context, out io.Writer) (wrong, err error) {
	tables, found, err := a.db.Integrity(ctx)
	if err != nil {
		return nil, err
	}
	rows := map[string]int64{}
	for _, t := range tables {
		rows[t.Table] = t.Rows
	}
	if len(found) == 0 {
		sealed, err := a.checkSecrets(ctx)
		if err != nil {
			return nil, err
		}
		if sealed.Other > 0 {
			found = append(found, fmt.Sprintf("%d secrets, of %d, were sealed with another key, or are damaged", sealed.Other, sealed.Opened+sealed.Other))
		}
	}
	for _, sentence := range found {
		fmt.Fprintln(out, "database:", sentence)
	}
	if len(found) > 0 {
		return errors.New("the database is damaged"), nil
	}
	fmt.Fprintln(out, "The database is sound, and the key opens every secret in it:")
	archive.TellRows(out, rows)
	return nil, nil
}

func (a *App) checkSecrets(ctx context.Context) (store.Sealed, error) {
	key, err := a.config.secretKey()
	if err != nil {
		return store.Sealed{}, err
	}
	return store.CountSealed(ctx, a.db, seal.New(key))
}

// tell says what was found of the pictures.
func tell(report gallery.Report, out io.Writer) error {
	for _, list := range []struct {
		what string
		sums []string
	}{{"damaged", report.Damaged}, {"missing", report.Missing}, {"another length than written down", report.Lengths}, {"without its place, not as written down", report.Placeless}} {
		for _, sum := range list.sums {
			fmt.Fprintf(out, "%s: %s\n", list.what, sum)
		}
	}
	young := 0
	for _, o := range report.Orphans {
		fmt.Fprintf(out, "orphan: %s, there for %s\n", o.SHA256, o.Age.Round(time.Second))
		if o.Young() {
			young++
		}
	}
	if n := report.Wrong(); n > 0 {
		return fmt.Errorf("%d of %d originals are not as they were uploaded", n, report.Originals)
	}
	fmt.Fprintf(out, "All %d originals are as they were uploaded, %s.\n", report.Originals, archive.Amount(report.Bytes))
	if report.Unmade > 0 {
		fmt.Fprintf(out, "Renditions of %d are lost; they are made again when somebody asks for them.\n", report.Unmade)
	}
	if n := len(report.Orphans); n > 0 {
		fmt.Fprintf(out, "%d more belong to no photo, and are swept up in time; %d of them may just be on their way in.\n", n, young)
	}
	return nil
}
