package photos_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.net/oauth1/bench/programs"
	"example.net/oauth1/oauthcore"
	"example.net/oauth1/photos"
)

// BenchmarkSignedThumb is what the fetching of a thumb costs the whole program but the network, measured by Prometheus
// and not.
func BenchmarkSignedThumb(b *testing.B) {
	for name, addr := range map[string]string{"alone": "", "measured": "127.0.0.1:0"} {
		b.Run(name, func(b *testing.B) {
			app, access, consumer := benched(b, addr)
			thumb := strings.TrimSuffix(consumer.Endpoints.RequestToken, "/oauth/request_token") + "/photos?file=vacation.jpg&size=thumb"
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, thumb, nil)
				b.StopTimer()
				if err := consumer.Sign(r, access.Token, access.Secret); err != nil {
					b.Fatal(err)
				}
				w := httptest.NewRecorder()
				b.StartTimer()
				app.Handler.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Code, w.Body)
				}
			}
		})
	}
}

// benched is photos with its demo, and a token that the demo's Consumer has been given.
func benched(b *testing.B, metrics string) (*photos.App, oauthcore.AccessToken, *oauthcore.Consumer) {
	b.Helper()
	server := httptest.NewUnstartedServer(nil)
	app, err := photos.New(context.Background(), photos.Config{
		URL: "http://" + server.Listener.Addr().String(), PrinterURL: "http://localhost:8081", Seed: "demo",
		Data: b.TempDir(), MetricsAddr: metrics, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	server.Config.Handler = app.Handler
	server.Start()
	b.Cleanup(func() { server.Close(); _ = app.Close() })
	consumer, access, err := programs.Dance(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	return app, access, consumer
}
