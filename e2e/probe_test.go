package e2e

import (
	"net/http/httptest"
	"testing"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/probe"
)

// The probe finds nothing to object to in photos, from the Request Token to the photo.
func TestProbeOfPhotosIsClean(t *testing.T) {
	demo := programs.Start(t)
	report, err := probe.Provider(t.Context(), probe.Target{
		Endpoints: oauthcore.Endpoints{RequestToken: demo.Photos.URL + "/oauth/request_token", Authorize: demo.Photos.URL + "/oauth/authorize", AccessToken: demo.Photos.URL + "/oauth/access_token"},
		Resource:  demo.Photos.URL + "/photos?file=vacation.jpg&size=thumb", Key: consumerKey, Secret: consumerSecret,
		Callback: demo.Printer.URL + "/ready?job=7&q=%2f+x", Person: probe.Forms{User: "jane", Password: programs.Password},
	})
	if err != nil {
		t.Fatal(err)
	}
	allPass(t, report)
}

func allPass(t *testing.T, report *probe.Report) {
	t.Helper()
	for _, r := range report.Results {
		if r.Outcome != probe.Pass {
			t.Errorf("%s, %s: %s: %+v", r.ID, r.Text, r.Outcome, r.Evidence)
		}
	}
}

// Nor in the printer, which dances with the probe in the place of photos: once as it should be, once without the
// confirmation of Revision A, once with a User who denies.
func TestProbeOfPrinterIsClean(t *testing.T) {
	demo := programs.Start(t)
	demo.Printer.Stop()
	server := httptest.NewUnstartedServer(nil)
	address := "http://" + server.Listener.Addr().String()
	stage, err := probe.NewStage(address, oauthcore.Registration{Key: consumerKey, Secret: consumerSecret, Callbacks: []string{demo.Printer.URL + "/"}})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = stage
	server.Start()
	t.Cleanup(server.Close)
	demo.Printer.Set("PRINTER_PROVIDER_URL=" + address)
	demo.Printer.Start()
	for range probe.Acts {
		c := browser.Open(t, append(demo.Hosts(), server.Listener.Addr().String()))
		c.Visit(demo.Printer.URL)
		c.Press("Connect to photos")
	}
	if !stage.Played() {
		t.Errorf("not every act was played; %s", stage.Doing())
	}
	allPass(t, stage.Report())
}
