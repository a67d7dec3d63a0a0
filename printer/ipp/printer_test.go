package ipp_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"example.net/oauth1/printer/ipp"
	"example.net/oauth1/printer/ipp/ipptest"
	"example.net/oauth1/printer/orders"
)

// document is bytes that a printer takes for a PDF, unless it renders them.
func document(size int) []byte {
	return append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte("0123456789abcde\n"), size/16)...)
}

func client(t *testing.T, address string) *ipp.Client {
	t.Helper()
	c, err := ipp.New(address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var photo = orders.PressJob{
	Name: "Order K7QM-3XWD", Title: "Żółw <&> “1”",
	Media: orders.Media{Name: "na_index-4x6_4x6in", Size: orders.Extent{W: 101.6, H: 152.4}, Ready: true},
}

func mustOpen(t *testing.T, c *ipp.Client, job orders.PressJob) orders.PressRef {
	t.Helper()
	ref, err := c.Open(t.Context(), job)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

// until asks how far the job is until it is so.
func until(t *testing.T, c *ipp.Client, ref orders.PressRef, so func(orders.PressProgress) bool) orders.PressProgress {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	late := time.After(20 * time.Second)
	var last orders.PressProgress
	for {
		var err error
		if last, err = c.Progress(t.Context(), ref); err != nil {
			t.Fatal(err)
		}
		if so(last) {
			return last
		}
		select {
		case <-late:
			t.Fatalf("the job does not get there: %+v", last)
		case <-again.C:
		}
	}
}

func in(phase orders.PressPhase) func(orders.PressProgress) bool {
	return func(p orders.PressProgress) bool { return p.Phase == phase }
}

func TestARealPrinterPrints(t *testing.T) {
	printer := ipptest.Start(t)
	c := client(t, printer.URL)
	s, err := c.Status(t.Context())
	if err != nil || s.Trouble != "" || s.Refuses != "" || s.Name != "Test Photo Printer" || len(s.Media) != 3 {
		t.Fatalf("it says %+v, %v", s, err)
	}
	if m := s.Media[0]; m.Name != "na_index-4x6_4x6in" || !m.Ready || m.Size != photo.Media.Size || s.Media[1].Ready {
		t.Errorf("its papers are %+v", s.Media)
	}
	ref := mustOpen(t, c, photo)
	if p, err := c.Progress(t.Context(), ref); err != nil || p.Phase == orders.PressDone || len(printer.Printed()) != 0 {
		t.Errorf("before the document: %+v, %v", p, err)
	}
	if found, err := c.Find(t.Context(), photo.Name); err != nil || found.ID != ref.ID {
		t.Errorf("looking for the job gives %+v, %v, not %+v", found, err, ref)
	}
	data := document(3 << 20)
	if _, err := c.Send(t.Context(), ref, photo, bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	if p := until(t, c, ref, in(orders.PressDone)); p.Sheets != 1 {
		t.Errorf("done with %+v", p)
	}
	sum := sha256.Sum256(data)
	if got := printer.Printed(); len(got) != 1 || got[0] != (ipptest.Printed{SHA256: hex.EncodeToString(sum[:]), Media: photo.Media.Name, Job: photo.Name}) {
		t.Errorf("it printed %+v", got)
	}
	if found, err := c.Find(t.Context(), photo.Name); err != nil || found.ID != ref.ID || found.UUID == "" {
		t.Errorf("afterwards, looking for the job gives %+v, %v", found, err)
	}
	if _, err := c.Find(t.Context(), "Order of nobody"); err != orders.ErrNotFound {
		t.Errorf("another order: %v", err)
	}
}

func TestAPaperThePrinterLacksIsRefusedBeforeSending(t *testing.T) {
	c := client(t, ipptest.Start(t).URL)
	job := photo
	job.Media.Name = "iso_a3_297x420mm"
	_, err := c.Open(t.Context(), job)
	var down *orders.PressDown
	if !errors.As(err, &down) || !down.Untouched || !strings.Contains(down.Sentence, "paper") {
		t.Errorf("opening: %v", err)
	}
}

func TestWhatThePrinterLacksIsToldInWords(t *testing.T) {
	printer := ipptest.Start(t)
	c := client(t, printer.URL)
	data := document(1000)
	for reason, want := range map[string]string{
		"media-empty": "out of paper", "media-jam": "jammed", "cover-open": "cover", "toner-empty": "toner", "marker-supply-empty": "ink",
	} {
		printer.Lacks(reason)
		ref := mustOpen(t, c, photo)
		if _, err := c.Send(t.Context(), ref, photo, bytes.NewReader(data), int64(len(data))); err != nil {
			t.Fatal(err)
		}
		until(t, c, ref, func(p orders.PressProgress) bool {
			return p.Phase == orders.PressPrinting && strings.Contains(p.Trouble, want)
		})
		printer.Mend()
		if p := until(t, c, ref, in(orders.PressDone)); p.Trouble != "" {
			t.Errorf("after %s it is done with %q", reason, p.Trouble)
		}
	}
}

func TestABusyPrinterSaysSo(t *testing.T) {
	printer := ipptest.Start(t)
	c := client(t, printer.URL)
	printer.Lacks("media-empty")
	data := document(1000)
	ref := mustOpen(t, c, photo)
	if _, err := c.Send(t.Context(), ref, photo, bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	_, err := c.Open(t.Context(), photo) // this printer takes one job at a time
	var down *orders.PressDown
	if !errors.As(err, &down) || !down.Untouched || !strings.Contains(down.Sentence, "busy") {
		t.Errorf("a second job: %v", err)
	}
	if err := c.Cancel(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	printer.Mend()
	until(t, c, ref, in(orders.PressCancelled))
	if err := c.Cancel(t.Context(), ref); err != nil {
		t.Errorf("cancelling again: %v", err)
	}
}

func TestAnAbortedJobHasStopped(t *testing.T) {
	printer := ipptest.Start(t)
	c := client(t, printer.URL)
	printer.GiveUp()
	ref := mustOpen(t, c, photo)
	data := document(1000)
	if _, err := c.Send(t.Context(), ref, photo, bytes.NewReader(data), int64(len(data))); err != nil {
		t.Fatal(err)
	}
	if p := until(t, c, ref, in(orders.PressStopped)); !strings.HasSuffix(p.Trouble, ".") || len(printer.Printed()) != 0 {
		t.Errorf("stopped with %+v", p)
	}
}

// TestAJobOfAnotherLifeIsNotMistaken: after a restart the printer gives its numbers again.
func TestAJobOfAnotherLifeIsNotMistaken(t *testing.T) {
	printer := ipptest.Start(t)
	c := client(t, printer.URL)
	ref := mustOpen(t, c, photo)
	printer.Kill()
	if _, err := c.Progress(t.Context(), ref); !isDown(err) {
		t.Errorf("switched off: %v", err)
	}
	printer.SwitchOn()
	if _, err := c.Progress(t.Context(), ref); err != orders.ErrNotFound {
		t.Errorf("after a restart: %v", err)
	}
	other := photo
	other.Name = "Order of another"
	if again := mustOpen(t, c, other); again.ID != ref.ID {
		t.Fatalf("the printer counts on: %d, %d", ref.ID, again.ID)
	}
	if _, err := c.Progress(t.Context(), ref); err != orders.ErrNotFound {
		t.Errorf("another job has its number, and is taken for it: %v", err)
	}
}

func isDown(err error) bool {
	var down *orders.PressDown
	return errors.As(err, &down) && strings.HasSuffix(down.Sentence, ".")
}
