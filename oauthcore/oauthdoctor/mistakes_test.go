package oauthdoctor

import (
	"slices"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
)

// samples are requests chosen so that every mistake changes the signature of at
// least one of them.
func samples(t *testing.T) []oauthcore.Misfit {
	t.Helper()
	odd := nasty(t, "x", "Photos.Example.NET")
	odd.Keys = oauthcore.Keys{ConsumerSecret: "D+EdQ-gs$-%@2Nu7", TokenSecret: "t&k=%20é"}

	twoLegged := misfit(t, "GET /%7Ejane/A%2fb?a[]=2&a[]=1&q=%27x%27%20:/?@&p=%20trim%20&s=~%21&t=100%2525 HTTP/1.1\r\nHost: Photos.Example.NET\r\nAuthorization: "+
		`OAuth realm="Photos", oauth_consumer_key="a2V5", oauth_signature_method="HMAC-SHA256", oauth_timestamp="1191242096", oauth_nonce="n-1_2.3", oauth_signature="x"`+
		"\r\n\r\n", "https://www.photos.example.net")
	twoLegged.Keys = oauthcore.Keys{ConsumerSecret: "Zm9vYmFy"}
	inHex := twoLegged
	inHex.Keys.ConsumerSecret = "c0ffee"

	callback := misfit(t, "POST /oauth/request_token HTTP/1.1\r\nHost: localhost:8080\r\nAuthorization: "+
		`OAuth oauth_consumer_key="k", oauth_callback="http%3A%2F%2Flocalhost%3A8081%2Fcb%3Fx%3D1", oauth_signature_method="HMAC-SHA512", oauth_timestamp="1191242096", oauth_nonce="n", oauth_signature="x"`+
		"\r\n\r\n", "http://localhost:8080")
	repeated := misfit(t, "GET /photos?tag=1&tag=1 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nAuthorization: "+
		`OAuth oauth_consumer_key="k", oauth_token="t", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096", oauth_nonce="n", oauth_signature="x"`+
		"\r\n\r\n", "http://127.0.0.1:8080")
	bare := misfit(t, "GET /photos HTTP/1.1\r\nHost: localhost\r\nAuthorization: "+
		`OAuth oauth_consumer_key="k", oauth_token="t", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096", oauth_nonce="n", oauth_signature="x"`+
		"\r\n\r\n", "http://localhost")
	crooked := misfit(t, "GET /v1/~jane//photos.json;s=1?n.x=10&n.x=9&text=a%0Ab%0D%0Ac&latin=%E9&marks=(*)~ HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "+
		`OAuth oauth_consumer_key="k", oauth_token="t", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1191242096", oauth_nonce="n", oauth_signature="x"`+
		"\r\n\r\n", "http://127.0.0.1")
	return []oauthcore.Misfit{nasty(t, "x", "127.0.0.1:8080"), odd, twoLegged, inHex, callback, repeated, bare, crooked}
}

// resign makes the sample's signature with the given mistakes.
func resign(m oauthcore.Misfit, mistakes ...Mistake) (spoilt oauthcore.Misfit, differs bool) {
	right, wrong := newRecipe(m), newRecipe(m)
	for _, mistake := range mistakes {
		mistake.apply(wrong)
	}
	make := func(r *recipe) string { return r.print(r.sum(r.hash, r.key(m.Keys), r.baseString())) }
	m = withSignature(m, spoilTransport(mistakes, make(wrong)))
	return m, m.Message.Get("oauth_signature") != make(right)
}

// withSignature is a message as it is, but for its signature.
func withSignature(m oauthcore.Misfit, signature string) oauthcore.Misfit {
	copied := *m.Message
	copied.Header = slices.Clone(copied.Header)
	for i, p := range copied.Header {
		if p.Name == "oauth_signature" {
			copied.Header[i].Value = signature
		}
	}
	m.Message = &copied
	return m
}

// spoilTransport does to a signature what the mistakes of transport do.
func spoilTransport(mistakes []Mistake, signature string) string {
	for _, mistake := range mistakes {
		switch mistake.ID {
		case "signature-encoded-twice":
			signature = oauthcore.Encode(signature)
		case "signature-plus-lost":
			signature = strings.ReplaceAll(signature, "+", " ")
		case "signature-line-end":
			signature += "\n"
		case "signature-wrapped":
			signature = signature[:10] + "\r\n" + signature[10:]
		case "signature-quoted":
			signature = `"` + signature + `"`
		}
	}
	return signature
}

func TestDoctorNamesEveryMistakeItKnows(t *testing.T) {
	seen := map[string]bool{}
	for _, mistake := range Mistakes() {
		t.Run(mistake.ID, func(t *testing.T) {
			if seen[mistake.ID] {
				t.Fatal("two mistakes have this ID")
			}
			seen[mistake.ID] = true
			if mistake.Name == "" || !strings.HasSuffix(mistake.Advice, ".") || mistake.Section == "" {
				t.Error("name, advice or section is not complete")
			}
			if strings.HasPrefix(mistake.ID, "rsa-") {
				return // see rsa_test.go
			}
			var others []string
			for _, sample := range samples(t) {
				spoilt, differs := resign(sample, mistake)
				if !differs {
					continue
				}
				found := New(1).Diagnose(spoilt)
				if len(found.Mistakes) == 1 && found.Mistakes[0].ID == mistake.ID {
					return
				}
				others = append(others, strings.Join(ids(found), "+"))
			}
			t.Errorf("never named; instead: %v", others)
		})
	}
	t.Logf("%d mistakes", len(seen))
}

func TestDoctorNamesPairs(t *testing.T) {
	for _, pair := range [][2]string{
		{"port-dropped", "token-secret-left-out"},
		{"sorted-before-encoding", "body-left-out"},
		{"method-lowered", "hex-lowered"},
		{"space-as-plus", "hex"},
		{"tilde-encoded", "star-left"},
	} {
		t.Run(pair[0]+" and "+pair[1], func(t *testing.T) {
			spoilt, _ := resign(nasty(t, "x", "localhost:8080"), byID(t, pair[0]), byID(t, pair[1]))
			found := New(1).Diagnose(spoilt)
			if got := ids(found); !slices.Contains(got, pair[0]) || !slices.Contains(got, pair[1]) {
				t.Errorf("diagnosed %v", got)
			}
		})
	}
}

func TestDoctorSaysWhenNothingFits(t *testing.T) {
	m := nasty(t, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "localhost:8080")
	if found := New(1).Diagnose(m); len(found.Mistakes) != 0 || !strings.Contains(found.String(), "a secret is not the one") {
		t.Errorf("diagnosed %v: %s", ids(found), found)
	}
}

func TestDoctorNamesAParameterThatWasNotSigned(t *testing.T) {
	m := nasty(t, "x", "localhost:8080")
	spoilt, _ := resign(m, Mistake{apply: func(r *recipe) { r.drop(func(p param) bool { return p.name == "tag2" }) }})
	if advice := New(1).Advice(spoilt); !strings.Contains(advice, `send the parameter "tag2" without signing it`) {
		t.Error(advice)
	}
}

func TestDoctorChecksRSAWithoutPairs(t *testing.T) {
	if worthPairs(oauthcore.Misfit{Message: &oauthcore.Message{}, Method: oauthcore.RSASHA1}) {
		t.Error("pairs would be tried with RSA, which costs far too much")
	}
}

func TestDoctorGivesNoSecretAway(t *testing.T) {
	all := samples(t)
	for i, mistake := range Mistakes() {
		for _, sample := range []oauthcore.Misfit{all[1], all[i%len(all)]} { // the one with strange secrets, and another
			spoilt, differs := resign(sample, mistake)
			if !differs {
				continue
			}
			found := New(1).Diagnose(spoilt)
			right, _ := resign(sample)
			for _, secret := range []string{sample.Keys.ConsumerSecret, sample.Keys.TokenSecret, right.Message.Get("oauth_signature")} {
				if secret != "" && strings.Contains(found.String()+found.BaseString, secret) {
					t.Errorf("%s: the diagnosis holds %q", mistake.ID, secret)
				}
			}
		}
	}
}

// While somebody else is being examined for pairs, the next one is examined for
// single mistakes only.
func TestDoctorBoundsWhatPairsCost(t *testing.T) {
	d := New(1)
	d.slots <- struct{}{}
	spoilt, _ := resign(nasty(t, "x", "localhost:8080"), byID(t, "port-dropped"), byID(t, "token-secret-left-out"))
	if found := d.Diagnose(spoilt); len(found.Mistakes) != 0 {
		t.Errorf("pairs were tried: %v", ids(found))
	}
}

func byID(t *testing.T, id string) Mistake {
	t.Helper()
	for _, mistake := range Mistakes() {
		if mistake.ID == id {
			return mistake
		}
	}
	t.Fatalf("no mistake %s", id)
	return Mistake{}
}

func BenchmarkDoctorWorstCase(b *testing.B) {
	m := nasty(b, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "localhost:8080")
	d := New(1)
	for b.Loop() {
		d.Diagnose(m)
	}
}
