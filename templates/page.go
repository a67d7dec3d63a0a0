package templates

// Page is what the layout needs to know. Every page's own struct embeds it.
type Page struct {
	App     string  // "photos" or "printer"
	Base    string  // path prefix of the public URL, without a slash at its end; usually ""
	Nav     string  // which entry of the menu is current: see layout/photos.html, layout/printer.html
	Theme   string  // "light", "dark", or "" to follow the system: the value of the cookie named "theme"
	User    *User   // who is signed in, or nil
	CSRF    string  // the session's token, for every form that posts
	Flashes []Flash // said once, at the top of the page

	Inspector bool // whether the program shows what travels: the frame then leads there
	Basket    int  // printer: how many photos the customer has in the basket

	Words     Words      // the language of the page: see words.go
	Languages []Language // to choose from; none hides the choice
	Here      string     // where the choice leads back to, a path below Base
}

// User is the person in the app bar.
type User struct {
	ScreenName string
	Name       string
}

// Flash is one sentence for the User. Kind is "success", "info", "warning" or "error".
type Flash struct {
	Kind string
	Text string
	Undo string // path that takes back what was said, or ""
}

// Picture is one item of the partials "photo-grid" and "photo-picker". Any struct with these fields will do.
type Picture struct {
	ID      string // the value a picker's checkbox sends
	Href    string // where a click leads; unused in a picker
	Src     string // the thumb
	Alt     string
	Title   string
	Width   int // of the picture as displayed; of any size, only the ratio counts
	Height  int
	Checked bool
}

// Problem is the page "error" of both programs.
type Problem struct {
	Page
	Code   int // the HTTP status, shown large; 0 shows none
	Title  string
	Text   string
	Href   string // where to go from here, and what that is called; both may be ""
	Action string

	Reference string // a sentence with the name under which it is in the log, where that helps; or ""
}
