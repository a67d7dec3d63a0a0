package oauthdoctor_test

import (
	"errors"
	"fmt"
	"net/http"

	"example.net/oauth1/oauthcore"
	"example.net/oauth1/oauthcore/oauthdoctor"
	"example.net/oauth1/oauthcore/oauthtest"
)

// A Service Provider with a doctor tells a Consumer that is registered for
// debugging what it did, in the refusal itself.
func ExampleDoctor_Advice() {
	sp := &oauthcore.ServiceProvider{
		Store:    oauthtest.NewMemoryStore(oauthcore.Registration{Key: "key", Secret: "secret", Debug: true}),
		Origin:   "http://localhost:8080",
		Diagnose: oauthdoctor.New(1).Advice,
	}
	consumer := oauthcore.Consumer{Key: "key", Secret: "secret\n"} // read from a file
	for _, address := range []string{"http://localhost:8080/photos", "http://localhost/photos"} {
		request, _ := http.NewRequest("GET", address, nil)
		consumer.Sign(request, "", "")
		_, err := sp.AuthenticateConsumer(request)
		var problem *oauthcore.Problem
		if errors.As(err, &problem) {
			fmt.Println(problem.Advice)
		}
	}
	// Output:
	// The signature matches exactly if you keep a line end at the end of the Consumer Secret. Trim what was read from a file or a variable. (OAuth Core 1.0a section 9.2)
	// The signature matches exactly if you leave the port out of the URL, and keep a line end at the end of the Consumer Secret. Keep the port unless it is 80 on http or 443 on https. (OAuth Core 1.0a section 9.1.2) Trim what was read from a file or a variable. (OAuth Core 1.0a section 9.2)
}
