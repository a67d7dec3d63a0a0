package printer

import (
	"context"
	"encoding/json"
	"fmt"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/internal/requestid"
	"example.net/oauth1/printer/store"
)

// openInspector records what travels, if that is asked for. Where it is not,
// nothing stands in the way of a message.
func (a *App) openInspector(memory *store.Store) {
	if !a.config.inspect() {
		return
	}
	a.inspector = &inspector.Recorder{Store: memory, Other: a.otherSide, Now: a.config.Now, Log: a.config.Log}
	if a.db.Shared() {
		a.inspector.Ring = func(owner string) {
			if err := memory.RingMessages(context.Background(), owner); err != nil {
				a.config.Log.Warn("telling the other replicas what the inspector has recorded", "error", err)
			}
		}
		memory.ListenMessages(a.inspector.Heard)
	}
	a.provider.Watch(a.inspector.Tap, a.inspector.WatchFor)
	a.inspector.Start()
	a.atClose(a.inspector.Close)
}

// entriesAsked is how many entries of the provider's request log are asked for at
// once. Several customers may be dancing.
const entriesAsked = 100

// otherSide is what the provider has seen of one of our registrations, as it tells
// every Consumer: there is no other way to know.
func (a *App) otherSide(ctx context.Context, consumer string) ([]inspector.Side, error) {
	entries, err := a.provider.API.Requests(requestid.Fresh(ctx), consumer, entriesAsked)
	if err != nil {
		return nil, err
	}
	sides := make([]inspector.Side, len(entries))
	for i, entry := range entries {
		if err := json.Unmarshal(entry, &sides[i]); err != nil {
			return nil, fmt.Errorf("reading the provider's request log: %w", err)
		}
	}
	return sides, nil
}
