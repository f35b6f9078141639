// 边写边看：每次保存，换上变了的那几段，看到哪里还在哪里。只读，只问本机的 zwgk serve。
"use strict";

const at = id => document.getElementById(id);
const body = document.body, frame = at("frame"), sheets = at("panel-sheets"), list = at("groups");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const solid = words => words.replace(/[\s\u200b\u200c\u200d\u2060\ufeff\u00ad]/g, "");

let state = null;

// --- 连接 ---------------------------------------------------------------------------

let line = null;

// 看不见的页不占线路：浏览器对一个地址同时只开六条
function keepLine() {
  if (document.hidden) {
    line?.close();
    line = null;
  } else if (!line) connect();
}
document.addEventListener("visibilitychange", keepLine);

function connect() {
  const own = new EventSource("events");
  line = own;
  own.onmessage = event => {
    state = JSON.parse(event.data);
    body.dataset.state = `${state.run}.${state.version}`;
    show();
  };
  own.onerror = () => {
    body.dataset.state = "";
    say();
    // 浏览器自己会再连；它放弃了，就从头再来
    if (own.readyState === EventSource.CLOSED) setTimeout(() => line === own && connect(), 1000);
  };
}

function show() {
  at("title").textContent = state.title || `${state.year}年`;
  document.title = `预览 - ${at("title").textContent}`;
  at("draft").hidden = !state.draft;
  at("draft").textContent = state.marks ? `草稿，待核 ${state.marks} 处` : "草稿";
  showList();
  say();
  keepPage();
  keepSheets();
}

const viewed = () => (body.dataset.view === "page" ? "page" : "paper");

function say() {
  const cut = !body.dataset.state, line = at("state"), old = at("stale");
  const view = state?.[viewed()];
  line.className = cut ? "cut" : view?.pending || view?.reason ? "" : "good";
  line.textContent = cut ? "预览断开了，正在重连……"
    : !view ? "正在读取……"
    : view.reason ? "没有跟上现在的内容"
    : view.pending ? (view.shown ? "正在排印……" : "第一次排印要稍等……")
    : "与磁盘上的内容一致";
  const words = !view?.reason ? ""
    : view.shown ? `这是上一次完好的样子，不是现在的内容。${view.reason}`
    : `还没有可以看的。${view.reason}`;
  if (old.textContent !== words) old.textContent = words;
  old.hidden = !words;
  at("view").classList.toggle("old", cut || Boolean(view?.reason));
}

// --- 事项和问题 ---------------------------------------------------------------------

const CLASSES = { 必改: "must", 请核实: "ask", 供参考: "note" };
const opened = new Set();
let listed = "";

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

const chosen = () => new Set([...document.querySelectorAll("#levels [aria-pressed=true]")].map(one => one.dataset.level));

function showList() {
  const levels = chosen(), said = JSON.stringify([state.groups, [...levels]]);
  for (const button of document.querySelectorAll("#levels button"))
    button.querySelector("b").textContent = state.counts[button.dataset.level] ?? 0;
  at("none").hidden = !state.title || Object.values(state.counts).some(Boolean);
  at("acknowledged").hidden = !state.acknowledged;
  at("acknowledged").textContent = `已核实 ${state.acknowledged} 处，不再列出。`;
  if (said === listed) return;
  listed = said;
  const focused = document.activeElement?.dataset?.key;
  list.replaceChildren(...state.groups.map(group => groupOf(group, levels)).filter(Boolean));
  if (focused) list.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function groupOf(group, levels) {
  const findings = group.findings.filter(one => levels.has(one.level));
  if (group.kind === "file" && !findings.length) return null;
  const row = make("li", { className: `group deep-${Math.min(group.level, 5)}` });
  if (group.kind !== "item") row.append(make("h2", { textContent: group.label }));
  else {
    const button = make("button", { type: "button", className: "go" }, make("span", { textContent: group.label }));
    if (findings.length) button.append(make("span", { className: "number", textContent: `${findings.length} 处` }));
    button.dataset.key = button.dataset.item = group.id;
    button.onclick = () => goTo(group.id);
    row.append(button);
  }
  const counts = {};
  for (const one of findings) {
    const name = `${one.path} ${one.code} ${one.message}`;
    counts[name] = (counts[name] ?? 0) + 1;
    row.append(findingOf(one, `${name} ${counts[name]}`, group.id));
  }
  return row;
}

function findingOf(one, key, item) {
  const more = make("div", { className: "more" });
  more.append(make("p", { className: "where", textContent: `${one.path}:${one.line}:${one.column}` }));
  if (one.before || one.found || one.behind)
    more.append(make("p", { className: "words" }, one.before, make("mark", { textContent: one.found }), one.behind));
  if (one.hint) more.append(make("p", { className: "hint", textContent: one.hint }));
  for (const other of one.related)
    more.append(make("p", { className: "quiet", textContent: `参见 ${other.path}:${other.line}：${other.message}` }));
  if (one.fixable) more.append(make("p", { className: "quiet", textContent: "可以自动改正：zwgk check --fix" }));
  more.append(make("p", { className: "quiet", textContent: `${one.code} ${one.name}` }));
  const summary = make("summary", {}, make("span", { className: "level", textContent: one.level }), one.message);
  summary.dataset.key = key;
  const row = make("details", { className: `finding ${CLASSES[one.level]}`, open: opened.has(key) }, summary, more);
  row.ontoggle = () => {
    opened[row.open ? "add" : "delete"](key);
  };
  summary.onclick = () => {
    if (!row.open && item) goTo(item, true);
  };
  return row;
}

document.querySelectorAll("#levels button").forEach(button => {
  button.onclick = () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    if (state) showList();
  };
});

function goTo(item, staying = false) {
  for (const button of list.querySelectorAll(".go"))
    button.setAttribute("aria-current", String(button.dataset.item === item));
  // 窄屏上看问题时，点事项才离开
  if (body.dataset.view === "list") {
    if (staying) return;
    choose("page");
  }
  const smooth = calm.matches ? "auto" : "smooth";
  if (body.dataset.view === "page") {
    placesOfItems().get(item)?.scrollIntoView({ block: "start", behavior: smooth });
    return;
  }
  const spot = (body.dataset.view === "annex" ? state.paper.rows : state.paper.items)[item];
  const sheet = spot && sheets.querySelector(`[data-page="${spot[0]}"]`);
  if (sheet && !sheet.hidden)
    sheets.scrollTo({ top: sheet.offsetTop + spot[1] * sheet.offsetHeight - 24, behavior: smooth });
}

// --- 网页 ---------------------------------------------------------------------------

let pageShown = "", pageBusy = false;

const inside = () => frame.contentDocument;
// 样式另外比：本页的规矩（CSP）连解析时也不收页内的样式
const STYLE = /<style>([^]*?)<\/style>/;

async function keepPage() {
  const wanted = () => (state.page.shown ? `${state.run}.${state.page.version}` : "");
  if (pageBusy) return;
  pageBusy = true;
  try {
    while (pageShown !== wanted()) {
      const now = wanted();
      if (!now) {
        await loaded("about:blank");
      } else if (!pageShown) {
        await loaded("page/");
      } else {
        const answer = await fetch("page/");
        if (!answer.ok) break;
        const words = await answer.text(), style = inside().head.querySelector("style")?.textContent;
        if (words.match(STYLE)?.[1] === style)
          replacePage(new DOMParser().parseFromString(words.replace(STYLE, ""), "text/html"));
        else {
          // 模板改了样子：整页重来
          const top = frame.contentWindow.scrollY;
          await loaded("page/");
          frame.contentWindow.scrollTo(0, top);
        }
      }
      pageShown = now;
      frame.dataset.version = now;
    }
  } catch {
    // 正好断开：重连以后再来
  } finally {
    pageBusy = false;
  }
}

function loaded(address) {
  return new Promise(done => {
    frame.addEventListener("load", () => {
      if (inside()) {
        // 位置由我们自己保持
        inside().documentElement.style.overflowAnchor = "none";
        inside().addEventListener("click", event => event.target.closest?.("a:not([href^='#'])") && event.preventDefault());
      }
      done();
    }, { once: true });
    frame.contentWindow.location.replace(new URL(address, address === "about:blank" ? undefined : location.href));
  });
}

const BLOCKS = "p, h1, h2, h3, h4, h5, h6, tr, dl";

function replacePage(fresh) {
  const page = inside(), view = frame.contentWindow;
  const seen = [...page.querySelectorAll(BLOCKS)]
    .map(element => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.bottom > 0 && box.top < view.innerHeight)
    .map(([element, box]) => [element, box.top]);
  page.title = fresh.title;
  const changed = [];
  morph(page.body, fresh.body, changed);
  const kept = seen.find(([element]) => element.isConnected);
  if (kept) view.scrollBy(0, kept[0].getBoundingClientRect().top - kept[1]);
  if (!calm.matches)
    for (const element of changed)
      element.animate?.([{ backgroundColor: "rgb(255 214 102 / .45)" }, { backgroundColor: "transparent" }], 1500);
}

// 只换变了的：前后相同的不动，中间的逐个往里比
function morph(old, fresh, changed) {
  if (old.isEqualNode(fresh)) return;
  if (old.nodeType !== Node.ELEMENT_NODE || old.nodeName !== fresh.nodeName) {
    changed.push(old.parentElement);
    old.replaceWith(old.ownerDocument.importNode(fresh, true));
    return;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const was = [...old.childNodes], now = [...fresh.childNodes];
  let start = 0, end = 0;
  while (start < Math.min(was.length, now.length) && was[start].isEqualNode(now[start])) start++;
  while (end < Math.min(was.length, now.length) - start && was.at(-1 - end).isEqualNode(now.at(-1 - end))) end++;
  const out = was.slice(start, was.length - end), into = now.slice(start, now.length - end);
  if (out.length === into.length) {
    out.forEach((node, place) => morph(node, into[place], changed));
    return;
  }
  const behind = was[was.length - end] ?? null;
  out.forEach(node => node.remove());
  for (const node of into) {
    const copy = old.ownerDocument.importNode(node, true);
    old.insertBefore(copy, behind);
    if (copy.nodeType === Node.ELEMENT_NODE) changed.push(copy);
  }
}

// 事项在网页里的位置：按次序，各找以它的头几个字开头的一段
function placesOfItems() {
  const found = new Map(), blocks = [...(inside()?.querySelectorAll("article p, article :is(h1, h2, h3, h4, h5, h6)") ?? [])];
  let from = 0;
  for (const group of state.groups.filter(one => one.kind === "item" && one.words)) {
    const place = blocks.findIndex((block, index) => index >= from && solid(block.textContent).startsWith(group.words));
    if (place < 0) continue;
    from = place + 1;
    found.set(group.id, blocks[place]);
  }
  return found;
}

// --- PDF 和附件 ---------------------------------------------------------------------

const tops = { paper: 0, annex: 0 };
const near = new IntersectionObserver(entries => {
  for (const entry of entries) {
    entry.target.isNear = entry.isIntersecting;
    if (entry.isIntersecting) draw(entry.target);
  }
  settle();
}, { root: sheets, rootMargin: "50% 0px" });

function keepSheets() {
  const { sizes, annex } = state.paper;
  const none = body.dataset.view === "annex" && annex === 0;
  while (sheets.querySelectorAll(".sheet").length > sizes.length) {
    const last = [...sheets.querySelectorAll(".sheet")].pop();
    near.unobserve(last);
    last.remove();
  }
  sizes.forEach((size, place) => {
    let sheet = sheets.querySelector(`[data-page="${place + 1}"]`);
    if (!sheet) {
      sheet = make("div", { className: "sheet" });
      sheet.dataset.page = place + 1;
      sheets.append(sheet);
      near.observe(sheet);
    }
    sheet.style.aspectRatio = `${size[0]} / ${size[1]}`;
    sheet.hidden = body.dataset.view === "annex" && (!annex || place + 1 < annex);
  });
  // 先换看得见的，再换上下相邻的
  [...sheets.querySelectorAll(".sheet")]
    .filter(sheet => sheet.isNear)
    .sort((one, other) => isInView(other) - isInView(one))
    .forEach(sheet => draw(sheet));
  sheets.querySelector(".empty")?.remove();
  if (none && state.paper.shown) sheets.append(make("p", { className: "empty", textContent: "这份计划没有附件。" }));
  at("whole").hidden = !state.paper.shown;
  sheets.dataset.marked = annex === null ? "" : state.run;
  settle();
}

const wantedOf = sheet => {
  const width = Math.ceil((sheet.clientWidth * devicePixelRatio) / 100) * 100;
  return `paper/${state.paper.version}/${sheet.dataset.page}.bmp?w=${Math.min(Math.max(width, 100), 3000)}`;
};

async function draw(sheet) {
  if (sheet.hidden || sheets.hidden || !state.paper.shown) return;
  const address = wantedOf(sheet), name = `${state.run} ${address}`;
  if (sheet.shown === name || sheet.coming === name) return;
  sheet.coming = name;
  const image = make("img", { alt: `第 ${sheet.dataset.page} 页，共 ${state.paper.sizes.length} 页`, src: address });
  try {
    await image.decode();
  } catch {
    if (sheet.coming === name) sheet.coming = "";
    return;
  }
  if (sheet.coming !== name) return;
  sheet.replaceChildren(image);
  sheet.shown = name;
  settle();
}

function isInView(sheet) {
  const box = sheet.getBoundingClientRect(), view = sheets.getBoundingClientRect();
  return box.bottom > view.top && box.top < view.bottom;
}

// 看得见的各页都换好了，才算换好
function settle() {
  if (!state || sheets.hidden) return;
  const seen = [...sheets.querySelectorAll(".sheet")].filter(sheet => !sheet.hidden && isInView(sheet));
  const done = seen.length > 0 && seen.every(sheet => sheet.shown === `${state.run} ${wantedOf(sheet)}`);
  sheets.dataset.version = done ? `${state.run}.${state.paper.version}` : "";
}

let resizing = 0;
new ResizeObserver(() => {
  clearTimeout(resizing);
  resizing = setTimeout(() => state && keepSheets(), 200);
}).observe(sheets);

// --- 换着看 -------------------------------------------------------------------------

const tabs = [...document.querySelectorAll("[role=tab]")];

function choose(view, focusing = false) {
  if (body.dataset.view in tops) tops[body.dataset.view] = sheets.scrollTop;
  body.dataset.view = view;
  history.replaceState(null, "", `#${view}`);
  for (const tab of tabs) {
    const mine = tab.dataset.view === view;
    tab.setAttribute("aria-selected", String(mine));
    tab.tabIndex = mine ? 0 : -1;
    if (mine && focusing) tab.focus();
  }
  at("panel-page").hidden = view !== "page";
  sheets.hidden = !(view in tops);
  sheets.setAttribute("aria-labelledby", `tab-${view in tops ? view : "paper"}`);
  if (!state) return;
  say();
  keepSheets();
  if (view in tops) sheets.scrollTop = tops[view];
}

tabs.forEach(tab => {
  tab.onclick = () => choose(tab.dataset.view);
  tab.onkeydown = event => {
    const there = tabs.filter(one => one.offsetParent), place = there.indexOf(tab);
    const next = { ArrowRight: place + 1, ArrowLeft: place - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    choose(there.at(next % there.length).dataset.view, true);
  };
});

// 窄屏变宽，“问题”就一直在左边
const narrow = matchMedia("(max-width: 50rem)");
narrow.onchange = () => !narrow.matches && body.dataset.view === "list" && choose("page");

const first = location.hash.slice(1);
choose(["page", "paper", "annex"].includes(first) || (first === "list" && narrow.matches) ? first : "page");
keepLine();
