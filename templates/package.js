// 发布包网页的脚本：复制。没有脚本时网页完整可读，按钮不出现；要说的话写在网页里。
(() => {
  "use strict";
  const said = document.querySelector("[data-copied]");
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  // 先用 execCommand：双击打开的网页（file://）、内网的 http 网页、旧内核的浏览器都能用，格式也原样交出，不经浏览器改写
  const byCommand = (html, plain) => {
    let put = false;
    const hand = (event) => {
      event.preventDefault();
      if (html) event.clipboardData.setData("text/html", html);
      event.clipboardData.setData("text/plain", plain);
      put = true;
    };
    document.addEventListener("copy", hand);
    try {
      return document.execCommand("copy") && put;
    } catch {
      return false;
    } finally {
      document.removeEventListener("copy", hand);
    }
  };

  const byClipboard = async (html, plain) => {
    try {
      if (!html) await navigator.clipboard.writeText(plain);
      else {
        const of = (words, type) => new Blob([words], { type });
        await navigator.clipboard.write([
          new ClipboardItem({ "text/html": of(html, "text/html"), "text/plain": of(plain, "text/plain") }),
        ]);
      }
      return true;
    } catch {
      return false;
    }
  };

  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      const bare = document.getElementById(button.dataset.plain || button.dataset.copy);
      const html = button.dataset.plain ? source.innerHTML : "";
      const folded = source.closest("details");
      if (folded) folded.open = true;
      select(source);
      const done = byCommand(html, bare.textContent) || (await byClipboard(html, bare.textContent));
      for (const other of document.querySelectorAll("button[data-done]")) delete other.dataset.done;
      if (done) button.dataset.done = "";
      said.textContent = (done ? said.dataset.copied : said.dataset.failed) + button.dataset.name;
    });
  }
})();
