/*
 * The page of a replay. Its data, counted before: {"series": [{"name", "first", "width", "count", "el": [..4 runs],
 * "disagree", "changes"}], "strings", "groups": [...], "points": [...], ...}. A run is [gap, value, gap, value, ...] over
 * the stretches of a series, so that four million events are a few thousand numbers.
 */
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = id => document.getElementById(id), element = (name, text) => {
    const e = document.createElement(name);
    if (text !== undefined) e.textContent = text;
    return e;
  };
  const OUTCOMES = ["agree", "disagree", "cannot judge"], CLASSES = ["agree", "disagree", "cannot"];
  const number = n => n.toLocaleString("en-US");

  /* ---- series: sums up to each stretch, so that any number of them is one subtraction ---- */

  function sums(runs, length) {
    const sum = new Float64Array(length + 1);
    for (let i = 0, at = 0; i < runs.length; i += 2) sum[(at += runs[i]) + 1] = runs[i + 1], at++;
    for (let i = 0; i < length; i++) sum[i + 1] += sum[i];
    return sum;
  }
  for (const s of data.series) {
    s.lanes = s.el.map(runs => sums(runs, s.length));
    s.disagree = sums(s.disagree, s.length);
    s.changes = s.changes && sums(s.changes, s.length);
  }
  const limits = { kinds: 100, points: 100 };
  let series = data.series[0], from = 0, to = series.length, cursor = -1;

  /* ---- what is filtered ---- */

  const form = $("filter"), search = form.elements.search;
  const keys = ["reason", "register", "cpu", "outcome"];
  let on = data.groups.map(() => true);

  function text(group) {
    if (group.text === undefined)
      group.text = [group.reason, group.register, "cpu " + group.cpu, OUTCOMES[group.outcome], group.verdict, group.what,
        group.recorded].join(" ").toLowerCase();
    return group.text;
  }
  for (const key of keys) {
    const seen = new Map();
    for (const g of data.groups) seen.set(g[key], (seen.get(g[key]) || 0) + g.count);
    for (const [value, count] of [...seen].sort(([a], [b]) => (typeof a === "number" ? a - b : a < b ? -1 : 1))) {
      const option = element("option", (key === "outcome" ? OUTCOMES[value] : value === "" ? "(none)" : value) + "  " + number(count));
      option.value = "=" + value;
      form.elements[key].append(option);
    }
  }
  if (data.changes !== undefined) form.elements.changes.closest("label").hidden = false;

  function filter() {
    const words = search.value.toLowerCase().split(/\s+/).filter(w => w);
    const wanted = keys.filter(k => form.elements[k].value);
    const changes = form.elements.changes.value;
    on = data.groups.map(g => wanted.every(k => "=" + g[k] === form.elements[k].value) &&
      (!changes || String(g.changes) === changes) && words.every(w => text(g).includes(w)));
    let events = 0, groups = 0;
    data.groups.forEach((g, i) => { if (on[i]) events += g.count, groups++; });
    $("shown").textContent = `${number(events)} of ${number(data.events)} events, ${number(groups)} of ${number(data.groups.length)} kinds`;
    list();
    draw();
  }

  /* ---- lists ---- */

  const kinds = data.groups.map((g, i) => i).sort((a, b) => data.groups[b].count - data.groups[a].count);

  function cell(row, value, cls) {
    const td = element("td", value);
    if (cls) td.className = cls;
    row.append(td);
    return td;
  }
  function label(row, names) {
    [...row.cells].forEach((c, i) => { c.dataset.label = names[i]; });
  }
  function common(row, g) {
    cell(row, g.cpu < 0 ? "" : g.cpu, "n");
    cell(row, g.reason);
    cell(row, g.register);
    cell(row, "").append(Object.assign(element("span", OUTCOMES[g.outcome]), { className: CLASSES[g.outcome] }));
    const what = cell(row, "", "words");
    if (g.verdict) what.append(Object.assign(element("span", g.verdict), { className: g.verdict.split(" ")[0] }), " ");
    what.append(g.what);
    if (data.changes !== undefined) {
      const other = cell(row, "", "words");
      if (g.changes) other.append(Object.assign(element("span", g.other), { className: "changes" }));
    }
  }
  function fill(body, items, limit, make, more) {
    const names = [...body.parentNode.tHead.rows[0].cells].map(c => c.textContent), rows = document.createDocumentFragment();
    let n = 0;
    for (const item of items) {
      if (n++ === limit) break;
      const row = element("tr");
      make(row, item);
      label(row, names);
      rows.append(row);
    }
    body.replaceChildren(rows);
    more.hidden = n <= limit;
  }
  function list() {
    fill($("kinds").tBodies[0], kinds.filter(i => on[i]), limits.kinds, (row, i) => {
      const g = data.groups[i];
      cell(row, number(g.count), "n");
      common(row, g);
      cell(row, "", "words long").append(Object.assign(element("code", g.recorded), { title: g.place }));
    }, $("more-kinds"));
    const [low, high] = range();
    fill($("points").tBodies[0], visible(low, high), limits.points, (row, p) => {
      const g = data.groups[p[2]];
      cell(row, number(p[0] + 1), "n");
      if (data.timed) cell(row, time(p[1]), "n");
      common(row, g);
      cell(row, "").append(element("code", data.files[p[4]] + ":" + p[3]));
    }, $("more-points"));
  }
  function* visible(low, high) {
    for (const p of data.points)
      if (on[p[2]] && p[series.by] >= low && p[series.by] <= high) yield p;
  }
  for (const which of ["kinds", "points"])
    $("more-" + which).addEventListener("click", () => { limits[which] *= 4; list(); });

  /* ---- the drawing ---- */

  const canvas = $("timeline"), LEFT = 64, LANE = 40, TOP = 8;
  const lanes = [3, 2, 1, 0];

  const time = t => (t / 1e9).toFixed(6) + " s";
  const at = stretch => series.first + Math.min(series.last, stretch * series.width);
  const range = () => [at(from), to === series.length ? Infinity : at(to) - 1];
  const scale = stretch => (series.by ? time(at(stretch)) : "event " + number(Math.floor(at(stretch)) + 1));

  function columns(width) {
    const edges = new Uint32Array(width + 1);
    for (let x = 0; x <= width; x++) edges[x] = Math.min(to, from + Math.floor((to - from) * x / width));
    return edges;
  }
  /* Drawn at most once a frame. */
  let asked = false;
  function draw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; paint(); });
  }
  function paint() {
    const css = getComputedStyle(document.documentElement), color = name => css.getPropertyValue(name).trim();
    const ratio = devicePixelRatio || 1, full = canvas.clientWidth, picked = on.includes(false);
    const height = TOP + (5 + (data.changes !== undefined) + picked) * LANE + 24;
    const width = Math.max(50, Math.floor(full - LEFT - 8)), c = canvas.getContext("2d"), edges = columns(width);
    const few = to - from < width;
    canvas.width = full * ratio;
    canvas.height = height * ratio;
    canvas.style.height = height + "px";
    c.scale(ratio, ratio);
    c.font = "12px system-ui, sans-serif";
    c.textBaseline = "middle";
    const line = (y, dash) => {
      c.strokeStyle = color("--line");
      c.setLineDash(dash);
      c.beginPath();
      c.moveTo(LEFT, y + .5);
      c.lineTo(LEFT + width, y + .5);
      c.stroke();
    };
    const head = (y, name) => {
      c.fillStyle = color("--dim");
      c.textAlign = "left";
      c.fillText(name, 4, y + LANE - 9);
      line(y + LANE - 1, []);
    };
    const bars = (sum, y, fill, name, mark) => {
      let top = 0, used = 0;
      for (let x = 0; x < width; x++) {
        const count = sum[Math.max(edges[x + 1], edges[x] + few)] - sum[edges[x]];
        top = Math.max(top, count);
        used += count > 0;
      }
      if (used > width / 12) mark = undefined; /* signs would cover each other */
      head(y, name);
      if (!top) return;
      c.textAlign = "right";
      c.fillText(number(top), LEFT - 5, y + 9);
      c.fillStyle = fill;
      for (let x = 0, end; x < width; x = end) {
        end = x + 1;
        while (few && end < width && edges[end] === edges[x]) end++;
        const count = sum[Math.max(edges[end], edges[x] + few)] - sum[edges[x]];
        if (!count) continue;
        if (mark) mark(LEFT + (x + end) / 2, y, count);
        else {
          const h = 3 + count / top * (LANE - 9);
          c.fillRect(LEFT + x, y + LANE - 1 - h, Math.max(1, end - x - (end - x > 3)), h);
        }
      }
    };
    const sign = shape => (x, y) => {
      const m = y + LANE / 2;
      c.beginPath();
      if (shape === "cross") c.rect(x - 1, m - 12, 2.5, 24), c.rect(x - 4, m - 2, 8.5, 3);
      else c.moveTo(x, m - 7), c.lineTo(x + 5, m), c.lineTo(x, m + 7), c.lineTo(x - 5, m), c.closePath();
      c.fill();
    };
    let y = TOP;
    for (const el of lanes) bars(series.lanes[el], y, color("--el" + el), "EL" + el), y += LANE;
    bars(series.disagree, y, color("--bad"), "\u2716 differ", sign("cross"));
    y += LANE;
    if (data.changes !== undefined) bars(series.changes, y, color("--change"), "\u25c6 what if"), y += LANE;
    if (picked) { /* of the events that the page has one by one, those that the filter picks out */
      const [low, high] = range(), span = (to - from) * series.width, counts = new Uint32Array(width + 1);
      for (const p of visible(low, high)) counts[Math.floor((p[series.by] - low) / span * width)]++;
      const top = counts.reduce((a, b) => Math.max(a, b));
      head(y, "\u25bc filter");
      c.fillStyle = color("--pick");
      counts.forEach((n, x) => { if (n) c.fillRect(LEFT + x, y + LANE - 4 - n / top * (LANE - 9), 1.5, 3 + n / top * (LANE - 9)); });
      y += LANE;
    }
    c.fillStyle = color("--dim");
    c.strokeStyle = color("--dim");
    c.setLineDash([]);
    const ticks = width < 420 ? 1 : width < 800 ? 2 : 4;
    for (let i = 0; i <= ticks; i++) {
      const x = LEFT + Math.floor(width * i / ticks) + .5;
      c.beginPath();
      c.moveTo(x, y);
      c.lineTo(x, y + 5);
      c.stroke();
      c.textAlign = i === 0 ? "left" : i === ticks ? "right" : "center";
      c.fillText(scale(from + (to - from) * i / ticks), x, y + 14);
    }
    if (cursor >= from && cursor < to) {
      const x = LEFT + (cursor + .5 - from) / (to - from) * width;
      c.strokeStyle = color("--fg");
      c.beginPath();
      c.moveTo(x, TOP);
      c.lineTo(x, y);
      c.stroke();
    }
    tell();
    document.documentElement.dataset.drawn = Math.round(performance.now());
  }
  function tell() {
    const low = cursor < 0 ? from : cursor, high = cursor < 0 ? to : cursor + 1;
    const count = sum => number(sum[high] - sum[low]);
    const parts = lanes.map(el => `EL${el} ${count(series.lanes[el])}`);
    parts.push(count(series.disagree) + " differ");
    if (series.changes) parts.push(count(series.changes) + " change under what if");
    $("at").textContent = `${scale(low)} to ${scale(high)}: ${parts.join(", ")}`;
  }

  /* ---- moving in it ---- */

  function zoom(low, high) {
    const least = Math.min(8, series.length), size = Math.min(series.length, Math.max(least, Math.round(high - low)));
    from = Math.max(0, Math.min(series.length - size, Math.round(low)));
    to = from + size;
    limits.points = 100;
    list();
    draw();
  }
  const around = (centre, factor) => zoom(centre - (centre - from) * factor, centre + (to - centre) * factor);
  const move = part => zoom(from + part * (to - from), to + part * (to - from));
  const stretch = e => {
    const x = (e.offsetX - LEFT) / Math.max(50, Math.floor(canvas.clientWidth - LEFT - 8));
    return Math.max(from, Math.min(to - 1, Math.floor(from + x * (to - from))));
  };
  const actions = { in: () => around((from + to) / 2, .5), out: () => around((from + to) / 2, 2), left: () => move(-.25),
    right: () => move(.25), all: () => zoom(0, series.length) };
  for (const name in actions) $("zoom-" + name).addEventListener("click", actions[name]);
  const byKey = { "+": "in", "=": "in", "-": "out", "ArrowLeft": "left", "ArrowRight": "right", "Home": "all", "0": "all" };
  canvas.addEventListener("keydown", e => {
    if (e.shiftKey && e.key.startsWith("Arrow")) {
      const step = e.key === "ArrowLeft" ? -1 : 1;
      cursor = cursor < 0 ? (step < 0 ? to - 1 : from) : Math.max(from, Math.min(to - 1, cursor + step));
      draw();
    } else if (e.key === "Escape") cursor = -1, draw();
    else if (byKey[e.key]) actions[byKey[e.key]]();
    else return;
    e.preventDefault();
  });
  canvas.addEventListener("wheel", e => {
    if (!e.ctrlKey && document.activeElement !== canvas) return;
    around(stretch(e), e.deltaY < 0 ? .7 : 1 / .7);
    e.preventDefault();
  }, { passive: false });
  let pressed = -1;
  canvas.addEventListener("pointerdown", e => { pressed = stretch(e); });
  canvas.addEventListener("pointerup", e => {
    const low = Math.min(pressed, stretch(e)), high = Math.max(pressed, stretch(e)) + 1;
    if (pressed >= 0 && high - low > (to - from) / 100) zoom(low, high);
    pressed = -1;
  });
  canvas.addEventListener("dblclick", e => around(stretch(e), .25));
  canvas.addEventListener("pointermove", e => { cursor = stretch(e); draw(); });
  canvas.addEventListener("pointerleave", () => { cursor = -1; draw(); });
  function choose(which) {
    series = data.series[which];
    for (const b of document.querySelectorAll("[data-series]")) b.setAttribute("aria-pressed", b.dataset.series === String(which));
    cursor = -1;
    actions.all();
  }
  for (const b of document.querySelectorAll("[data-series]")) b.addEventListener("click", () => choose(b.dataset.series));
  addEventListener("resize", draw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  form.addEventListener("input", filter);
  form.addEventListener("submit", e => e.preventDefault());

  /* what is chosen and shown stands in the address, so that it can be kept and sent */
  const asked_for = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of asked_for) if (form.elements[name]) form.elements[name].value = value;
  if (asked_for.get("by") && data.series[asked_for.get("by")]) choose(asked_for.get("by"));
  if (asked_for.get("to")) zoom(Number(asked_for.get("from")), Number(asked_for.get("to")));
  function keep() {
    const chosen = new URLSearchParams([...new FormData(form)].filter(([, v]) => v));
    if (series !== data.series[0]) chosen.set("by", data.series.indexOf(series));
    if (to - from < series.length) chosen.set("from", from), chosen.set("to", to);
    history.replaceState(null, "", "#" + chosen);
  }
  form.addEventListener("change", keep);
  for (const event of ["keyup", "pointerup", "dblclick"]) canvas.addEventListener(event, keep);
  for (const b of document.querySelectorAll("button.act")) b.addEventListener("click", keep);
  filter();
})();
