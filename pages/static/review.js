// Keyboard shortcuts of the staff pages; everything works without them.
"use strict";
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (event.key === "Escape" && typing) { event.target.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...document.querySelectorAll("[data-row] .open")];
  const here = rows.indexOf(document.activeElement);
  const move = { j: 1, k: -1 }[event.key];
  const choice = document.querySelector(`[data-choice="${CSS.escape(event.key)}"]`);
  const way = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const comment = document.querySelector("[data-comment]");
  if (move && rows.length) rows[Math.max(0, Math.min(rows.length - 1, here + move))].focus();
  else if (event.key === "/" && document.getElementById("search")) document.getElementById("search").focus();
  else if (choice) { choice.checked = true; choice.focus(); }
  else if (event.key === "c" && comment) comment.focus();
  else if (event.key === "s" && comment) comment.form.requestSubmit();
  else if (way) way.click();
  else return;
  event.preventDefault();
});
