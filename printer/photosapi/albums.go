package photosapi

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.net/oauth1/printer/orders"
)

// maxPages bounds how long a list of albums is followed.
const maxPages = 100

// The shapes of the API's answers.
type (
	profileJSON struct {
		UserID     string `json:"user_id"`
		ScreenName string `json:"screen_name"`
		Name       string `json:"name"`
	}
	albumJSON struct {
		ID         string `json:"id"`
		Title      string `json:"title"`
		Private    bool   `json:"private"`
		PhotoCount int    `json:"photo_count"`
		Cover      string `json:"cover"`
	}
	albumsJSON struct {
		Albums []albumJSON `json:"albums"`
		Next   string      `json:"next"`
	}
	albumPageJSON struct {
		albumJSON
		Photos []photoJSON `json:"photos"`
		Next   string      `json:"next"`
	}
	photoJSON struct {
		ID          string    `json:"id"`
		AlbumID     string    `json:"album_id"`
		File        string    `json:"file"`
		Title       string    `json:"title"`
		Alt         string    `json:"alt"`
		ContentType string    `json:"content_type"`
		Bytes       int64     `json:"bytes"`
		Width       int       `json:"width"`
		Height      int       `json:"height"`
		SHA256      string    `json:"sha256"`
		TakenAt     time.Time `json:"taken_at"`
	}
)

func (a albumJSON) album() orders.Album {
	return orders.Album{ID: a.ID, Title: shorten(a.Title), Private: a.Private, PhotoCount: max(a.PhotoCount, 0), Cover: a.Cover}
}

func (p photoJSON) photo() orders.Photo {
	return orders.Photo{
		ID: p.ID, Album: p.AlbumID, File: shorten(p.File), Title: shorten(p.Title), Alt: shorten(p.Alt),
		ContentType: shorten(p.ContentType), SHA256: shorten(p.SHA256),
		Bytes: max(p.Bytes, 0), Width: max(p.Width, 0), Height: max(p.Height, 0), Taken: p.TakenAt,
	}
}

// Profile implements orders.Provider.
func (c *Client) Profile(ctx context.Context, conn orders.Connection) (orders.Profile, error) {
	var p profileJSON
	if err := c.ask(ctx, conn, &p, nil, "user", "profile"); err != nil {
		return orders.Profile{}, err
	}
	if p.UserID == "" {
		return orders.Profile{}, incomplete("a profile without user_id")
	}
	return orders.Profile{UserID: shorten(p.UserID), ScreenName: shorten(p.ScreenName), Name: shorten(p.Name)}, nil
}

// Albums implements orders.Provider: all pages of the list.
func (c *Client) Albums(ctx context.Context, conn orders.Connection) (list []orders.Album, err error) {
	after := url.Values(nil)
	for range maxPages {
		var page albumsJSON
		if err := c.ask(ctx, conn, &page, after, "albums"); err != nil {
			return nil, err
		}
		for _, a := range page.Albums {
			if !isID(a.ID) {
				return nil, incomplete("an album without id")
			}
			list = append(list, a.album())
		}
		next, err := c.next(ctx, page.Next)
		if err != nil || next == "" || next == after.Encode() {
			return list, err
		}
		after, _ = url.ParseQuery(next) // made by Encode
	}
	return list, nil
}

// Album implements orders.Provider.
func (c *Client) Album(ctx context.Context, conn orders.Connection, id, after string) (orders.AlbumPage, error) {
	query, err := url.ParseQuery(after)
	if err != nil || len(after) > 2000 {
		return orders.AlbumPage{}, ErrNotFound
	}
	var answer albumPageJSON
	if err := c.ask(ctx, conn, &answer, query, "albums", id); err != nil {
		return orders.AlbumPage{}, err
	}
	page := orders.AlbumPage{Album: answer.album()}
	for _, p := range answer.Photos {
		if !isID(p.ID) {
			return orders.AlbumPage{}, incomplete("a photo without id")
		}
		page.Photos = append(page.Photos, p.photo())
	}
	if page.Next, err = c.next(ctx, answer.Next); page.Next == query.Encode() {
		page.Next = "" // a list that leads to itself has ended
	}
	return page, err
}

// Photo implements orders.Provider.
func (c *Client) Photo(ctx context.Context, conn orders.Connection, id string) (orders.Photo, error) {
	var p photoJSON
	if err := c.ask(ctx, conn, &p, nil, "photos", id); err != nil {
		return orders.Photo{}, err
	}
	if p.ID != id {
		return orders.Photo{}, incomplete("a photo of another id")
	}
	return p.photo(), nil
}

// next keeps only the query of the address that a list names: where to go stays our own decision.
func (c *Client) next(ctx context.Context, address string) (string, error) {
	if address == "" {
		return "", nil
	}
	d, err := c.Discover(ctx)
	if err != nil {
		return "", err
	}
	base, err := url.Parse(d.APIBase)
	if err != nil {
		return "", err
	}
	u, err := base.Parse(address)
	if err != nil || origin(u) != origin(base) {
		return "", &ErrNotAnAnswer{Status: http.StatusOK, Start: printable(address, 80), Why: "a list goes on on another host"}
	}
	return u.Query().Encode(), nil
}

// What is kept of an answer, in bytes: it goes into sessions, rows and pages.
const (
	maxText = 1000
	maxID   = 200
)

// shorten cuts a text that is longer than anybody wants to read.
func shorten(s string) string { return strings.ToValidUTF8(s[:min(len(s), maxText)], "") }

// isID tells whether an answer names something.
func isID(s string) bool { return s != "" && len(s) <= maxID }

func incomplete(why string) error { return &ErrNotAnAnswer{Status: http.StatusOK, Why: why} }
