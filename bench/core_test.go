package bench

import (
	"testing"

	"example.net/oauth1/oauthcore"
)

func BenchmarkCore(b *testing.B)    { each(b, Core()) }
func BenchmarkMethods(b *testing.B) { each(b, Methods()) }
func BenchmarkShapes(b *testing.B)  { each(b, Shapes()) }

func each(b *testing.B, operations []Operation) {
	for _, o := range operations {
		b.Run(o.Name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := o.Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The request under the benchmark is the specification's own, signature and
// all, and every operation does what it says.
func TestBenchmarksMeasureTheRealThing(t *testing.T) {
	r := get(resource)
	if err := consumer(oauthcore.HMACSHA1).Sign(r, token, tokenSecret); err != nil {
		t.Fatal(err)
	}
	h, err := oauthcore.ParseHeader(r.Header.Get("Authorization"))
	if err != nil || h.Params.Get("oauth_signature") != "tR3+Ty81lMeYAr/Fid0kMTYa/WM=" {
		t.Errorf("the signature is %q, %v", h.Params.Get("oauth_signature"), err)
	}
	for _, operations := range [][]Operation{Core(), Methods(), Shapes()} {
		for _, o := range operations {
			if err := o.Run(); err != nil {
				t.Errorf("%s: %v", o.Name, err)
			}
		}
	}
}
