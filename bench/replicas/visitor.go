package main

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/http"

	"example.net/oauth1/bench/programs"
	"example.net/oauth1/oauthcore"
)

// visitor is jane and a Consumer that she allowed, at one of the two.
type visitor struct {
	set     *programs.Set
	signed  *http.Client
	jane    *programs.Customer
	album   string
	picture string // address of a thumb
}

func newVisitor(set *programs.Set) (*visitor, error) {
	consumer, access, err := programs.Dance(set.Photos, oauthcore.Param{Name: "perms", Value: "upload"})
	if err != nil {
		return nil, err
	}
	consumer.HTTPClient = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	v := &visitor{set: set, signed: consumer.Client(access)}
	var albums struct{ Albums []struct{ ID string } }
	if err := programs.Decode(v.signed.Get(set.Photos + "/api/albums"))(&albums); err != nil {
		return nil, err
	}
	if len(albums.Albums) == 0 {
		return nil, errors.New("jane has no album")
	}
	v.album = albums.Albums[0].ID
	var content struct {
		Photos []struct{ Sizes map[string]string }
	}
	if err := programs.Decode(v.signed.Get(set.Photos + "/api/albums/" + v.album))(&content); err != nil {
		return nil, err
	}
	v.picture = content.Photos[0].Sizes["thumb"]
	v.jane, err = programs.Connect(set.Printer)
	return v, err
}

// operation is what is measured, how many of it there are for each thousand signed pictures, and how many may be under way
// at once: more people than four do not sign in as jane at the same moment, and photos would not let them.
type operation struct {
	name     string
	share    int
	parallel int
	do       func(*visitor) error
}

var operations = []operation{
	{"a signed thumb", 1000, 64, func(v *visitor) error { return good(v.signed.Get(v.picture)) }},
	{"a signed list of albums", 1000, 64, func(v *visitor) error { return good(v.signed.Get(v.set.Photos + "/api/albums")) }},
	{"a page, signed in", 250, 64, func(v *visitor) error { return good(v.jane.Get(v.set.Photos + "/albums")) }},
	{"an upload and its renditions", 50, 64, func(v *visitor) error {
		return good(v.signed.Post(v.set.Photos+"/api/albums/"+v.album+"/photos?file="+rand.Text()+".png", "image/png", bytes.NewReader(programs.Noise())))
	}},
	{"a dance: three legs, sign-in and consent", 4, 4, func(v *visitor) error {
		_, _, err := programs.Dance(v.set.Photos)
		return err
	}},
}

// good reads an answer to the end; any but a good one is an error.
func good(answer *http.Response, err error) error {
	_, err = programs.ReadAll(answer, err)
	return err
}
