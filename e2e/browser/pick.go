package browser

import (
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
)

// Pick chooses an option of the list with this label, from the keyboard: by its first letters.
func (p *Page) Pick(label, option string) {
	p.t.Helper()
	at := p.find("field", label)
	if at.Tag != "SELECT" {
		p.fail("%q is no list", label)
	}
	list := fmt.Sprintf("document.elementFromPoint(%f, %f)", at.X, at.Y)
	letters, _, _ := strings.Cut(strings.Map(ascii, option), "\x00")
	p.step("picking "+option, chromedp.Evaluate[chromedp.Void](list+".focus()"), chromedp.KeyEvent(letters))
	p.until(option+" is not picked", func() bool {
		picked, err := Eval[string](p, "document.activeElement.selectedOptions[0].text")
		return err == nil && tidy(picked) == option
	})
}

// ascii leaves what every keyboard has.
func ascii(r rune) rune {
	if r > '~' {
		return 0
	}
	return r
}
