package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"example.net/oauth1/bench/programs"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/printer/sheet"
)

// album is what the order is made of.
type album struct {
	id     string
	photos []string // ids
	bytes  int64
	client *http.Client
	url    string
}

// fillAlbum uploads photos of about 3.3 MB to an album of jane's, as a Consumer does that may.
func fillAlbum(provider string, n int) (*album, error) {
	consumer, access, err := programs.Dance(provider, oauthcore.Param{Name: "perms", Value: "upload"})
	if err != nil {
		return nil, err
	}
	client := consumer.Client(access)
	var albums struct{ Albums []struct{ ID string } }
	if err := programs.Decode(client.Get(provider + "/api/albums"))(&albums); err != nil {
		return nil, err
	}
	if len(albums.Albums) == 0 {
		return nil, errors.New("jane has no album")
	}
	a := &album{id: albums.Albums[0].ID, client: client, url: provider}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		photo, err := photograph(random)
		if err != nil {
			return nil, err
		}
		var one struct{ ID string }
		upload := fmt.Sprintf("%s/api/albums/%s/photos?file=bench-%03d.jpg", provider, a.id, i)
		if err := programs.Decode(client.Post(upload, "image/jpeg", bytes.NewReader(photo)))(&one); err != nil {
			return nil, err
		}
		if one.ID == "" {
			return nil, errors.New("the upload was answered without an id")
		}
		a.photos, a.bytes = append(a.photos, one.ID), a.bytes+int64(len(photo))
	}
	return a, nil
}

// photograph is a JPEG that does not compress well, as photographs at full quality do not.
func photograph(random *rand.Rand) ([]byte, error) {
	img := image.NewYCbCr(image.Rect(0, 0, 1800, 1350), image.YCbCrSubsampleRatio420)
	for _, plane := range [][]byte{img.Y, img.Cb, img.Cr} {
		for i := range plane {
			plane[i] = byte(random.Uint32())
		}
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 97})
	return b.Bytes(), err
}

func (a *album) file(dir string, i int) string { return filepath.Join(dir, fmt.Sprint("download-", i)) }

// download gets the originals, four at once as printer does, into files.
func (a *album) download(dir string) error {
	var four errgroup.Group
	four.SetLimit(4)
	for i, id := range a.photos {
		four.Go(func() error {
			r, err := a.client.Get(a.url + "/api/photos/" + id + "/file?size=original")
			if err != nil {
				return err
			}
			defer r.Body.Close()
			if r.StatusCode != http.StatusOK {
				return fmt.Errorf("downloading: %s", r.Status)
			}
			return write(a.file(dir, i), func(f *os.File) error { _, err := io.Copy(f, r.Body); return err })
		})
	}
	return four.Wait()
}

func write(path string, fill func(*os.File) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

// keep writes a file and waits until it is on the disk.
func keep(path string, fill func(*os.File) error) error {
	return write(path, func(f *os.File) error {
		if err := fill(f); err != nil {
			return err
		}
		return f.Sync()
	})
}

// join copies all files into one.
func (a *album) join(dir string) error {
	return keep(filepath.Join(dir, "joined"), func(out *os.File) error {
		for i := range a.photos {
			in, err := os.Open(a.file(dir, i))
			if err != nil {
				return err
			}
			if _, err = io.Copy(out, in); err != nil {
				return err
			}
			in.Close()
		}
		return nil
	})
}

// compose makes the print file of them.
func (a *album) compose(dir string) error {
	paper, _ := orders.PaperByID("10x15")
	job := orders.Job{Title: "Order", Number: "ABCD-EFGH", Created: time.Unix(0, 0), Paper: paper}
	for i := range a.photos {
		job.Prints = append(job.Prints, orders.Print{Path: a.file(dir, i), Copies: 1, Fit: orders.FitWhole})
	}
	return keep(filepath.Join(dir, "composed"), func(out *os.File) error {
		return (sheet.Composer{}).Compose(context.Background(), out, job)
	})
}

func (a *album) remove(dir string) error {
	err := errors.Join(os.Remove(filepath.Join(dir, "joined")), os.Remove(filepath.Join(dir, "composed")))
	for i := range a.photos {
		err = errors.Join(err, os.Remove(a.file(dir, i)))
	}
	return err
}
