package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"example.net/oauth1/e2e/browser"
	"example.net/oauth1/e2e/programs"
	"example.net/oauth1/photos/lessons"
)

// A learner without an account reads from the first page to the last with the links at the foot of each, sends what each
// lesson proposes, and solves two exercises on the way.
func TestLessons(t *testing.T) {
	demo := programs.Start(t)
	w := &walker{visitor(t, demo), map[string]bool{}}
	w.Visit(demo.Photos.URL + "/learn")
	w.inspect("photos lessons")
	w.Follow("Begin")
	for i, lesson := range lessons.Lessons() {
		w.See(lesson.Idea)
		if lesson.Example != nil {
			w.Press("Send")
			w.See(lesson.Changes[0].Remark)
		}
		w.inspect("photos lesson " + lesson.ID)
		if i+1 < len(lessons.Lessons()) {
			w.Follow(lessons.Lessons()[i+1].Title)
		}
	}
	w.Follow("Exercises")
	w.inspect("photos exercises")
	w.solveTwo()
	w.Visit(demo.Photos.URL + "/learn/exercises")
	for _, page := range lessons.History() {
		w.Follow(page.Title)
		w.See(page.Idea)
		w.inspect("photos history " + page.ID)
	}
	w.Follow("Contents")
	w.See("You have solved 2 of 9")
}

// solveTwo takes a key, sends the request that stands there, and sends it again where that is asked for.
func (w *walker) solveTwo() {
	w.Follow("Make photos say yes")
	w.inspect("photos exercise, not begun")
	w.Press("Give me a key")
	w.inspect("photos exercise, begun")
	w.Press("Send it to the sandbox")
	w.See("Solved.")
	w.inspect("photos exercise, solved")
	w.Follow("Exercises")
	w.Follow("Make photos say nonce_used")
	w.Press("Send it to the sandbox")
	w.See("It should say nonce_used")
	w.inspect("photos exercise, not yet")
	w.Press("Send it to the sandbox")
	w.See("Solved.")
}

// A developer sends as a Consumer of her own to photos itself, and that counts in the exercises.
func TestLessonsOfADeveloper(t *testing.T) {
	demo := programs.Start(t)
	w := &walker{visitor(t, demo), map[string]bool{}}
	w.Visit(demo.Photos.URL + "/sign-in")
	w.signIn("sam", programs.Password)
	w.Visit(demo.Photos.URL + "/learn/nonce")
	w.Choose("Send the very same request again")
	w.Pick("Who sends", "printer, to photos itself")
	w.Press("Send")
	w.See("It is the nonce that has been seen.")
	w.inspect("photos lesson, played by a developer")
	w.Follow("The request log of this Consumer")
	w.See("nonce_used")
	w.ask(w.consumer(consumerKey, consumerSecret))
	w.Visit(demo.Photos.URL + "/learn/exercises/right")
	w.Pick("Consumer", "printer, dpf43f3p2l4k3l03")
	w.Press("Look into its request log")
	w.See("It is in the request log of your Consumer.")
	w.inspect("photos exercise, solved by a developer")
}

// The arrow keys turn the pages, as long as no field is being typed into, and everything works without JavaScript.
func TestLessonsByKeyboardAndWithoutJavaScript(t *testing.T) {
	demo := programs.Start(t)
	c := visitor(t, demo)
	c.Visit(demo.Photos.URL + "/learn/password")
	c.Key(kb.ArrowRight)
	c.See(lessons.Lessons()[1].Idea)
	c.Key(kb.ArrowRight)
	c.See(lessons.Lessons()[2].Idea)
	c.Key(kb.ArrowLeft)
	c.See(lessons.Lessons()[1].Idea)
	c.Key(kb.Escape)
	c.See("OAuth 1.0a in ten short pages")

	c.Look(browser.NoScript, browser.Phone)
	c.Visit(demo.Photos.URL + "/learn/nonce")
	c.Choose("Send the very same request again")
	c.Press("Send")
	c.See("It is the nonce that has been seen.")
	c.Expect("404")
	c.Visit(demo.Photos.URL + "/learn/nothing")
	c.See("404")
}
