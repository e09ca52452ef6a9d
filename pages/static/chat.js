// What the page does by itself: no library, nothing kept, nothing sent but the question.
(() => {
  const find = (selector) => document.querySelector(selector);
  const sizes = [100, 115, 130, 150];
  let size = 0;

  const turns = () => document.querySelectorAll("#log .turn").length;
  // How long a family waits before it is told that no answer may come, in milliseconds.
  const ASK_AGAIN = 2500, TOO_LONG = 12000;
  // After so many milliseconds Gradio has put all parts of an answer in place.
  const SETTLED = 200;

  // What is in view while an answer is looked for: the question, and if none comes, whom to call.
  const waiting = {
    begin(question) {
      this.stop();
      this.before = turns();
      const part = find("#waiting .turn");
      if (!part) return;
      part.querySelector(".said").textContent = question;
      this.show(true, false);
      part.scrollIntoView({ block: "nearest" });
      this.watch = new MutationObserver(() => { if (turns() > this.before) this.end(); });
      this.watch.observe(find("#log"), { childList: true, subtree: true });
      // A server that is gone is known sooner than one that is slow.
      this.timers = [
        setTimeout(() => fetch("/healthz").catch(() => this.show(true, true)), ASK_AGAIN),
        setTimeout(() => this.show(true, true), TOO_LONG),
      ];
    },
    show(seen, troubled) {
      find("#waiting .turn").hidden = !seen;
      find("#waiting .looking").hidden = troubled;
      find("#waiting .trouble").hidden = !troubled;
      if (troubled) find("#waiting .turn").scrollIntoView({ block: "nearest" });
    },
    looks() {
      return find("#waiting .turn")?.hidden === false;
    },
    giveUp() {
      if (!this.looks()) return;
      this.stop();
      this.show(true, true);
    },
    stop() {
      this.timers?.forEach(clearTimeout);
      this.watch?.disconnect();
    },
    end() {
      this.stop();
      if (find("#waiting .turn")) this.show(turns() <= this.before, turns() <= this.before);
    },
  };

  // A phone changes its network in the middle of a question, or a server is started anew. Gradio would load the
  // page once more, and the conversation, the question and an emergency card with its steps would be gone.
  // A question of a page that keeps nothing is sent again, after so many milliseconds; where turns are kept it
  // might be kept twice, and deleted once.
  const AGAIN = [500, 1500, 3000, 5000];
  const send = window.fetch.bind(window);
  const asks = (where) => /\/gradio_api\/(run|queue\/join)/.test(String(where?.url ?? where));
  const lost = (answer) => [502, 503, 504].includes(answer.status);
  const tried = (where, what) => send(where, what).catch(() =>
    new Response("{}", { status: 503, headers: { "Content-Type": "application/json" } }));
  window.fetch = async (where, what) => {
    if (!asks(where)) return send(where, what);
    let answer = await tried(where, what);
    for (const pause of waiting.looks() && !find("#kept[data-turns]") ? AGAIN : []) {
      if (!lost(answer)) break;
      await new Promise((resolve) => { setTimeout(resolve, pause); });
      answer = await tried(where, what);
    }
    if (!answer.ok) waiting.giveUp();
    return answer;
  };

  window.familyAnswers = {
    // While an answer is looked for. The words are read out, since #status is a live region.
    busy(...inputs) {
      const status = find("#status .status");
      if (status) status.textContent = find("#waiting .looking")?.textContent ?? "";
      waiting.begin(String(inputs[0] ?? ""));
      return inputs;
    },
    // An answer has come: an emergency gets the focus, any other answer is read from its question on.
    shown() {
      waiting.end();
      const card = find("#urgent .card details[open]");
      if (card) {
        const toCard = () => {
          card.closest(".card").focus({ preventScroll: true });
          window.scrollTo({ top: 0 });
        };
        toCard();
        // Gradio may give the focus back to the box a moment later, and scroll to it.
        setTimeout(toCard, SETTLED);
        return;
      }
      // A folded card stays pinned: the question is read below it.
      const pinned = find("#urgent .card")?.offsetHeight ?? 0;
      document.documentElement.style.setProperty("--pinned", `${pinned}px`);
      const all = document.querySelectorAll("#log .turn");
      all[all.length - 1]?.scrollIntoView({ block: "start" });
    },
    // The chat is empty again: its top is in view, and what is typed goes into the box. Where it could not
    // be deleted it is not, and says so at its foot.
    cleared() {
      if (turns()) return;
      waiting.stop();
      if (find("#waiting .turn")) waiting.show(false, false);
      window.scrollTo({ top: 0 });
      find("#question textarea")?.focus({ preventScroll: true });
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
    dark: () => document.body.classList.toggle("dark"),
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
      const page = frame.contentDocument.documentElement;
      // As the chat is, whatever the system is; and there is one way back, above the frame.
      page.classList.remove("follows-system");
      page.classList.toggle("dark", document.body.classList.contains("dark"));
      page.classList.add("framed");
      page.style.fontSize = document.documentElement.style.fontSize;
    };
    // Replaced, not opened: "Leave now" must leave nothing behind that "back" would show.
    frame.contentWindow.location.replace(link.href);
    reader.addEventListener("close", () => {
      frame.contentWindow.location.replace("about:blank");
      opener?.focus();
    }, { once: true });
    reader.showModal();
  }

  // The button says what is so, also where the system chose dark.
  const tellDark = () =>
    find("[data-dark]")?.setAttribute("aria-pressed", document.body.classList.contains("dark"));
  const watchDark = () => {
    new MutationObserver(tellDark).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    const bar = new MutationObserver(() => {
      if (!find("[data-dark]")) return;
      tellDark();
      bar.disconnect();
    });
    bar.observe(document.body, { childList: true, subtree: true });
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchDark);
  else watchDark();
})();
