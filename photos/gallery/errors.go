package gallery

import "errors"

var (
	// ErrNotFound means that there is no such thing for this Viewer: it never
	// existed, is gone, or belongs to somebody else. Nobody can tell which.
	ErrNotFound = errors.New("gallery: not found")
	// ErrWrongPassword means that there is no User of this screen name with this
	// password. It does not say which of the two was wrong.
	ErrWrongPassword = errors.New("gallery: wrong screen name or password")
	// ErrTaken means that another User has this screen name already.
	ErrTaken = errors.New("gallery: screen name is taken")
	// ErrDamaged means that a stored original is lost or no longer what was uploaded.
	// It is never served.
	ErrDamaged = errors.New("gallery: the stored original is damaged")
	// ErrAway means that the place where pictures are kept cannot be reached at the
	// moment. Nothing is lost, and another try later will do.
	ErrAway = errors.New("gallery: the pictures are out of reach")
	// ErrOffset means that pieces of an upload do not fit together: somebody has
	// sent another one meanwhile.
	ErrOffset = errors.New("gallery: the upload goes on at another place")
	// ErrUnreadable means that the original is kept, but no rendition can be made
	// of it, because its picture data is faulty.
	ErrUnreadable = errors.New("gallery: no rendition can be made of this picture")
	// ErrTooLarge means that an upload has more bytes than it may.
	ErrTooLarge = errors.New("gallery: too many bytes")
	// ErrForeign means that the folder of pictures and the database do not belong
	// together: what is an orphan to this database is another's treasure.
	ErrForeign = errors.New("gallery: the folder of pictures belongs to another database")
)

// Refusal is an input that a person can mend. Its Sentence tells them how, and
// is written to be shown.
type Refusal struct {
	Sentence string
}

// Error is the Sentence.
func (r *Refusal) Error() string { return r.Sentence }

func refuse(sentence string) error { return &Refusal{Sentence: sentence} }
