package web

import (
	"example.net/oauth1/printer/orders"
	"example.net/oauth1/templates"
)

// HomePage is the shop's front.
type HomePage struct {
	templates.Page
	Connection *orders.Connection // nil: not connected
	Orders     []OrderRow         // the latest few
	Shelf      []Ware
}

// AlbumsPage offers the albums that the permission covers.
type AlbumsPage struct {
	templates.Page
	Connection *orders.Connection
	Trouble    *trouble
	Albums     []orders.Album
}

// AlbumPage offers the photos of one album.
type AlbumPage struct {
	templates.Page
	Trouble *trouble
	Album   orders.Album
	Photos  []templates.Picture
	Chosen  int  // how many of them lie in the basket
	More    bool // the album has more photos than one order may
}

// BasketSum is what a basket comes to.
type BasketSum struct {
	Photos, Prints int
	Groups         []orders.Group
	Total          orders.Cents
	Key            string
}

// BasketPage is what was chosen and not ordered yet.
type BasketPage struct {
	templates.Page
	BasketSum
	Rows       []BasketRow // of this page
	All        orders.Look // what all photos have in common
	Papers     []PaperOffer
	Finishes   []orders.Finish
	Fits       []fitOffer
	At, Pages  int
	Action     string // where the form leads
	Prev, Next string // pages
}

// BasketRow is one photo of a basket.
type BasketRow struct {
	orders.BasketItem
	Framed                         Framed
	PaperName, FinishName, FitName string
	Quality                        orders.Quality
}

// PaperOffer is a paper, and what this basket would cost on it.
type PaperOffer struct {
	orders.Paper
	Total orders.Cents
}

// CropPage is one photo on its paper, to be placed.
type CropPage struct {
	templates.Page
	BasketRow
	Place         orders.Crop // with everything said
	Number, Count int         // of the photos in the basket
	Prev, Next    string      // ids of those before and after
	Back          string      // its row in the basket
	Papers        []orders.Paper
	Finishes      []orders.Finish
	Fits          []fitOffer
	Spots         []spot
	Turns         []string
	At            string // the chosen spot
	Soft          int    // dots per inch from which a print is sharp
}

// ConfirmPage is the last look before an order.
type ConfirmPage struct {
	templates.Page
	BasketSum
	Previews   []Framed
	Unseen     int                // how many more there are
	Soft       int                // photos that will look soft
	Paper      bool               // the shop's own printer puts them on paper
	Connection *orders.Connection // nil: it has ended meanwhile
}

// OrdersPage is the customer's history.
type OrdersPage struct {
	templates.Page
	Orders     []OrderRow
	Text       string // what is looked for
	Shows      []Choice
	Filtered   bool
	Prev, Next string // pages
}

// Choice is an option of a list.
type Choice struct {
	Value, Name string
	Chosen      bool
}

// OrderRow is an order in a list.
type OrderRow struct {
	orders.Order
	Status Status
}

// OrderPage is one order.
type OrderPage struct {
	templates.Page
	Order              orders.Order
	Status             Status
	Steps              []Step
	Paper, Finish, Fit string
	Items              []OrderItem
	Unseen             int           // how many more there are
	Missing            []orders.Item // those that cannot be printed
	AgainKey           string        // makes a reprint one, however often its button is pressed
	Printout           orders.Printout
}

// OrderItem is one photo of an order.
type OrderItem struct {
	orders.Item
	Framed Framed
}

// PINPage asks for the PIN that the Service Provider shows.
type PINPage struct {
	templates.Page
	Token              string // the Request Token
	Authorize, Address string // where to type it, and where it is typed already; "" while unknown
}

// AccountPage is who the customer is here, and what is connected.
type AccountPage struct {
	templates.Page
	Customer   orders.Customer
	Connection *orders.Connection
}

// SignPage is the form of signing up or in.
type SignPage struct {
	templates.Page
	Email, Name string // as typed before
	Error       string // a sentence
	Demo        []Account
}

// UnfinishedPage says why a dance ended without a permission.
type UnfinishedPage struct {
	templates.Page
	Trouble trouble
}
