package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net/http"
	"sync"

	"golang.org/x/time/rate"

	"example.net/oauth1/bench/programs"
	"example.net/oauth1/oauthcore"
)

// kind is one kind of what people and Consumers do.
type kind struct {
	name  string
	share int // of a thousand requests
	do    func(context.Context) error
}

// load is everything that is done, at a pace.
type load struct {
	set   *programs.Set
	pace  *rate.Limiter
	kinds []kind

	consumer *oauthcore.Consumer
	access   oauthcore.AccessToken
	signed   *http.Client
	jane     *programs.Customer // signed in at both
	pictures []string           // addresses
	album    string
	photos   []string

	ordering sync.Mutex
	mu       sync.Mutex
	done     map[string]int
}

// newLoad connects jane and looks at what she has.
func newLoad(set *programs.Set, pace int) (l *load, err error) {
	l = &load{set: set, pace: rate.NewLimiter(rate.Limit(pace), 1), done: map[string]int{}}
	if l.consumer, l.access, err = programs.Dance(set.Photos, oauthcore.Param{Name: "perms", Value: "upload"}); err != nil {
		return nil, err
	}
	l.signed = l.consumer.Client(l.access)
	if err := l.lookAround(); err != nil {
		return nil, err
	}
	if l.jane, err = programs.Connect(set.Printer); err != nil {
		return nil, err
	}
	l.kinds = []kind{
		{"a signed picture", 700, l.picture}, {"a signed list", 100, l.list}, {"a page", 100, l.page}, {"a request sent again", 50, l.again},
		{"an upload", 20, l.upload}, {"a page of the shop", 27, l.shop}, {"a dance and its end", 2, l.dance}, {"an order", 1, l.order},
	}
	return l, nil
}

// lookAround notes the addresses of her pictures.
func (l *load) lookAround() error {
	var albums struct{ Albums []struct{ ID string } }
	if err := programs.Decode(l.signed.Get(l.set.Photos + "/api/albums"))(&albums); err != nil {
		return err
	}
	if len(albums.Albums) == 0 {
		return errors.New("jane has no album")
	}
	l.album = albums.Albums[0].ID
	var content struct {
		Photos []struct {
			ID    string
			Sizes map[string]string
		}
	}
	if err := programs.Decode(l.signed.Get(l.set.Photos + "/api/albums/" + l.album))(&content); err != nil {
		return err
	}
	for _, photo := range content.Photos {
		l.photos = append(l.photos, photo.ID)
		l.pictures = append(l.pictures, photo.Sizes["thumb"], photo.Sizes["medium"])
	}
	return nil
}

// run does it all until the context ends. What is under way then comes to its end.
func (l *load) run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	slots := make(chan struct{}, 64)
	var all sync.WaitGroup
	for l.pace.Wait(ctx) == nil {
		k := l.next()
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			if err := k.do(context.WithoutCancel(ctx)); err != nil {
				cancel(fmt.Errorf("%s: %w", k.name, err))
				return
			}
			l.mu.Lock()
			l.done[k.name]++
			l.mu.Unlock()
		})
	}
	all.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// next chooses by the shares.
func (l *load) next() kind {
	n := mrand.IntN(1000)
	for _, k := range l.kinds {
		if n -= k.share; n < 0 {
			return k
		}
	}
	return l.kinds[0]
}

func (l *load) print() {
	for _, k := range l.kinds {
		fmt.Printf("%8d  %s\n", l.done[k.name], k.name)
	}
	fmt.Println()
}

func (l *load) picture(context.Context) error {
	return good(l.signed.Get(l.pictures[mrand.IntN(len(l.pictures))]))
}

func (l *load) list(context.Context) error {
	return good(l.signed.Get(l.set.Photos + "/api/albums"))
}

func (l *load) page(context.Context) error {
	return good(l.jane.Get(l.set.Photos + "/albums"))
}

func (l *load) shop(context.Context) error {
	return good(l.jane.Get(l.set.Printer + "/orders"))
}

// again sends a signed request twice; the second is to be refused.
func (l *load) again(ctx context.Context) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, l.set.Photos+"/api/user/profile", nil)
	if err != nil {
		return err
	}
	if err := l.consumer.Sign(r, l.access.Token, l.access.Secret); err != nil {
		return err
	}
	if err := good(http.DefaultClient.Do(r.Clone(ctx))); err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		return fmt.Errorf("the second time it is answered %s", answer.Status)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}

// upload brings a picture that nobody has seen before.
func (l *load) upload(context.Context) error {
	return good(l.signed.Post(l.set.Photos+"/api/albums/"+l.album+"/photos?file="+rand.Text()+".png", "image/png", bytes.NewReader(programs.Noise())))
}

// dance connects anew, uses it, and revokes it.
func (l *load) dance(context.Context) error {
	consumer, access, err := programs.Dance(l.set.Photos)
	if err != nil {
		return err
	}
	client := consumer.Client(access)
	if err := good(client.Get(l.set.Photos + "/api/user/profile")); err != nil {
		return err
	}
	return good(client.Post(l.set.Photos+"/oauth/revoke", "", nil))
}

// order orders one photo and waits for its print file. There is one basket, so one order at a time.
func (l *load) order(context.Context) error {
	l.ordering.Lock()
	defer l.ordering.Unlock()
	send, err := l.jane.FillBasket(l.album, []string{l.photos[mrand.IntN(len(l.photos))]})
	if err != nil {
		return err
	}
	return send()
}

// good reads an answer to the end; any but a good one is an error.
func good(answer *http.Response, err error) error {
	_, err = programs.ReadAll(answer, err)
	return err
}
