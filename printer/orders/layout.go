package orders

// Layout says what one page of the print file holds.
type Layout string

// The layouts.
const (
	LayoutSingle  Layout = "single"  // one photo a page, cut on all sides
	LayoutContact Layout = "contact" // all photos of the order, small, with names below
	LayoutWallet  Layout = "wallet"  // one photo several times, with marks to cut along
)
