/* What must hold of a page, whatever it shows; behind its own scripts. What does not is said on the console, where the test
 * sees it: text that is hard to read, a control that the keyboard does not reach, that has no name or does not show that it
 * has the focus, and a page that is wider than its window. */
(async () => {
  "use strict";
  const fail = (what, e) => console.error(what, (e.outerHTML || "").slice(0, 120));
  const style = e => getComputedStyle(e), seen = e => e.checkVisibility({ visibilityProperty: true });

  /* browsers have a least width of windows */
  const root = document.documentElement;
  if (innerWidth < 721) root.style.width = "400px";

  /* WCAG: relative luminance, contrast */
  const rgb = text => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05); };
  const behind = e => {
    for (; e; e = e.parentElement) {
      const c = rgb(style(e).backgroundColor);
      if (c.length < 4 || c[3]) return c;
    }
    return [255, 255, 255];
  };
  /* rows that are filtered away are most of a long page */
  const all = [...document.body.querySelectorAll("*:not([hidden] *, [hidden], script, style, option)")].filter(seen);
  const checked = new Set();
  for (const e of all) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const fore = rgb(style(e).color), back = behind(e), pair = fore + "/" + back;
    if (checked.has(pair)) continue;
    checked.add(pair);
    if (contrast(fore, back) < 4.5) fail("contrast " + contrast(fore, back).toFixed(2), e);
  }

  for (let i = 0; i < 20 && !document.hasFocus(); i++) await new Promise(done => setTimeout(done, 100));
  const focused = document.hasFocus(); /* a browser without a window may have none */
  const controls = document.querySelectorAll("button, select, input, canvas, summary, .wide, th[aria-sort]");
  for (const e of controls) {
    if (!seen(e) || e.tagName === "TH") continue;
    const label = e.closest("label");
    const name = e.getAttribute("aria-label") || (label ? label.textContent : e.textContent);
    if (e.tabIndex < 0 || e.disabled) fail("not reached", e);
    if (!name.trim()) fail("no name", e);
    e.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== e) fail("takes no focus", e);
    else if (!focused) continue;
    else if (style(e).outlineStyle === "none" || parseFloat(style(e).outlineWidth) < 1) fail("shows no focus", e);
    else if (contrast(rgb(style(e).outlineColor), behind(e.parentElement)) < 3) fail("shows its focus dimly", e);
    if (/^(INPUT|SELECT)$|^BUTTON$/.test(e.tagName) && style(e).borderTopStyle === "solid" &&
        contrast(rgb(style(e).borderTopColor), behind(e.parentElement)) < 3) fail("has a faint border", e);
  }
  document.activeElement.blur();

  const narrow = innerWidth < 721, edge = narrow ? 401 : innerWidth + 1;
  for (const e of all) {
    if (e.parentElement.closest(narrow ? ".wide:not(:has(.list))" : ".wide")) continue;
    if (e.getBoundingClientRect().right > edge) fail("ends at " + Math.round(e.getBoundingClientRect().right), e);
    if (narrow && style(e).overflowX !== "visible" && !e.matches(".wide, select, input, canvas") && e.scrollWidth > e.clientWidth + 1)
      fail("is cut off", e);
  }
  root.dataset.checked = checked.size + " " + controls.length;
})().catch(e => console.error(e));
