// The roll with a touch: tiles that toggle, and a bar that says plainly what is not yet saved.
// Everything stays in the form; nothing is written to the browser's storage.
(() => {
  "use strict";

  const RETRY_AFTER = 10000;
  const GROUNDLESS = '.tile:has([value="suspended"]:checked):not(:has([name^="ground-"]:checked))';
  const AWAY_PLACES = ["support_centre", "free_school", "home_online"];
  const SAYS = {
    changed: "まだ保存していない変更があります",
    untaken: "まだ保存していません",
    ground: "出席停止の根拠を選んでください。まだ保存していません",
    saving: "保存しています…",
    failed: "通信できません。まだ保存していません。つながると自動で送り直します",
    expired: "サインインが切れました。まだ保存していません。別のタブでサインインしてから、もう一度保存してください",
    refused: "サーバーで問題が起きました。まだ保存していません",
  };
  let saved = "";
  let retry = 0;

  const theForm = () => document.querySelector("form.roll");
  const facts = (form) => new URLSearchParams(new FormData(form)).toString();
  const inputs = (tile, name) => [...tile.querySelectorAll(`[name^="${name}-"]`)];
  const chosen = (tile, name) => inputs(tile, name).find((input) => input.checked);
  const labelOf = (input) => input.parentElement.textContent.trim();

  function choose(tile, name, value) {
    for (const input of inputs(tile, name)) input.checked = input.value === value;
  }

  function tick(tile, name, on) {
    for (const input of inputs(tile, name)) input.checked = on;
  }

  // How a line reads; the same words as the server's, and like them without a reason.
  function describe(tile) {
    const kind = chosen(tile, "kind");
    const place = chosen(tile, "place");
    const elsewhere = place && place.value !== "classroom" ? labelOf(place) : "";
    if (kind.value !== "present") {
      const tone = { absent: "absent", missing: "missing" }[kind.value] || "apart";
      return [labelOf(kind) + (elsewhere ? `（${elsewhere}）` : ""), tone];
    }
    const said = ["late", "early"].map((name) => chosen(tile, name)).filter(Boolean).map(labelOf);
    if (elsewhere) said.push(elsewhere);
    return said.length ? [said.join("・"), "partly"] : ["出席", "here"];
  }

  function draw(tile) {
    const [words, tone] = describe(tile);
    tile.className = `tile tile--${tone}`;
    tile.querySelector(".tile__words").textContent = words;
    tile.querySelector(".tile__main").setAttribute("aria-pressed", String(tone !== "here"));
  }

  function count(form) {
    const found = { 出席: 0, 欠席: 0 };
    const partly = {};
    const add = (to, label) => { to[label] = (to[label] || 0) + 1; };
    const told = (of) => Object.entries(of).map(([label, number]) => `${label}${number}人`);
    for (const tile of form.querySelectorAll(".tile:not([data-guest])")) {
      add(found, labelOf(chosen(tile, "kind")));
      for (const name of ["late", "early"]) {
        const ticked = chosen(tile, name);
        if (ticked) add(partly, labelOf(ticked));
      }
    }
    const words = told(found);
    const among = told(partly).join("、");
    if (among) words[0] += `（うち${among}）`;
    form.querySelector("[data-counts]").textContent = words.join("、");
  }

  const isChanged = (form) => "unsaved" in form.dataset || facts(form) !== saved;

  function say(form, key, failed = false) {
    form.querySelector("[data-state]").textContent = SAYS[key] || "";
    form.classList.toggle("roll--failed", failed);
    if (failed) form.querySelector("[data-save]").textContent = "もう一度保存";
  }

  function refresh(form) {
    count(form);
    if (!form.classList.contains("roll--failed")) {
      const changed = isChanged(form) ? "changed" : "untaken" in form.dataset ? "untaken" : "";
      say(form, changed && form.querySelector(GROUNDLESS) ? "ground" : changed);
    }
  }

  function close(form, except) {
    for (const open of form.querySelectorAll(".tile__more[open]")) {
      if (open !== except) open.open = false;
    }
  }

  // One touch: absent, and the panel offers how. Another touch: simply present again.
  function touch(form, tile) {
    const present = describe(tile)[1] === "here";
    if (present) {
      choose(tile, "kind", "absent");
      choose(tile, "place", "");
    } else {
      choose(tile, "kind", "present");
      choose(tile, "place", "classroom");
      choose(tile, "reason", "");
      choose(tile, "ground", "");
      tick(tile, "late", false);
      tick(tile, "early", false);
      tick(tile, "agreed", false);
    }
    const more = tile.querySelector(".tile__more");
    more.open = present;
    close(form, more);
    draw(tile);
    refresh(form);
  }

  // What a choice means for the other choices, so that no contradiction is left to be refused.
  function settle(form, tile, input) {
    const name = input.name.split("-")[0];
    if ((name === "late" || name === "early") && input.checked) choose(tile, "kind", "present");
    if (name === "agreed" && input.checked) {
      choose(tile, "kind", "present");
      tick(tile, "late", true);
    }
    if (name === "reason") choose(tile, "kind", "absent");
    if (name === "place") {
      choose(tile, "kind", AWAY_PLACES.includes(input.value) ? "absent" : "present");
    }
    const kind = chosen(tile, "kind").value;
    const place = chosen(tile, "place");
    const away = place && AWAY_PLACES.includes(place.value);
    if (kind === "present") {
      if (!place || away) choose(tile, "place", "classroom");
    } else {
      tick(tile, "late", false);
      tick(tile, "early", false);
      if (!away || kind !== "absent") choose(tile, "place", "");
    }
    if (kind !== "absent") choose(tile, "reason", "");
    if (kind !== "suspended") choose(tile, "ground", "");
    if (name === "reason" || (name === "kind" && input.value === "present")) close(form);
    if (name === "kind") show(tile.querySelector(".panel__ground"));
  }

  // What is asked for lies in sight, where the panel is longer than the window.
  const show = (asked) => asked.scrollIntoView({ block: "center" });

  // The server refused a suspension without its ground: the first one's panel lies open.
  function ask(form) {
    const tile = form.querySelector(".tile__more[open]");
    if (!tile) return;
    close(form, tile);
    show(tile.querySelector(".panel__ground"));
  }

  // A tile's label becomes a button: it can be reached by keys and says whether it is pressed.
  function makeButton(form, tile) {
    const label = tile.querySelector("label.tile__main");
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.append(...label.childNodes);
    label.replaceWith(button);
    button.addEventListener("click", () => touch(form, tile));
    const shut = document.createElement("button");
    shut.type = "button";
    shut.className = "button button--text button--small panel__close";
    shut.textContent = "閉じる";
    shut.addEventListener("click", () => {
      close(form);
      button.focus();
    });
    tile.querySelector(".panel__name").after(shut);
    const more = tile.querySelector(".tile__more");
    more.addEventListener("toggle", () => { if (more.open) close(form, more); });
  }

  function begin() {
    const form = theForm();
    clearTimeout(retry);
    if (!form || form.classList.contains("roll--script")) return;
    form.classList.add("roll--script");
    saved = facts(form);
    for (const tile of form.querySelectorAll(".tile")) {
      makeButton(form, tile);
      draw(tile);
    }
    form.addEventListener("change", (event) => {
      const tile = event.target.closest(".tile");
      if (tile) {
        settle(form, tile, event.target);
        draw(tile);
      }
      refresh(form);
    });
    form.addEventListener("input", () => refresh(form));
    const bar = form.querySelector(".roll-bar");
    form.style.setProperty("--bar", `${bar.offsetHeight}px`);
    refresh(form);
    ask(form);
  }

  function fail(key, again) {
    const form = theForm();
    if (!form) return;
    form.inert = false;
    say(form, key, true);
    clearTimeout(retry);
    if (again) retry = setTimeout(() => form.requestSubmit(), RETRY_AFTER);
  }

  const isOurs = ({ detail }) => {
    const asker = detail.requestConfig ? detail.requestConfig.elt : detail.elt;
    return Boolean(asker) && asker === theForm();
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!isOurs(event)) return;
    clearTimeout(retry);
    close(theForm());
    theForm().inert = true;
    say(theForm(), "saving");
  });
  document.addEventListener("htmx:sendError", (event) => { if (isOurs(event)) fail("failed", true); });
  document.addEventListener("htmx:timeout", (event) => { if (isOurs(event)) fail("failed", true); });
  document.addEventListener("htmx:responseError", (event) => {
    if (!isOurs(event)) return;
    const stale = event.detail.xhr.status === 403;
    fail(stale ? "expired" : "refused", !stale);
    if (stale) renewToken("#roll-form").then((renewed) => renewed && theForm().requestSubmit());
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const url = event.detail.xhr.responseURL;
    if (isOurs(event) && url && new URL(url).pathname !== location.pathname) {
      event.detail.shouldSwap = false;
      fail("expired", false);
    }
  });
  document.addEventListener("htmx:afterSettle", begin);
  window.addEventListener("online", () => {
    const form = theForm();
    if (form && form.classList.contains("roll--failed")) form.requestSubmit();
  });
  window.addEventListener("beforeunload", (event) => {
    const form = theForm();
    if (form && isChanged(form)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-discard]")) {
      delete theForm().dataset.unsaved;
      saved = facts(theForm());
    }
  });
  document.addEventListener("keydown", (event) => {
    const form = theForm();
    if (event.key === "Escape" && form) close(form);
  });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
