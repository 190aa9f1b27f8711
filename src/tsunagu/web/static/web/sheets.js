// A sheet whose answers are saved as one types: says plainly where one could not be, and tries again.
(() => {
  "use strict";

  const UNSENT = "通信できません。この欄は、まだ保存していません。つながると、もう一度送ります。";
  const REFUSED = "サーバーで問題が起きました。この欄は、まだ保存していません。";
  const unkept = new Set();
  const questionOf = (node) => node.closest && node.closest(".question[hx-post]");
  const say = (question, words) => {
    const state = question.querySelector(".question__state");
    let line = state.querySelector(".question__trouble");
    if (!line) {
      line = document.createElement("p");
      line.className = "question__trouble field__error";
      state.append(line);
    }
    line.textContent = words;
  };

  document.addEventListener("input", ({ target }) => {
    const question = questionOf(target);
    if (question) unkept.add(question);
  });

  // What was typed before this script had come is unkept too.
  const changed = (one) =>
    ["radio", "checkbox"].includes(one.type)
      ? one.checked !== one.defaultChecked
      : one.type !== "hidden" && one.value !== one.defaultValue;
  const findChanged = () => {
    for (const one of document.querySelectorAll(".question[hx-post] :is(input, textarea)")) {
      if (changed(one)) unkept.add(questionOf(one));
    }
  };
  const keepAll = () => {
    for (const question of unkept) htmx.trigger(question, "keep-answer");
  };
  findChanged();
  window.addEventListener("load", () => {
    keepAll();
    for (const words of document.querySelectorAll("#saving > span")) words.hidden = !words.hidden;
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const question = questionOf(detail.elt);
    if (question && detail.successful) unkept.delete(question);
  });
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => {
      const question = questionOf(detail.elt);
      if (question) say(question, UNSENT);
    });
  }
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const question = questionOf(detail.elt);
    if (question && detail.xhr.status >= 500) say(question, REFUSED);
  });
  window.addEventListener("online", keepAll);

  // Who closes the page within the second before saving loses nothing either.
  window.addEventListener("pagehide", () => {
    const token = document.querySelector("#whole [name=csrfmiddlewaretoken]").value;
    for (const question of unkept) {
      const typed = new FormData();
      typed.append("csrfmiddlewaretoken", token);
      for (const one of question.querySelectorAll("input, textarea")) {
        const untouched = ["radio", "checkbox"].includes(one.type) && !one.checked;
        if (one.name && !untouched) typed.append(one.name, one.value);
      }
      navigator.sendBeacon(question.getAttribute("hx-post"), typed);
    }
  });
  document.addEventListener("submit", () => unkept.clear());
})();
