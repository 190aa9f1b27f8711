// A sound when a pupil newly appears in the list of those missing; the person switches it on.
(() => {
  "use strict";

  let context = null;
  const shown = () => [...document.querySelectorAll("[data-missing]")].map((one) => one.dataset.missing);
  let known = new Set();

  function ring() {
    for (const [at, pitch] of [[0, 880], [0.25, 660], [0.5, 880]]) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.2;
      tone.connect(volume).connect(context.destination);
      tone.start(context.currentTime + at);
      tone.stop(context.currentTime + at + 0.2);
    }
  }

  function begin() {
    const button = document.querySelector("[data-alarm]");
    known = new Set(shown());
    button.hidden = false;
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      button.textContent = on ? "音の知らせを止める" : "新しく出たら音で知らせる";
      if (on && !context) context = new AudioContext();
      if (on) ring();
    });
    document.addEventListener("htmx:afterSettle", () => {
      const now = shown();
      const fresh = now.some((key) => !known.has(key));
      known = new Set(now);
      if (fresh && button.getAttribute("aria-pressed") === "true") ring();
    });
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
