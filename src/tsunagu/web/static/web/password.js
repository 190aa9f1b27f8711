// Beside a password: a button that shows it, and beside a new one how long it is by now.
(() => {
  "use strict";

  const LEAST = 12;
  const GOOD = 15;

  const words = (length) => {
    if (length === 0) return "";
    if (length < LEAST) return `あと${LEAST - length}文字`;
    if (length < GOOD) return `${length}文字。使える長さです。${GOOD}文字以上だと、さらに強くなります`;
    return `${length}文字。じゅうぶんな長さです`;
  };

  const addShow = (input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--text button--small";
    const say = () => {
      const shown = input.type === "text";
      button.textContent = shown ? "パスワードを隠す" : "パスワードを見せる";
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => {
      input.type = input.type === "text" ? "password" : "text";
      say();
    });
    // What is sent, and what a browser offers to keep, is a password again.
    input.form.addEventListener("submit", () => {
      input.type = "password";
      say();
    });
    say();
    input.after(button);
  };

  const addLength = (input) => {
    const line = document.createElement("p");
    line.className = "soft small";
    line.setAttribute("role", "status");
    input.addEventListener("input", () => {
      line.textContent = words([...input.value].length);
    });
    input.after(line);
  };

  for (const input of document.querySelectorAll("input[type=password]")) {
    addShow(input);
    if (input.name === "password1") addLength(input);
  }
})();
