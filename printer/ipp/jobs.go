package ipp

import (
	"context"
	"errors"

	goipp "github.com/OpenPrinting/goipp"

	"example.net/oauth1/printer/orders"
)

// jobMessage is a message about a job that the printer knows by its number (RFC 8011 section 4.3).
func (c *Client) jobMessage(op goipp.Op, ref orders.PressRef) *goipp.Message {
	m := c.request(op)
	m.Operation.Add(goipp.MakeAttr("job-id", goipp.TagInteger, goipp.Integer(ref.ID)))
	m.Operation.Add(goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(user)))
	return m
}

// Progress implements orders.Press: Get-Job-Attributes (section 4.3.4), and while the job is under way what the printer
// lacks.
func (c *Client) Progress(ctx context.Context, ref orders.PressRef) (orders.PressProgress, error) {
	m := c.jobMessage(goipp.OpGetJobAttributes, ref)
	m.Operation.Add(keywords("requested-attributes", "job-id", "job-uuid", "job-name", "job-state", "job-state-reasons",
		"job-impressions-completed", "job-media-sheets-completed", "job-k-octets"))
	answer, err := c.ask(ctx, m)
	if err != nil {
		return orders.PressProgress{}, explain(err)
	}
	if number(answer.Job, "job-state") == 0 {
		return orders.PressProgress{}, garbage("it gives a job no state")
	}
	if !same(answer.Job, ref) {
		return orders.PressProgress{}, orders.ErrNotFound
	}
	p := progress(answer.Job)
	if p.Phase == orders.PressQueued || p.Phase == orders.PressPrinting {
		s, err := c.Status(ctx)
		if err != nil {
			return p, err
		}
		if s.Trouble != "" {
			p.Trouble = s.Trouble
		}
	}
	return p, nil
}

// same reports whether a job is the one meant, and not a later one with its number.
func same(job goipp.Attributes, ref orders.PressRef) bool {
	if uuid := plain(text(job, "job-uuid")); uuid != "" && ref.UUID != "" {
		return uuid == ref.UUID
	}
	return text(job, "job-name") == ref.Name
}

// Find implements orders.Press: Get-Jobs (section 4.2.6) of both kinds, the newest first.
func (c *Client) Find(ctx context.Context, name string) (orders.PressRef, error) {
	for _, which := range []string{"not-completed", "completed"} {
		m := c.request(goipp.OpGetJobs)
		m.Operation.Add(goipp.MakeAttr("requesting-user-name", goipp.TagName, goipp.String(user)))
		m.Operation.Add(goipp.MakeAttr("limit", goipp.TagInteger, goipp.Integer(500)))
		m.Operation.Add(keywords("requested-attributes", "job-id", "job-uuid", "job-name"))
		m.Operation.Add(keywords("which-jobs", which))
		answer, err := c.ask(ctx, m)
		if err != nil {
			return orders.PressRef{}, explain(err)
		}
		for _, group := range answer.Groups {
			if group.Tag == goipp.TagJobGroup && text(group.Attrs, "job-name") == name {
				return refOf(group.Attrs, name)
			}
		}
	}
	return orders.PressRef{}, orders.ErrNotFound
}

// Cancel implements orders.Press: Cancel-Job (section 4.3.3). A job that has ended cannot be cancelled, which is no error:
// Progress tells how it ended.
func (c *Client) Cancel(ctx context.Context, ref orders.PressRef) error {
	_, err := c.ask(ctx, c.jobMessage(goipp.OpCancelJob, ref))
	var refused *refusal
	if errors.As(err, &refused) && refused.status == goipp.StatusErrorNotPossible {
		return nil
	}
	return explain(err)
}

// refusals are a printer's reasons in words (RFC 8011 appendix B).
var refusals = map[goipp.Status]string{
	goipp.StatusErrorDocumentFormatNotSupported: "The printer does not take PDF files. Another printer is needed.",
	goipp.StatusErrorDocumentFormatError:        "The printer could not read the print file.",
	goipp.StatusErrorAttributesOrValues:         "The printer does not print on this paper.",
	goipp.StatusErrorConflicting:                "The printer does not print in this way.",
	goipp.StatusErrorRequestEntity:              "The order is too large for the printer.",
	goipp.StatusErrorForbidden:                  "The printer does not let this shop print.",
	goipp.StatusErrorNotAuthenticated:           "The printer does not let this shop print.",
	goipp.StatusErrorNotAuthorized:              "The printer does not let this shop print.",
	goipp.StatusErrorBusy:                       "The printer is busy with something else.",
	goipp.StatusErrorNotAcceptingJobs:           "The printer takes no orders at the moment.",
	goipp.StatusErrorServiceUnavailable:         "The printer is not ready.",
	goipp.StatusErrorTemporary:                  "The printer is not ready.",
	goipp.StatusErrorDevice:                     "The printer has a fault. Somebody must look at it.",
	goipp.StatusErrorVersionNotSupported:        "The printer is too old for this shop.",
}

// explain turns a refusal into the domain's errors. A printer that refuses has done nothing.
func explain(err error) error {
	var refused *refusal
	if !errors.As(err, &refused) {
		return err
	}
	if refused.status == goipp.StatusErrorNotFound || refused.status == goipp.StatusErrorGone {
		return orders.ErrNotFound
	}
	sentence := refusals[refused.status]
	if sentence == "" {
		sentence = "The printer refused the order."
	}
	return &orders.PressDown{Sentence: sentence, Err: err, Untouched: true}
}

// untouched marks a failure that happened before anything was sent.
func untouched(err error) error {
	var down *orders.PressDown
	if errors.As(err, &down) {
		copied := *down
		copied.Untouched = true
		return &copied
	}
	return err
}
