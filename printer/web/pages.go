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
	Papers     []orders.Paper
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
	More    bool // the album has more photos than one order may
}

// BasketPage is a choice on its way to an order.
type BasketPage struct {
	templates.Page
	Choice     orders.Choice
	Previews   []string // addresses of the first few thumbs
	Unseen     int      // how many more there are
	Papers     []PaperOffer
	Finishes   []orders.Finish
	Fits       []fitOffer
	Paper      orders.Paper
	Finish     orders.Finish
	Fit        string
	Prints     int // photos times copies
	Total      orders.Cents
	Connection *orders.Connection // nil: it has ended meanwhile
}

// PaperOffer is a paper, and what this basket would cost on it.
type PaperOffer struct {
	orders.Paper
	Total orders.Cents
}

// OrdersPage is the customer's history.
type OrdersPage struct {
	templates.Page
	Orders []OrderRow
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
	Missing            []orders.Item // those that cannot be printed
}

// OrderItem is one photo of an order.
type OrderItem struct {
	orders.Item
	Src string // address of its thumb
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
