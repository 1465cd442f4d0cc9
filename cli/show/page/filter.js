/* Tables that one can search, filter and sort: form[data-table] names a table by id, or several by class; its
 * input searches the text of rows, each of its selects compares the data- attribute that it is named after. Of many rows the
 * first are shown, and the others when asked for: laying them out is what takes time. "/" goes to the search, Escape empties
 * it. */
(() => {
  "use strict";

  function labels(table) {
    const names = [...table.tHead.rows[0].cells].map(c => c.dataset.name || c.textContent);
    for (const row of [...table.tBodies[0].rows, ...(table.tFoot ? table.tFoot.rows : [])])
      for (let i = 0; i < row.cells.length; i++) row.cells[i].dataset.label = names[i];
  }

  function filter(form) {
    const name = form.dataset.table, texts = new Map(), FIRST = 500;
    const all = () => [...document.querySelectorAll(`#${name} > tbody > tr, .${name} > tbody > tr`)];
    const search = form.querySelector("input[type=search]"), selects = [...form.querySelectorAll("select")];
    const shown = form.querySelector("output"), more = document.createElement("button");
    let limit = FIRST;

    const text = row => {
      if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
      return texts.get(row);
    };

    function apply() {
      const words = search.value.toLowerCase().split(/\s+/).filter(w => w), wanted = selects.filter(s => s.value);
      const rows = all();
      let n = 0;
      for (const row of rows) {
        const on = wanted.every(s => row.dataset[s.dataset.by] === s.value) && words.every(w => text(row).includes(w));
        n += on;
        row.hidden = !on || n > limit;
      }
      shown.textContent = n + " of " + rows.length + (n > limit ? ", the first " + limit + " shown" : "");
      more.hidden = n <= limit;
    }
    more.type = "button";
    more.className = "act";
    more.textContent = "show all";
    more.addEventListener("click", () => { limit = Infinity; apply(); });
    form.append(more);
    form.addEventListener("input", () => { limit = FIRST; apply(); });
    form.addEventListener("submit", e => e.preventDefault());
    /* what is chosen stands in the address, so that it can be kept and sent */
    for (const [name, value] of new URLSearchParams(location.hash.slice(1)))
      if (form.elements[name]) form.elements[name].value = value;
    form.addEventListener("change", () => {
      const chosen = new URLSearchParams([...new FormData(form)].filter(([, v]) => v));
      history.replaceState(null, "", "#" + chosen);
    });
    apply();
  }

  function value(row, column) {
    const text = row.cells[column] ? row.cells[column].textContent : "", number = Number(text.replace(/,/g, ""));
    return text !== "" && !isNaN(number) ? number : text;
  }

  function sort(table, head) {
    const down = head.getAttribute("aria-sort") === "ascending", sign = down ? -1 : 1, column = head.cellIndex;
    const body = table.tBodies[0], rows = [...body.rows].map(r => [r, value(r, column)]);
    rows.sort(([, a], [, b]) => sign * (typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1));
    for (const h of table.tHead.rows[0].cells) h.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    body.replaceChildren(...rows.map(([r]) => r));
    for (const form of document.querySelectorAll("form[data-table]")) form.dispatchEvent(new Event("input"));
  }

  for (const table of document.querySelectorAll("table.list")) {
    if (!table.tHead || !table.tBodies[0]) continue;
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.title = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sort(table, head));
    }
    const narrow = matchMedia("(max-width: 720px)");
    if (narrow.matches) labels(table);
    else narrow.addEventListener("change", () => labels(table), { once: true });
  }
  for (const form of document.querySelectorAll("form[data-table]"))
    filter(form);
  for (const table of document.querySelectorAll("table")) table.classList.add("ready");

  document.addEventListener("keydown", e => {
    const search = document.querySelector("input[type=search]");
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
    if (!search) return;
    if (e.key === "/" && !typing) {
      search.focus();
      e.preventDefault();
    } else if (e.key === "Escape" && document.activeElement === search) {
      search.value = "";
      search.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  document.documentElement.dataset.ready = Math.round(performance.now());
})();
