// theme.js: the switch in the app bar, light · dark · as the system.
//
// The choice is a cookie (name "theme"), so that the server writes it into the page and nothing flashes.
// Ports share cookies, so one choice on localhost is good for photos and printer both.
// Without JavaScript the switch stays hidden and the page follows the system.
// The switch brings its words in the page's language: data-system, data-light, data-dark.

const order = ["", "light", "dark"];
const root = document.documentElement;
const button = document.querySelector("[data-theme-switch]");

function read() {
  const found = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/);
  return found ? found[1] : "";
}

function show(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  if (!button) return;
  button.hidden = false;
  button.title = button.dataset[theme || "system"];
  button.querySelector("[data-theme-word]").textContent = button.title;
}

show(read());

button?.addEventListener("click", () => {
  const next = order[(order.indexOf(read()) + 1) % order.length];
  document.cookie = `theme=${next}; path=/; samesite=lax; max-age=${next ? 31536000 : 0}`;
  show(next);
});
