package seed

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"embed"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos/gallery"
)

//go:embed demo.json rsa-demo-public.pem photos/*.jpg photos/*.png
var files embed.FS

// Demo is the content of demo.json.
type Demo struct {
	Password    string       `json:"password"` // of every User
	Users       []User       `json:"users"`
	Consumers   []Consumer   `json:"consumers"`
	Photographs []Photograph `json:"photographs"`
}

// User is a demo User with her albums.
type User struct {
	ScreenName string  `json:"screen_name"`
	Name       string  `json:"name"`
	Albums     []Album `json:"albums"`
}

// Album is a private album.
type Album struct {
	Title  string  `json:"title"`
	Cover  string  `json:"cover"` // file of the photo on its front; "" is the first
	Photos []Photo `json:"photos"`
}

// Photo is a photograph under the name that its User gave it: some of the names are hard to encode, on purpose.
type Photo struct {
	Source string `json:"source"`
	File   string `json:"file"`

	Caption string `json:"caption"` // what its User tells about it; may be empty
}

// Consumer is a Consumer's registration. "{printer}" stands for the address of the printer.
type Consumer struct {
	Key         string   `json:"key"`
	Secret      string   `json:"secret"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	URL         string   `json:"url"`
	Callbacks   []string `json:"callbacks"`
	OutOfBand   bool     `json:"out_of_band"`
	Verified    bool     `json:"verified"`
	Methods     []string `json:"methods"`
	PublicKey   string   `json:"public_key"` // a PEM file beside demo.json
	Developer   string   `json:"developer"`  // the screen name of the User who has registered it
}

// Photograph says what is in a picture and whose it is.
type Photograph struct {
	Source  string `json:"source"`
	Alt     string `json:"alt"`
	Author  string `json:"author"`
	Licence string `json:"licence"`
	Changes string `json:"changes"`
}

// Read gives the demo as demo.json describes it.
func Read() (*Demo, error) {
	text, err := files.ReadFile("demo.json")
	if err != nil {
		return nil, err
	}
	demo := new(Demo)
	if err := json.Unmarshal(text, demo); err != nil {
		return nil, fmt.Errorf("reading demo.json: %w", err)
	}
	return demo, nil
}

// Registrar is the door through which a Consumer is registered.
type Registrar interface {
	Registration(ctx context.Context, key string) (*oauthcore.Registration, error)
	Register(ctx context.Context, r oauthcore.Registration) error
}

// Load brings the demo in, once: what a User has changed or deleted since stays as she wants it. The last registration
// is the sign that everything before it is there, so that a start that was interrupted is made good by the next one.
func Load(ctx context.Context, g *gallery.Gallery, consumers Registrar, printerURL string) error {
	loaded, err := Loaded(ctx, consumers)
	if loaded || err != nil {
		return err
	}
	demo, err := Read()
	if err != nil {
		return err
	}
	l := loader{demo, g}
	ids := map[string]string{}
	for _, user := range demo.Users {
		if ids[user.ScreenName], err = l.user(ctx, user); err != nil {
			return fmt.Errorf("loading the demo user %s: %w", user.ScreenName, err)
		}
	}
	for _, consumer := range demo.Consumers {
		if err := register(ctx, consumers, consumer, ids[consumer.Developer], printerURL); err != nil {
			return fmt.Errorf("registering the demo consumer %s: %w", consumer.Key, err)
		}
	}
	return nil
}

// Loaded tells whether the demo is there.
func Loaded(ctx context.Context, consumers Registrar) (bool, error) {
	demo, err := Read()
	if err != nil {
		return false, err
	}
	_, err = consumers.Registration(ctx, demo.Consumers[len(demo.Consumers)-1].Key)
	if errors.Is(err, oauthcore.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

type loader struct {
	*Demo
	gallery *gallery.Gallery
}

// user signs a User up; one who is there already must be the demo's own, by her password.
func (l loader) user(ctx context.Context, u User) (id string, err error) {
	user, err := l.gallery.SignUp(ctx, u.ScreenName, u.Name, l.Password)
	if errors.Is(err, gallery.ErrTaken) {
		user, err = l.gallery.SignIn(ctx, u.ScreenName, l.Password)
	}
	if err != nil {
		return "", err
	}
	there, err := l.gallery.Albums(ctx, gallery.Viewer{User: user.ID})
	if err != nil {
		return "", err
	}
	for _, album := range u.Albums {
		if err := l.album(ctx, user.ID, album, there); err != nil {
			return "", fmt.Errorf("album %s: %w", album.Title, err)
		}
	}
	return user.ID, nil
}

func (l loader) album(ctx context.Context, owner string, a Album, there []gallery.Album) error {
	id := ""
	for _, album := range there {
		if album.Title == a.Title {
			id = album.ID
		}
	}
	if id == "" {
		album, err := l.gallery.CreateAlbum(ctx, owner, a.Title)
		if err != nil {
			return err
		}
		id = album.ID
	}
	for _, photo := range a.Photos {
		photoID, err := l.photo(ctx, owner, id, photo)
		if err == nil && photo.File == a.Cover {
			err = l.gallery.SetCover(ctx, owner, id, photoID)
		}
		if err != nil {
			return fmt.Errorf("photo %s: %w", photo.File, err)
		}
	}
	return nil
}

func (l loader) photo(ctx context.Context, owner, album string, p Photo) (id string, err error) {
	f, err := files.Open("photos/" + p.Source)
	if err != nil {
		return "", err
	}
	defer f.Close()
	photo, _, err := l.gallery.Upload(ctx, owner, album, p.File, f)
	if err != nil {
		return "", err
	}
	return photo.ID, l.gallery.DescribePhoto(ctx, owner, photo.ID, gallery.Description{Title: photo.Title, Alt: l.alt(p.Source), Caption: p.Caption})
}

func (l loader) alt(source string) string {
	for _, photograph := range l.Photographs {
		if photograph.Source == source {
			return photograph.Alt
		}
	}
	return ""
}

func register(ctx context.Context, consumers Registrar, c Consumer, owner, printerURL string) error {
	if _, err := consumers.Registration(ctx, c.Key); !errors.Is(err, oauthcore.ErrNotFound) {
		return err
	}
	r := oauthcore.Registration{
		Key: c.Key, Secret: c.Secret, Name: c.Name, Description: c.Description,
		URL: place(c.URL, printerURL), OutOfBand: c.OutOfBand, Verified: c.Verified, Methods: c.Methods,
		Debug: true, Owner: owner,
	}
	for _, callback := range c.Callbacks {
		r.Callbacks = append(r.Callbacks, place(callback, printerURL))
	}
	if c.PublicKey != "" {
		text, err := files.ReadFile(c.PublicKey)
		if err != nil {
			return err
		}
		if r.PublicKey, err = publicKey(text); err != nil {
			return err
		}
	}
	return consumers.Register(ctx, r)
}

// place puts the printer's address in its place, ending in a slash: everything below it may be called back.
func place(address, printerURL string) string {
	return strings.ReplaceAll(address, "{printer}", strings.TrimSuffix(printerURL, "/")+"/")
}

func publicKey(text []byte) (*rsa.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM block")
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	if key, ok := key.(*rsa.PublicKey); ok {
		return key, nil
	}
	return nil, errors.New("not an RSA key")
}

// Picture gives a photograph of the demo, byte for byte.
func Picture(source string) ([]byte, error) { return files.ReadFile("photos/" + source) }
