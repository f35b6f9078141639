// 网页的脚本：打印、字号、查找任务。没有脚本时网页完整可读，这些按钮不出现。这里没有要显示的文字。
(() => {
  "use strict";
  const root = document.documentElement;
  for (const part of document.querySelectorAll("[data-scripted]")) part.hidden = false;

  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

  const sizes = document.querySelectorAll("button[data-size]");
  for (const button of sizes) {
    button.addEventListener("click", () => {
      root.dataset.size = button.dataset.size;
      for (const one of sizes) one.setAttribute("aria-pressed", String(one === button));
    });
  }

  // 表格的一行：各栏的格（上面跨下来的也在内）、管着它的各级标题行、科室和时限的位次
  const read = (table) => {
    const width = [...table.tHead.rows[0].cells].reduce((sum, cell) => sum + cell.colSpan, 0);
    const rows = [];
    let over = [];
    for (const body of table.tBodies) {
      let above = [];
      for (const line of body.rows) {
        over = over.filter((one) => Number(one.dataset.level) < Number(line.dataset.level));
        if (line.dataset.units === undefined) {
          over.push(line);
          continue;
        }
        const own = [...line.cells];
        const cells = [];
        for (let column = 0; column < width; column += 1) {
          const reaching = above[column];
          if (reaching && reaching.left > 0) cells.push({ cell: reaching.cell, left: reaching.left - 1 });
          else {
            const cell = own.shift();
            cells.push({ cell, left: cell.rowSpan - 1 });
          }
        }
        above = cells;
        const units = line.dataset.units.split(" ").filter(Boolean).map(Number);
        rows.push({ line, over, cells: cells.map((one) => one.cell), units, deadline: Number(line.dataset.deadline) });
      }
    }
    return rows;
  };

  // 另做一张只含这些行的表：相邻的行本来共用的格仍然共用。原表不动
  const build = (table, rows) => {
    const view = table.cloneNode(false);
    view.classList.add("view");
    view.append(table.caption.cloneNode(true), table.tHead.cloneNode(true));
    let body = null;
    let over = [];
    let above = [];
    for (const row of rows) {
      if (!body || row.over.length !== over.length || row.over.some((one, at) => one !== over[at])) {
        body = view.createTBody();
        for (const one of row.over) if (!over.includes(one)) body.append(one.cloneNode(true));
        over = row.over;
        above = [];
      }
      const line = row.line.cloneNode(false);
      row.cells.forEach((cell, column) => {
        if (above[column] && above[column].cell === cell) {
          above[column].made.rowSpan += 1;
          return;
        }
        const made = cell.cloneNode(true);
        made.removeAttribute("rowspan");
        line.append(made);
        above[column] = { cell, made };
      });
      body.append(line);
    }
    return view;
  };

  for (const tools of document.querySelectorAll(".tools")) {
    const region = tools.closest("section").querySelector(".scroll");
    const table = region.querySelector("table");
    const [unit, deadline, order] = tools.querySelectorAll("select");
    const found = tools.querySelector(".found");
    const rows = read(table);
    const first = (row) => Math.min(...row.units, Infinity);
    const show = () => {
      const chosen = rows.filter(
        (row) =>
          (unit.value === "" || row.units.includes(Number(unit.value))) &&
          (deadline.value === "" || row.deadline === Number(deadline.value)),
      );
      if (order.value === "deadline") chosen.sort((one, other) => one.deadline - other.deadline);
      if (order.value === "unit") chosen.sort((one, other) => first(one) - first(other));
      for (const old of region.querySelectorAll(".view")) old.remove();
      const whole = chosen.length === rows.length;
      const changed = !whole || order.value !== "";
      region.classList.toggle("chosen", changed);
      if (changed) region.append(build(table, chosen));
      const said = whole ? found.dataset.all : chosen.length ? found.dataset.some : found.dataset.none;
      // 打印的是看见的，纸上也写明选了什么
      const named = [unit, deadline].filter((one) => one.value !== "").map((one) => one.selectedOptions[0].text);
      found.dataset.chosen = named.join("\uff0c");
      tools.classList.toggle("chosen", !whole);
      found.textContent = said.replace("#", String(chosen.length));
    };
    for (const one of [unit, deadline, order]) one.addEventListener("change", show);
    tools.querySelector("button").addEventListener("click", () => {
      for (const one of [unit, deadline, order]) one.value = "";
      show();
    });
    show();
  }
})();
