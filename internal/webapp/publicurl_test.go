package webapp

import "testing"

func TestPublicURL(t *testing.T) {
	for _, bad := range []string{"", "/photos", "ftp://a.example/", "http://", "http://jane@a.example/", "http://a.example/?x=1", "http://a.example/#x", "http://a b/"} {
		if u, err := PublicURL("PHOTOS_URL", bad); err == nil {
			t.Errorf("%q is taken for %s", bad, u)
		}
	}
	if u, err := PublicURL("PHOTOS_URL", "https://a.example/demo/"); err != nil || u.String() != "https://a.example/demo" {
		t.Errorf("got %v, %v", u, err)
	}
}

func TestIsLoopback(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "photos.localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true,
		"": false, "localhost.example": false, "notlocalhost": false, "10.0.0.1": false, "127.0.0.1.example": false, "0.0.0.0": false,
	} {
		if got := IsLoopback(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}
