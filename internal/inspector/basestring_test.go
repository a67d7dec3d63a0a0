package inspector_test

import (
	"strings"
	"testing"

	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/oauthcore"
)

// appendixA is the base string of OAuth Core 1.0a Appendix A.5.1.
const appendixA = "GET&http%3A%2F%2Fphotos.example.net%2Fphotos&file%3Dvacation.jpg%26oauth_consumer_key%3Ddpf43f3p2l4k3l03" +
	"%26oauth_nonce%3Dkllo9940pd9333jh%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1191242096" +
	"%26oauth_token%3Dnnch734d00sl2jdk%26oauth_version%3D1.0%26size%3Doriginal"

func TestABaseStringIsTakenApart(t *testing.T) {
	b := inspector.TakeApart(appendixA)
	if !b.Whole() || b.Method != "GET" || b.Address != "http://photos.example.net/photos" || len(b.Pairs) != 8 {
		t.Fatalf("it became %+v", b)
	}
	if b.Pairs[0].Name != "file" || b.Pairs[7].Value != "original" || !strings.HasPrefix(b.Normalized, "file=vacation.jpg&oauth_consumer_key=") {
		t.Errorf("its parameters are %+v", b.Pairs)
	}
	odd := inspector.TakeApart(oauthcore.BaseString("POST", "http://h/", oauthcore.Params{{Name: "a&b", Value: "é =%"}}))
	want := inspector.Pair{Name: "a&b", Value: "é =%", EncodedName: "a%26b", EncodedValue: "%C3%A9%20%3D%25",
		TwiceName: "a%2526b", TwiceValue: "%25C3%25A9%2520%253D%2525"}
	if len(odd.Pairs) != 1 || odd.Pairs[0] != want {
		t.Errorf("an odd parameter became %+v", odd.Pairs)
	}
	if bare := inspector.TakeApart("GET&http%3A%2F%2Fh%2F&"); len(bare.Pairs) != 0 || !bare.Whole() {
		t.Errorf("no parameters became %+v", bare)
	}
	if none := inspector.TakeApart("nonsense"); none.Whole() || none.Text != "nonsense" {
		t.Errorf("nonsense became %+v", none)
	}
}

// TestTheFirstDifferingByte spoils one thing of a base string at a time.
func TestTheFirstDifferingByte(t *testing.T) {
	for name, c := range map[string]struct{ sent, inside, reason string }{
		"a value":      {strings.Replace(appendixA, "original", "large", 1), "the parameter size", `The value of size is "original", yours is "large".`},
		"another case": {strings.Replace(appendixA, "vacation.jpg", "Vacation.jpg", 1), "the parameter file", "The value of file"},
		"the port":     {strings.Replace(appendixA, "example.net", "example.net%3A80", 1), "the address", "The URL is"},
		"the method":   {strings.Replace(appendixA, "GET", "POST", 1), "the method", "The method is"},
		"what is gone": {strings.Replace(appendixA, "%26size%3Doriginal", "", 1), "the parameter size", "is not in yours"},
		"the encoding": {strings.Replace(appendixA, "vacation.jpg", "vacation%2Ejpg", 1), "the parameter file", "in their encoding alone"},
	} {
		t.Run(name, func(t *testing.T) {
			d := inspector.Compare(c.sent, appendixA)
			if d == nil || d.Inside != c.inside {
				t.Fatalf("the difference is %+v", d)
			}
			if got := strings.Join(d.Reasons, " "); !strings.Contains(strings.ToLower(got), strings.ToLower(c.reason)) {
				t.Errorf("its reasons are %q", got)
			}
			if d.Sent.Byte == d.Received.Byte {
				t.Errorf("the bytes at %d are the same: %+v", d.At, d)
			}
		})
	}
	if d := inspector.Compare(appendixA, appendixA); d != nil {
		t.Errorf("two equal ones differ: %+v", d)
	}
}
