package gallery

import "context"

// TidyOnce tidies up once, for tests.
func TidyOnce(ctx context.Context, g *Gallery) error { return g.tidy(ctx) }
