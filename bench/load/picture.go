package main

import (
	"net/http"

	"example.net/oauth1/bench/programs"
)

// pickPicture finds the rendition whose size is nearest to the wanted one.
func pickPicture(client *http.Client, provider string, wanted int) (address string, picture []byte, err error) {
	var albums struct{ Albums []struct{ ID string } }
	if err := programs.Decode(client.Get(provider + "/api/albums"))(&albums); err != nil {
		return "", nil, err
	}
	for _, album := range albums.Albums {
		var content struct {
			Photos []struct{ Sizes map[string]string }
		}
		if err := programs.Decode(client.Get(provider + "/api/albums/" + album.ID))(&content); err != nil {
			return "", nil, err
		}
		for _, photo := range content.Photos {
			for _, size := range []string{"thumb", "medium", "large"} {
				body, err := programs.ReadAll(client.Get(photo.Sizes[size]))
				if err != nil {
					return "", nil, err
				}
				if picture == nil || distance(len(body), wanted) < distance(len(picture), wanted) {
					address, picture = photo.Sizes[size], body
				}
			}
		}
	}
	return address, picture, nil
}

func distance(a, b int) int { return max(a-b, b-a) }
