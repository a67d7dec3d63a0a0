package renditions

import (
	"context"
	"time"
)

// tell lets who wants to know, know how long the renditions of an original took, or that there will be none. What was
// only interrupted is told when it is done.
func (w *Workshop) tell(ctx context.Context, began time.Time, err error) {
	if w.Made != nil && ctx.Err() == nil {
		w.Made(time.Since(began), err)
	}
}
