package objects

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

var (
	// ErrNotFound means that there is no object under this key.
	ErrNotFound = errors.New("objects: there is no such object")
	// ErrAway means that the store cannot be reached, or does not work, at the
	// moment. Another try later may succeed.
	ErrAway = errors.New("objects: the store is away")
	// ErrExists means that there is an object under this key already, or that
	// somebody else is writing it at the moment.
	ErrExists = errors.New("objects: there is such an object already")
	// ErrChanged means that an object is no longer the one that was asked for.
	ErrChanged = errors.New("objects: the object has changed")
	// ErrRefused means that the store does not let these credentials do this.
	ErrRefused = errors.New("objects: the store refuses this")
	// ErrNoBucket means that there is no such bucket.
	ErrNoBucket = errors.New("objects: there is no such bucket")
	// ErrDamaged means that what came is not what was put.
	ErrDamaged = errors.New("objects: the object is damaged")
)

// byCode are the answers of stores that a caller can do something about.
var byCode = map[string]error{
	"NoSuchKey": ErrNotFound, "NoSuchUpload": ErrNotFound,
	"NoSuchBucket":          ErrNoBucket,
	"AccessDenied":          ErrRefused,
	"Forbidden":             ErrRefused, // to HEAD
	"InvalidAccessKeyId":    ErrRefused,
	"XAdminUserNotFound":    ErrRefused, // versitygw's word for it, with 404
	"SignatureDoesNotMatch": ErrRefused,
	"ExpiredToken":          ErrRefused, "InvalidToken": ErrRefused,
	"ConditionalRequestConflict": ErrExists,
	"BadDigest":                  ErrDamaged, "XAmzContentChecksumMismatch": ErrDamaged,
}

// explain says what was attempted, and which of our errors it is.
func explain(ctx context.Context, attempted, key string, err error) error {
	if err == nil {
		return nil
	}
	if key != "" {
		attempted += " " + key
	}
	if ctx.Err() != nil {
		return fmt.Errorf("%s: %w", attempted, context.Cause(ctx))
	}
	if kind := kindOf(err); kind != nil {
		return fmt.Errorf("%s: %w: %w", attempted, kind, err)
	}
	return fmt.Errorf("%s: %w", attempted, err)
}

func kindOf(err error) error {
	status := 0
	if answer, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		status = answer.HTTPStatusCode()
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		if kind := byCode[api.ErrorCode()]; kind != nil {
			return kind
		}
	} else if status == 0 { // no answer at all: no line, or nobody there
		return ErrAway
	}
	return byStatus(status)
}

// byStatus knows only what is sure: a 404 that does not say what was not found may
// come from anybody on the way, and nobody shall take a picture for lost because of it.
func byStatus(status int) error {
	switch {
	case status == http.StatusPreconditionFailed:
		return ErrChanged
	case status == http.StatusForbidden || status == http.StatusUnauthorized:
		return ErrRefused
	case status >= 500 || status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		return ErrAway
	}
	return nil
}

// isAbsent reads a 404 to HEAD, which has no body to say more in. It must at least
// be the store that says so.
func isAbsent(err error) bool {
	answer, ok := errors.AsType[*awshttp.ResponseError](err)
	return ok && answer.HTTPStatusCode() == http.StatusNotFound && answer.ServiceRequestID() != ""
}
