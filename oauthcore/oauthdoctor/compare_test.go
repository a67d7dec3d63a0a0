package oauthdoctor_test

import (
	"fmt"
	"strings"
	"testing"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthdoctor"
)

const serverBase = "GET&http%3A%2F%2Flocalhost%3A8080%2Fphotos&file%3Dvacation%2520day.jpg%26oauth_nonce%3Dn%26size%3D"

// The Service Provider's base string comes with the refusal, as debug_sbs, where
// the Consumer is registered for debugging.
func ExampleCompare() {
	mine := oauthcore.BaseString("GET", "http://localhost/photos", oauthcore.Params{
		{Name: "file", Value: "vacation+day.jpg"}, {Name: "oauth_nonce", Value: "n"}})
	difference := oauthdoctor.Compare(serverBase, mine)
	fmt.Printf("%d: %s, %s\n", difference.At, difference.Server, difference.Client)
	for _, reason := range difference.Reasons {
		fmt.Println(reason)
	}
	// Output:
	// 27: 3A8080%2Fphotos&file%3Dv, 2Fphotos&file%3Dvacation
	// The URL is "http://localhost:8080/photos", yours is "http://localhost/photos".
	// The value of file is "vacation%20day.jpg", yours is "vacation%2Bday.jpg".
	// "size=" is not in yours.
}

func TestCompare(t *testing.T) {
	for name, c := range map[string]struct{ client, reason string }{
		"the same":           {serverBase, "The base strings agree"},
		"another method":     {strings.Replace(serverBase, "GET", "get", 1), `The method is "GET", yours is "get".`},
		"not encoded again":  {strings.NewReplacer("%3D", "=", "%26", "&").Replace(serverBase), "yours has 5"},
		"another order":      {strings.Replace(serverBase, "file%3Dvacation%2520day.jpg%26oauth_nonce%3Dn", "oauth_nonce%3Dn%26file%3Dvacation%2520day.jpg", 1), "in another order"},
		"lower-case digits":  {strings.Replace(serverBase, "%3D", "%3d", 1), "in their encoding alone"},
		"a parameter extra":  {serverBase + "%26size%3D", `"size=" is in yours, but not in the request.`},
		"a line end":         {serverBase + "\n", `The value of size is "", yours is "\n".`},
		"only the beginning": {serverBase[:20], "yours has 2"},
		"nothing":            {"", "yours has 1"},
	} {
		if said := oauthdoctor.Compare(serverBase, c.client).String(); !strings.Contains(said, c.reason) {
			t.Errorf("%s: %s", name, said)
		}
	}
}
