package metrics

import (
	"runtime"
	"runtime/debug"

	"github.com/prometheus/client_golang/prometheus"
)

// build is the constant 1, labelled with what is running.
func build(program string) prometheus.Collector {
	labels := prometheus.Labels{"program": program, "goversion": runtime.Version(), "version": "unknown", "revision": "unknown"}
	if info, ok := debug.ReadBuildInfo(); ok {
		labels["version"] = info.Main.Version
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				labels["revision"] = s.Value
			}
		}
	}
	built := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "build_info", Help: "Always 1; its labels say which program of which version is running.", ConstLabels: labels,
	})
	built.Set(1)
	return built
}
