// popup.js: a form whose answer comes in a window of its own, and the window's end.
//
//   <form data-popup="/where/to/go"> … <p role="status" data-popup-said></p></form>   opens a small window for its answer
//   <div data-popup-done>                                    the last page there: tells the other window, and closes
//
// The window visits another site on its way and is cut off from who opened it, so the two speak over a channel of our own
// origin. Without JavaScript, or where no window may open, the form leads there and back in the same window.

const channel = new BroadcastChannel("connected");

for (const form of document.querySelectorAll("form[data-popup]")) {
  const said = form.querySelector("[data-popup-said]");
  form.addEventListener("submit", (event) => {
    const popup = window.open("about:blank", "connect", "popup,width=560,height=760");
    if (!popup) return;
    event.submitter.value = "popup"; // so that its last page is the one that closes
    form.target = "connect";
    if (said) said.textContent = "Go on in the small window. This page follows by itself.";
    window.addEventListener("focus", () => location.reload(), { once: true }); // it was closed: this page is as it was before
  });
  channel.addEventListener("message", () => location.assign(form.dataset.popup));
}

if (document.querySelector("[data-popup-done]")) {
  channel.postMessage("connected");
  window.close();
}
