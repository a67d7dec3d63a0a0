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
	app, err := New(ctx, config)
	if err != nil {
		return err
	}
	defer app.Close()
	r, err := app.Store.Registration(ctx, v.Key)
	if err != nil {
		return fmt.Errorf("finding Consumer %s: %w", v.Key, err)
	}
	r.Verified = !v.Undo
	if err := app.Store.Register(ctx, *r); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s is %s.\n", r.Name, map[bool]string{true: "verified", false: "not verified"}[r.Verified])
	return nil
}
