package photos

import (
	"context"
	"fmt"
	"io"
)

// consumerVerify is the operator's word about a Consumer that somebody has registered: Users are told of it on the
// consent page (OAuth Core 1.0a section 6.2.2).
type consumerVerify struct {
	Key  string `arg:"" help:"Its Consumer Key."`
	Undo bool   `help:"Take the word back."`
}

func (v *consumerVerify) run(ctx context.Context, config Config, out io.Writer) error {
	said := map[bool]string{true: "verified", false: "not verified"}[!v.Undo]
	return aboutConsumer(ctx, config, out, v.Key, said, func(app *App) error { return app.Store.Verify(ctx, v.Key, !v.Undo) })
}

// consumerBar shuts a Consumer out, whatever its developer says (OAuth Core 1.0a section 4.2; the problem is
// consumer_key_rejected).
type consumerBar struct {
	Key  string `arg:"" help:"Its Consumer Key."`
	Undo bool   `help:"Let it in again."`
}

func (b *consumerBar) run(ctx context.Context, config Config, out io.Writer) error {
	said := map[bool]string{true: "barred: whatever it signs is refused", false: "not barred any more"}[!b.Undo]
	return aboutConsumer(ctx, config, out, b.Key, said, func(app *App) error { return app.Store.Bar(ctx, b.Key, !b.Undo) })
}

// aboutConsumer keeps a word about a registered Consumer, and says so.
func aboutConsumer(ctx context.Context, config Config, out io.Writer, key, said string, keep func(*App) error) error {
	return visit(ctx, config, func(app *App) error {
		r, err := app.Store.Registration(ctx, key)
		if err != nil {
			return fmt.Errorf("finding Consumer %s: %w", key, err)
		}
		if err := keep(app); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s is %s.\n", r.Name, said)
		return nil
	})
}
