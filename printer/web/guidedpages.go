package web

import (
	"example.net/oauth1/internal/guide"
	"example.net/oauth1/internal/inspector"
	"example.net/oauth1/internal/words"
	"example.net/oauth1/templates"
)

// Frame is what the pages of the guide share. The frame around them is the shop's;
// what they say themselves is said by G.
type Frame struct {
	templates.Page
	G      *words.Speech
	Spoken []templates.Language // to choose from
}

// GuidedPage offers the ways to connect.
type GuidedPage struct {
	Frame
	Flows []guide.Flow
}

// GuidedLegPage is one leg, before it is sent.
type GuidedLegPage struct {
	Frame
	Flow   guide.Flow
	Leg    *guide.Leg // nil once all are sent
	Number int
	Known  []guide.Row
	Answer int
	Rows   []inspector.Row
}

// GuidedHandoutPage is a flow on paper.
type GuidedHandoutPage struct {
	Frame
	Flow  guide.Flow
	Known [][]guide.Row // before each leg
	Last  []guide.Row   // and at the end
}

// GuidedAppendixPage is Appendix A, replayed.
type GuidedAppendixPage struct {
	Frame
	Sections []guide.Replay
}
