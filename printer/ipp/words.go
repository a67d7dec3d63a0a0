package ipp

import (
	"slices"

	goipp "github.com/OpenPrinting/goipp"

	"example.net/oauth1/printer/orders"
)

// troubles are what a printer may lack (printer-state-reasons, RFC 8011 section 5.4.12, PWG 5100.9), the one that a person
// must see first on top.
var troubles = []struct{ keyword, sentence string }{
	{"media-jam", "Paper is jammed in the printer."},
	{"cover-open", "A cover of the printer is open."},
	{"door-open", "A door of the printer is open."},
	{"interlock-open", "A part of the printer is open."},
	{"media-empty", "The printer is out of paper."},
	{"media-needed", "The printer is out of paper."},
	{"input-tray-missing", "A paper tray of the printer is missing."},
	{"toner-empty", "The printer is out of toner."},
	{"marker-supply-empty", "The printer is out of ink."},
	{"marker-waste-full", "The printer’s waste container is full."},
	{"developer-empty", "The printer is out of developer."},
	{"output-area-full", "The printer’s output tray is full."},
	{"output-tray-missing", "The printer’s output tray is missing."},
	{"fuser-over-temp", "The printer is too hot and has to cool down."},
	{"spool-area-full", "The printer’s memory is full."},
	{"offline", "The printer is offline."},
	{"connecting-to-device", "The printer is offline."},
	{"shutdown", "The printer is switching off."},
	{"timed-out", "The printer does not answer its own controls."},
	{"moving-to-paused", "The printer is paused."},
	{"paused", "The printer is paused."},
	{"stopped-partly", "Part of the printer has stopped."},
	{"stopping", "The printer is stopping."},
}

// lack is the sentence for the printer's present reasons, "" if it lacks nothing. What is low stops nobody and is not
// told; a report is no trouble at all.
func lack(reasons []string, stopped bool) string {
	for _, t := range troubles {
		for _, severity := range []string{"", "-error", "-warning"} {
			if slices.Contains(reasons, t.keyword+severity) {
				return t.sentence
			}
		}
	}
	if stopped {
		return "The printer has stopped. Somebody must look at it."
	}
	return ""
}

// printer-state (RFC 8011 section 5.4.11) and job-state (section 5.3.7).
const (
	printerStopped = 5

	jobPending    = 3
	jobHeld       = 4
	jobProcessing = 5
	jobStopped    = 6
	jobCanceled   = 7
	jobAborted    = 8
	jobCompleted  = 9
)

// progress puts a job's attributes into the domain's words.
func progress(job goipp.Attributes) orders.PressProgress {
	reasons := texts(job, "job-state-reasons")
	p := orders.PressProgress{Sheets: max(number(job, "job-media-sheets-completed"), number(job, "job-impressions-completed")), Received: -1}
	if k := numbers(job, "job-k-octets"); len(k) > 0 {
		p.Received = int64(k[0]) << 10 // rounded up (RFC 8011 section 5.3.17.1)
	}
	switch number(job, "job-state") {
	case jobCompleted:
		p.Phase = orders.PressDone
	case jobCanceled:
		p.Phase = orders.PressCancelled
	case jobAborted:
		p.Phase, p.Trouble = orders.PressStopped, gaveUp(reasons)
	case jobProcessing:
		p.Phase = orders.PressPrinting
	case jobStopped:
		p.Phase, p.Trouble = orders.PressPrinting, lack(nil, true)
	default:
		p.Phase = orders.PressQueued
		if slices.Contains(reasons, "job-incoming") || slices.Contains(reasons, "job-data-insufficient") {
			p.Phase = orders.PressOpen
		}
	}
	return p
}

// aborts are the reasons that say most, the clearest first (job-state-reasons, RFC 8011 section 5.3.8).
var aborts = []struct{ keyword, sentence string }{
	{"document-format-error", "The printer could not read the print file."},
	{"document-unprintable-error", "The printer could not print the print file."},
	{"unsupported-document-format", "The printer does not take PDF files."},
	{"submission-interrupted", "The line to the printer broke while the order was sent."},
	{"service-off-line", "The printer went offline."},
}

func gaveUp(reasons []string) string {
	for _, a := range aborts {
		if slices.Contains(reasons, a.keyword) {
			return a.sentence
		}
	}
	return "The printer gave the order up."
}
