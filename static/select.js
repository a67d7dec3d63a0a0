// select.js: choose all, choose none, and how many are chosen.
//
//   <form data-select>              checkboxes named like data-select's value, or all of them
//     <button type="button" data-select-all hidden>   <button type="button" data-select-none hidden>
//     <output data-select-count data-one="photo" data-many="photos"></output>
//     <button data-select-needs>    is off while nothing is chosen
//
// With Shift, a click (or the space bar) chooses everything between it and the one before; Ctrl or Command and A all. Without JavaScript the form works as it is.

for (const form of document.querySelectorAll("form[data-select]")) watch(form);

function watch(form) {
  const name = form.dataset.select;
  const boxes = [...form.querySelectorAll('input[type="checkbox"]')].filter((box) => !name || box.name === name);
  const all = form.querySelector("[data-select-all]");
  const none = form.querySelector("[data-select-none]");
  const output = form.querySelector("[data-select-count]");
  let last = -1;

  function count() {
    const chosen = boxes.filter((box) => box.checked).length;
    if (output) output.textContent = `${chosen} ${chosen === 1 ? output.dataset.one : output.dataset.many} chosen`;
    if (all) all.hidden = chosen === boxes.length;
    if (none) none.hidden = chosen === 0;
    for (const button of form.querySelectorAll("[data-select-needs]")) button.disabled = chosen === 0;
  }

  function set(from, to, checked) {
    for (const box of boxes.slice(from, to)) box.checked = checked;
    count();
  }

  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last >= 0) set(Math.min(at, last), Math.max(at, last) + 1, boxes[at].checked);
    last = at;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "a" || !(event.ctrlKey || event.metaKey) || event.target.matches("input:not([type=checkbox]), textarea")) return;
    event.preventDefault();
    set(0, boxes.length, true);
  });
  form.addEventListener("change", count);
  window.addEventListener("pageshow", count); // coming back, the browser restores what was chosen
  all?.addEventListener("click", () => set(0, boxes.length, true));
  none?.addEventListener("click", () => set(0, boxes.length, false));
  count();
}
