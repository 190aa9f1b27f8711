// A sheet whose answers are saved as one types: says plainly where one could not be, and tries again.
(() => {
  "use strict";

  const UNSENT = "通信できません。この欄は、まだ保存していません。つながると、もう一度送ります。";
  const REFUSED = {
    400: "長すぎて受け取れませんでした。この欄は、まだ保存していません。短く分けてください。",
    403: "別のタブでサインインし直したようです。この欄は、まだ保存していません。もう一度送ります。",
    404: "この様式に、いまは書けません（学級・役割や、様式の状態が変わりました）。この欄は、まだ保存していません。",
  };
  const ANOTHER = "サインインが切れたか、別の人がサインインしています。この欄は、まだ保存していません。";
  const FAILED = "サーバーで問題が起きました。この欄は、まだ保存していません。";
  const TOLD_BY_THE_PAGE = [401, 409, 422];
  // Each question that holds what is not saved, with the count of its last touch.
  const unkept = new Map();
  const sent = new Map();
  let touches = 0;
  let renewed = false;

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
  const touch = (question) => { if (question) unkept.set(question, ++touches); };
  const keepAll = () => {
    for (const question of unkept.keys()) htmx.trigger(question, "keep-answer");
  };

  document.addEventListener("input", ({ target }) => touch(questionOf(target)));

  // What was typed before this script had come is unkept too.
  const changed = (one) =>
    ["radio", "checkbox"].includes(one.type)
      ? one.checked !== one.defaultChecked
      : one.type !== "hidden" && one.value !== one.defaultValue;
  for (const one of document.querySelectorAll(".question[hx-post] :is(input, textarea)")) {
    if (changed(one)) touch(questionOf(one));
  }
  window.addEventListener("load", () => {
    keepAll();
    for (const words of document.querySelectorAll("#saving > span")) words.hidden = !words.hidden;
  });

  // What is typed while an answer is on its way stays unkept.
  document.addEventListener("htmx:beforeSend", ({ detail }) => {
    const question = questionOf(detail.elt);
    if (question) sent.set(question, unkept.get(question));
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const question = questionOf(detail.elt);
    if (!question) return;
    const kept = detail.successful && unkept.get(question) === sent.get(question);
    sent.delete(question);
    renewed = renewed && !detail.successful;
    if (kept) unkept.delete(question);
  });
  // Signed out: the answer's number stays in its place beside what is told.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const question = questionOf(detail.elt);
    if (!question || detail.xhr.status !== 401) return;
    detail.shouldSwap = false;
    say(question, detail.xhr.responseText.trim());
  });

  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => {
      const question = questionOf(detail.elt);
      if (question) say(question, UNSENT);
    });
  }
  document.addEventListener("htmx:responseError", async ({ detail }) => {
    const question = questionOf(detail.elt);
    const { status } = detail.xhr;
    if (!question || TOLD_BY_THE_PAGE.includes(status)) return;
    say(question, REFUSED[status] || FAILED);
    if (status !== 403 || renewed) return;
    renewed = await renewToken("#whole");
    if (!renewed) say(question, ANOTHER);
    if (!renewed) return;
    const token = document.querySelector("#whole [name=csrfmiddlewaretoken]").value;
    document.querySelector(".sheet").setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    keepAll();
  });
  window.addEventListener("online", keepAll);

  // Who closes the page within the second before saving loses nothing either.
  window.addEventListener("pagehide", () => {
    const token = document.querySelector("#whole [name=csrfmiddlewaretoken]").value;
    for (const question of unkept.keys()) {
      const typed = new FormData();
      typed.append("csrfmiddlewaretoken", token);
      if (sent.has(question)) typed.append("leaving", "1");
      for (const one of question.querySelectorAll("input, textarea")) {
        const untouched = ["radio", "checkbox"].includes(one.type) && !one.checked;
        if (one.name && !untouched) typed.append(one.name, one.value);
      }
      navigator.sendBeacon(question.getAttribute("hx-post"), typed);
    }
  });
  document.addEventListener("submit", () => unkept.clear());
})();
