package photosapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"

	"example.net/oauth1/printer/orders"
)

// maxPicture bounds a small rendition; a thumb is about 20 KB.
const maxPicture = 4 << 20

var pictureTypes = []string{"image/jpeg", "image/png", "image/gif", "image/webp"}

// Picture implements orders.Provider. However many ask for the same one, it is fetched once; then it is remembered
// for a while, for this Connection alone.
func (c *Client) Picture(ctx context.Context, conn orders.Connection, id string, size orders.Size) (orders.Picture, error) {
	key := conn.ID + "\x00" + string(size) + "\x00" + id
	if p, ok := c.pictures.get(key); ok {
		return p, nil
	}
	answer, err := c.shared(ctx, key, func(ctx context.Context) (any, error) {
		if p, ok := c.pictures.get(key); ok { // the request before this one has just ended
			return p, nil
		}
		p, err := c.picture(ctx, conn, id, size)
		if err == nil {
			c.pictures.put(key, p)
		}
		return p, err
	})
	if err != nil {
		return orders.Picture{}, err
	}
	return answer.(orders.Picture), nil
}

func (c *Client) picture(ctx context.Context, conn orders.Connection, id string, size orders.Size) (orders.Picture, error) {
	address, err := c.address(ctx, url.Values{"size": {string(size)}}, "photos", id, "file")
	if err != nil {
		return orders.Picture{}, err
	}
	body, err := c.get(ctx, c.signed(conn), address, "image/*", maxPicture)
	if err != nil {
		return orders.Picture{}, err
	}
	// Served on by the printer's own origin: only ever as the picture that it is, whatever it was called.
	kind := http.DetectContentType(body)
	if !slices.Contains(pictureTypes, kind) {
		return orders.Picture{}, notAnAnswer(http.StatusOK, kind, body, "it is no picture")
	}
	sum := sha256.Sum256(body)
	return orders.Picture{Bytes: body, ContentType: kind, ETag: `"` + hex.EncodeToString(sum[:16]) + `"`}, nil
}

// shared lets callers who want the same at the same time share one request. It goes on when one of them leaves.
func (c *Client) shared(ctx context.Context, key string, do func(context.Context) (any, error)) (any, error) {
	result := c.flights.DoChan(key, func() (any, error) { return do(context.WithoutCancel(ctx)) })
	select {
	case r := <-result:
		return r.Val, r.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
