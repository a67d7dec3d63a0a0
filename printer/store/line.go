package store

import (
	"context"
	"strings"

	"example.net/oauth1/printer/orders"
)

// topicOrders is what the replicas of the shop ring each other about.
const topicOrders = "orders"

// Replicas is the line to the other processes that serve from the database; nil where there cannot be any.
func (s *Store) Replicas() orders.Replicas {
	if !s.db.Shared() {
		return nil
	}
	return line{s}
}

// line implements orders.Replicas. A note begins with who rang, since it comes back to that one too.
type line struct{ *Store }

// Name implements orders.Replicas.
func (l line) Name() string { return l.member }

// Ring implements orders.Replicas.
func (l line) Ring(ctx context.Context, bell string) error {
	return l.db.Notify(ctx, topicOrders, l.member+" "+bell)
}

// Listen implements orders.Replicas.
func (l line) Listen(hear func(string), lost func()) {
	l.db.Listen(topicOrders, func(payload string) {
		if who, bell, _ := strings.Cut(payload, " "); who != l.member {
			hear(bell)
		}
	}, lost)
}
