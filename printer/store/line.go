package store

import (
	"context"
	"strings"

	"example.net/oauth1/printer/orders"
)

// What the replicas of the shop ring each other about.
const (
	topicOrders   = "orders"
	topicMessages = "messages" // of the inspector
)

// ring tells all other processes that serve from the database. A note begins with who rang, since it comes back to that one
// too.
func (s *Store) ring(ctx context.Context, topic, bell string) error {
	return s.db.Notify(ctx, topic, s.member+" "+bell)
}

func (s *Store) listen(topic string, hear func(bell string), lost func()) {
	s.db.Listen(topic, func(payload string) {
		if who, bell, _ := strings.Cut(payload, " "); who != s.member {
			hear(bell)
		}
	}, lost)
}

// Replicas is the line to the other processes that serve from the database; nil where there cannot be any.
func (s *Store) Replicas() orders.Replicas {
	if !s.db.Shared() {
		return nil
	}
	return line{s}
}

// line implements orders.Replicas.
type line struct{ *Store }

// Name implements orders.Replicas.
func (l line) Name() string { return l.member }

// Ring implements orders.Replicas.
func (l line) Ring(ctx context.Context, bell string) error { return l.ring(ctx, topicOrders, bell) }

// Listen implements orders.Replicas.
func (l line) Listen(hear func(string), lost func()) { l.listen(topicOrders, hear, lost) }

// RingMessages tells the other processes that there are messages of an owner that the inspector has recorded.
func (s *Store) RingMessages(ctx context.Context, owner string) error {
	return s.ring(ctx, topicMessages, owner)
}

// ListenMessages hears of whose messages other processes have recorded; "" of anybody's.
func (s *Store) ListenMessages(hear func(owner string)) {
	s.listen(topicMessages, hear, func() { hear("") })
}
