package e2e

import (
	"testing"

	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/printer/ipp/ipptest"
)

// withPrinter starts both programs, and a real IPP printer for the shop.
func withPrinter(t *testing.T) (*programs.Demo, *ipptest.Printer) {
	t.Helper()
	printer, demo := ipptest.Start(t), programs.Start(t)
	demo.Printer.Stop()
	demo.Printer.Set("PRINTER_IPP_URL=" + printer.URL)
	demo.Printer.Start()
	return demo, printer
}

// TestJanesOrderComesOutOfThePrinter: she watches it go to paper. The printer runs out of paper, the page says so, and goes
// on by itself when somebody has filled the tray.
func TestJanesOrderComesOutOfThePrinter(t *testing.T) {
	demo, printer := withPrinter(t)
	jane := &walker{chosen(t, demo), map[string]bool{}}
	printer.Lacks("media-empty")
	jane.Press("Order")
	jane.See("The printer is out of paper. It goes on by itself as soon as somebody has looked after it.")
	jane.See("On “Test Photo Printer”.")
	order := jane.URL()
	jane.inspect("printer order, out of paper")
	jane.Visit(order)
	jane.See("out of paper")
	printer.Mend()
	jane.See("Your order is on paper. Come and get it.")
	jane.inspect("printer order, printed")
	if n := len(printer.Printed()); n != 1 {
		t.Errorf("the printer printed %d times", n)
	}
	jane.Visit(demo.Printer.URL + "/orders")
	jane.See("Printed")
}

// TestJaneSaysWhatCameOut: the printer dies with her order in it, and only she can see what is on paper.
func TestJaneSaysWhatCameOut(t *testing.T) {
	demo, printer := withPrinter(t)
	jane := &walker{chosen(t, demo), map[string]bool{}}
	printer.Lacks("cover-open")
	jane.Press("Order")
	jane.See("A cover of the printer is open.")
	order := jane.URL()
	printer.Kill()
	jane.See("The printer cannot be reached")
	jane.inspect("printer order, the printer is off")
	printer.Mend()
	printer.SwitchOn()
	jane.Visit(order)
	jane.See("We do not know whether anything was printed. Please look at the paper, and tell us.")
	jane.inspect("printer order, what came out?")
	jane.Visit(order)
	jane.Press("Print it again")
	jane.See("Your order is on paper.")
	if n := len(printer.Printed()); n != 1 {
		t.Errorf("the printer printed %d times", n)
	}
}

// TestKilledWhileItPrints: a power failure of the shop while its printer has the order. It comes out once.
func TestKilledWhileItPrints(t *testing.T) {
	demo, printer := withPrinter(t)
	jane := chosen(t, demo)
	printer.Lacks("media-empty")
	jane.Press("Order")
	jane.See("The printer is out of paper.")
	order := jane.URL()
	demo.Printer.Kill()
	printer.Mend()
	demo.Printer.Start()
	jane.Visit(order)
	jane.See("Your order is on paper.")
	if n := len(printer.Printed()); n != 1 {
		t.Errorf("the printer printed %d times", n)
	}
}
