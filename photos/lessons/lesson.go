package lessons

// A Page is one page of /learn.
type Page struct {
	ID    string // the end of its address, and of its template's name
	Title string
	Idea  string // in one sentence
	*Example
}

// Lessons are the story, in the order in which it is told.
func Lessons() []*Page { return story }

var story = []*Page{
	{ID: "password", Title: "The password anti-pattern", Idea: "Giving away a password gives away everything, and for ever."},
	{ID: "parties", Title: "Three parties and their words", Idea: "A User, the Service Provider that keeps her photos, and the Consumer that would like to see one."},
	{ID: "request-token", Title: "A Request Token", Idea: "The Consumer begins by asking for something that opens nothing.", Example: &askForToken},
	{ID: "consent", Title: "The User decides", Idea: "Jane says yes or no at the place that knows her, and nowhere else.", Example: &decide},
	{ID: "exchange", Title: "The verifier and the exchange", Idea: "Only the person who allowed can bring the Consumer what it needs to go on.", Example: &exchange},
	{ID: "photo", Title: "The photo", Idea: "Each request is signed anew, and the signature fits that request alone.", Example: &photo},
	{ID: "base-string", Title: "The base string", Idea: "Two programs that have never met must write the same text down, byte for byte.", Example: &baseString},
	{ID: "nonce", Title: "Timestamp and nonce", Idea: "Whoever copies a request cannot use it a second time.", Example: &stamp},
	{ID: "refusals", Title: "When it is refused", Idea: "A good refusal says which rule was broken and what to do.", Example: &refusals},
	{ID: "ending", Title: "The end of it", Idea: "A permission has limits, and whoever gave it can take it back.", Example: &ending},
}

// History are the pages about where all this comes from, and where it went.
func History() []*Page { return history }

var history = []*Page{
	{ID: "oauth-1-0", Title: "2007: OAuth 1.0", Idea: "Every site had invented its own key for applications; then some of their makers wrote one down together."},
	{ID: "advisory-2009-1", Title: "2009: the hole", Idea: "Every correct implementation had it, because it was in the specification."},
	{ID: "revision-a", Title: "2009: Revision A", Idea: "Two parameters closed the hole."},
	{ID: "rfc-5849", Title: "2010: RFC 5849", Idea: "The same protocol, written down again with other words and fewer mistakes."},
	{ID: "oauth-2", Title: "2012: what OAuth 2 changed", Idea: "No more signatures: whoever holds the token may use it, so the line has to be safe."},
	{ID: "message-signatures", Title: "2024: what RFC 9421 brought back", Idea: "Signed requests again, for any HTTP message, and with the sender saying what is signed."},
}

// pages are both, one after the other, as somebody reads who follows the links.
func pages() []*Page { return append(story[:len(story):len(story)], history...) }

// PageByID finds a page, and the ones before and after it. Between the story and the history stand the exercises, which
// are nil here.
func PageByID(id string) (page, previous, next *Page, found bool) {
	all := pages()
	for i, p := range all {
		if p.ID != id {
			continue
		}
		if i > 0 && i != len(story) {
			previous = all[i-1]
		}
		if i+1 < len(all) && i+1 != len(story) {
			next = all[i+1]
		}
		return p, previous, next, true
	}
	return nil, nil, nil, false
}
