// What the page does by itself: no library, nothing kept, nothing sent but the question.
(() => {
  const find = (selector) => document.querySelector(selector);
  const sizes = [100, 115, 130, 150];
  let size = 0;

  window.familyAnswers = {
    // While an answer is looked for. The words are read out, since #status is a live region.
    busy(...inputs) {
      const status = find("#status .status");
      if (status) status.textContent = "Looking in the article…";
      return inputs;
    },
    // An answer has come: an emergency gets the focus, any other answer is read from its question on.
    shown() {
      const card = find("#urgent .card details[open]");
      if (card) {
        card.closest(".card").focus({ preventScroll: true });
        window.scrollTo({ top: 0 });
        return;
      }
      // A folded card stays pinned: the question is read below it.
      const pinned = find("#urgent .card")?.offsetHeight ?? 0;
      document.documentElement.style.setProperty("--pinned", `${pinned}px`);
      const turns = document.querySelectorAll("#log .turn");
      turns[turns.length - 1]?.scrollIntoView({ block: "start" });
    },
  };

  const actions = {
    copy: (button) => navigator.clipboard.writeText(button.dataset.copy).then(() => {
      const words = button.textContent;
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = words; }, 2000);
    }),
    size: () => {
      size = (size + 1) % sizes.length;
      document.documentElement.style.fontSize = `${sizes[size]}%`;
    },
    dark: (button) => {
      const dark = document.body.classList.toggle("dark");
      button.setAttribute("aria-pressed", dark);
    },
    print: () => window.print(),
    // One place back would show the chat again: this page is replaced, not left.
    leave: (button) => {
      document.body.replaceChildren();
      window.location.replace(button.dataset.leave);
    },
    back: () => find("#reader").close(),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    for (const name of Object.keys(actions)) {
      if (button && name in button.dataset) actions[name](button);
    }
    const link = event.target.closest("a.read");
    // With a key held, the article opens in a window of its own, as any link does.
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      read(link);
    }
  });

  // The article over the chat: closed again, everything stands where it stood.
  function read(link) {
    const reader = find("#reader");
    const frame = reader.querySelector("iframe");
    const source = link.closest("[popover]");
    const opener = source ? find(`button[popovertarget="${source.id}"]`) : link;
    source?.hidePopover();
    frame.onload = () => {
      const dark = document.body.classList.contains("dark");
      frame.contentDocument.documentElement.classList.toggle("dark", dark);
    };
    frame.src = link.getAttribute("href");
    reader.addEventListener("close", () => {
      frame.removeAttribute("src");
      opener?.focus();
    }, { once: true });
    reader.showModal();
  }
})();
