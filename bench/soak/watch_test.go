package main

import (
	"math"
	"testing"
)

func TestOnlyWhatGrowsIsCalledGrowing(t *testing.T) {
	memory := quantities[0]
	for name, test := range map[string]struct {
		at   func(i int) float64
		flat bool
	}{
		"as it was":                       {func(int) float64 { return 100 }, true},
		"up and down":                     {func(i int) float64 { return 100 + 20*float64(i%2) }, true},
		"full after the first half":       {func(i int) float64 { return min(40+4*float64(i), 120) }, true},
		"peaks, more of them at the end":  {func(i int) float64 { return 100 + float64(i*i%7)*float64(i) }, true},
		"a leak":                          {func(i int) float64 { return 40 + 2*float64(i) }, false},
		"a leak that goes up and down":    {func(i int) float64 { return 40 + 2*float64(i) + 15*float64(i%2) }, false},
		"a leak that began in the middle": {func(i int) float64 { return 100 + max(0, 2*float64(i-points/2)) }, false},
		"becoming less":                   {func(i int) float64 { return 200 - 3*float64(i) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := series{of: memory}
			for i := range points {
				s.values = append(s.values, test.at(i))
			}
			if growth, flat := s.flat(); flat != test.flat {
				t.Errorf("flat: %v, growing by %v in the second half", flat, growth)
			}
		})
	}
}

func TestSlope(t *testing.T) {
	if got := slope([]float64{1, 3, 5, 7}); math.Abs(got-2) > 1e-9 {
		t.Errorf("the slope is %v, want 2", got)
	}
}
