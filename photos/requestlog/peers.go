package requestlog

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Bus connects the logs of the processes that serve from one database: a note reaches every listener of a topic, in the
// order of the commits. *sqldb.DB is one.
type Bus interface {
	Member() string // of this process, among the Peers
	Peers() int
	Notify(ctx context.Context, topic, payload string) error
	Listen(topic string, hear func(payload string), lost func()) (stop func())
}

// peers are the logs of the other processes: what was said to them, and what they want to hear. A note is a word, who
// says it, and texts:
//
//	write  question     whoever holds entries writes them down, and answers
//	wrote  questions…   they are written
//	follow keys…        somebody follows these Consumers for a while; * is any
//	news   keys…        there is something new of them
//	who                 whoever has followers says so
type peers struct {
	log *Log
	bus Bus

	wake   chan struct{} // there is something to say
	rounds rounds

	mu       sync.Mutex
	asked    []string             // questions to be answered
	announce bool                 // it is to be said whom somebody follows here
	query    bool                 // the others are to be asked the same
	followed map[string]time.Time // Consumers that somebody follows elsewhere, and until when that holds
	fresh    map[string]bool      // of those, whom there is something new of
	told     time.Time            // when that was said the last time
}

const (
	topic       = "requests"
	anybody     = "*"                    // in a note; in a set it is ""
	announcing  = 4 * time.Second        // how often it is said whom somebody follows
	followedFor = 3 * announcing         // so long that holds
	newsPause   = 200 * time.Millisecond // between two notes with news
	longestNote = 6000                   // bytes
)

func newPeers(l *Log) *peers {
	return &peers{
		log: l, bus: l.Bus, wake: make(chan struct{}, 1), rounds: rounds{bus: l.Bus, open: map[string]*round{}},
		query: true, followed: map[string]time.Time{}, fresh: map[string]bool{},
	}
}

// mark tells the entries of this process from those of the others that came at the same moment.
func mark(member string) string {
	h := fnv.New32a()
	h.Write([]byte(member))
	return fmt.Sprintf("%08x", h.Sum32())
}

// run says what is to be said, until the context ends.
func (p *peers) run(ctx context.Context) {
	stop := p.bus.Listen(topic, p.hear, p.lost)
	defer stop()
	tick := time.NewTicker(announcing)
	defer tick.Stop()
	later := time.NewTimer(0)
	defer later.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
			p.want(func() { p.announce = true })
		case <-p.wake:
		case <-later.C:
		}
		p.answer(ctx)
		if wait := p.speak(ctx); wait > 0 {
			later.Reset(wait)
		}
	}
}

// want changes what is to be said, and has it said.
func (p *peers) want(change func()) {
	p.mu.Lock()
	change()
	p.mu.Unlock()
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// hear takes a note in.
func (p *peers) hear(note string) {
	words := strings.Fields(note)
	if len(words) < 2 || words[1] == p.bus.Member() {
		return
	}
	sender, rest := words[1], words[2:]
	switch words[0] {
	case "write":
		p.want(func() { p.asked = append(p.asked, rest...) })
	case "wrote":
		p.rounds.answered(sender, rest)
	case "follow":
		p.want(func() { p.follow(rest) })
	case "news":
		p.log.nudge(set(rest))
	case "who":
		p.want(func() { p.announce = true })
	}
}

// lost means that notes were missed: whoever follows looks again, and the others say again whom they follow.
func (p *peers) lost() {
	p.log.nudge(map[string]bool{"": true})
	p.want(func() { p.announce, p.query = true, true })
}

// follow notes whom somebody follows elsewhere. What was written of them before that was known is news as well.
func (p *peers) follow(keys []string) {
	now := time.Now()
	for key := range set(keys) {
		if p.followed[key].Before(now) {
			p.fresh[key] = true
		}
		p.followed[key] = now.Add(followedFor)
	}
}

// awaited tells whether somebody elsewhere follows anybody.
func (p *peers) awaited() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(time.Now())
	return len(p.followed) > 0
}

func (p *peers) forget(now time.Time) {
	for key, until := range p.followed {
		if until.Before(now) {
			delete(p.followed, key)
		}
	}
}

// heard is news of these Consumers, for those elsewhere who follow them.
func (p *peers) heard(consumers map[string]bool) {
	p.mu.Lock()
	p.forget(time.Now())
	before := len(p.fresh)
	for key := range p.followed {
		if consumers[key] || key == "" {
			p.fresh[key] = true
		}
	}
	more := len(p.fresh) > before
	p.mu.Unlock()
	if more {
		p.want(func() {})
	}
}

// answer writes what is waiting for those who have asked, and tells them.
func (p *peers) answer(ctx context.Context) {
	p.mu.Lock()
	asked := p.asked
	p.asked = nil
	p.mu.Unlock()
	if len(asked) == 0 || p.log.Flush(ctx) != nil { // who gets no answer does not wait long
		return
	}
	for len(asked) > 0 {
		n := min(len(asked), 100)
		p.say(ctx, "wrote", asked[:n])
		asked = asked[n:]
	}
}

// speak says the rest, and answers how long to wait if it is too early for some of it.
func (p *peers) speak(ctx context.Context) (wait time.Duration) {
	p.mu.Lock()
	announce, query, now := p.announce, p.query, time.Now()
	p.announce, p.query = false, false
	var news []string
	if wait = newsPause - now.Sub(p.told); wait <= 0 && len(p.fresh) > 0 {
		news, p.fresh, p.told = keys(p.fresh), map[string]bool{}, now
	}
	if len(p.fresh) == 0 {
		wait = 0
	}
	p.mu.Unlock()
	if query {
		p.say(ctx, "who", nil)
	}
	if follows := p.log.follows(); announce && len(follows) > 0 {
		p.say(ctx, "follow", keys(follows))
	}
	if len(news) > 0 {
		p.say(ctx, "news", news)
	}
	return wait
}

// farewell says what is left to be said.
func (p *peers) farewell(ctx context.Context) {
	p.mu.Lock()
	p.announce, p.query, p.told = false, false, time.Time{}
	p.mu.Unlock()
	p.speak(ctx)
}

// say tells the others. What cannot be said now is said again soon, or looked for by who misses it.
func (p *peers) say(ctx context.Context, word string, texts []string) {
	note := strings.Join(append([]string{word, p.bus.Member()}, texts...), " ")
	if len(note) > longestNote {
		note = word + " " + p.bus.Member() + " " + anybody
	}
	if err := p.bus.Notify(ctx, topic, note); err != nil && ctx.Err() == nil {
		p.log.logger().Warn("the request log cannot reach the other processes", "error", err)
	}
}

// keys are Consumer Keys as they stand in a note.
func keys(consumers map[string]bool) (list []string) {
	for key := range consumers {
		if key == "" {
			list = append(list, anybody)
		} else {
			list = append(list, url.QueryEscape(key)) // which leaves no *
		}
	}
	return list
}

// set is the opposite.
func set(texts []string) map[string]bool {
	consumers := map[string]bool{}
	for _, text := range texts {
		if text == anybody {
			text = ""
		}
		if key, err := url.QueryUnescape(text); err == nil {
			consumers[key] = true
		}
	}
	return consumers
}
