// Opens reports from disk in a real browser and uses them as a reader would.
//
//   node report.mjs REPORT.html [MORE.html ...] [--shots FOLDER]
//
// Checked: no error on the console and no request beyond the file itself; the script
// starts with the numbers that stand there without it; the year and the variant move the
// figures and tables; the keyboard is enough; nothing sticks out of a phone's width, no
// word out of its figure; neighbouring figures begin at the same height; no figure is cut
// between two printed pages; axe-core finds no serious or critical fault.
// Without Chromium the test says so and is skipped.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const args = process.argv.slice(2);
const at = args.indexOf("--shots");
const shots = at >= 0 ? args.splice(at, 2)[1] : null;

if (!existsSync(CHROMIUM)) {
  console.log(`skipped: there is no ${CHROMIUM}; install chromium or set CHROMIUM`);
  process.exit(0);
}
if (args.length === 0) {
  console.error("usage: node report.mjs REPORT.html [MORE.html ...] [--shots FOLDER]");
  process.exit(2);
}
const require = createRequire(import.meta.url);
const { chromium } = await import("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
if (shots) mkdirSync(shots, { recursive: true });

let failures = 0;
function check(good, what) {
  if (good) return;
  failures += 1;
  console.error(`  failed: ${what}`);
}

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
for (const file of args) {
  console.log(file);
  const url = pathToFileURL(resolve(file)).href;
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const errors = [];
  const requests = [];
  page.on("console", (m) => m.type() === "error" && errors.push(m.text()));
  page.on("pageerror", (e) => errors.push(String(e)));
  page.on("request", (r) => requests.push(r.url()));
  await page.goto(url);

  // What the figures and tables show now, as one text.
  const shown = () =>
    page.evaluate(() => {
      const text = (s) => [...document.querySelectorAll(s)].map((e) => e.textContent).join("|");
      const ends = (s, a) =>
        [...document.querySelectorAll(s)].map((e) => e.getAttribute(a)).join("|");
      return {
        years: text(".shown-year"),
        table: text("table.headline td"),
        intervals: ends("svg.intervals circle", "cx"),
        cursor: ends("svg.lines .cursor", "x1"),
        front: ends("svg.lines .series.on", "data-v"),
        maps: ends("svg.map .area circle, svg.map .area path", "fill"),
        share: ends("svg.map[data-map=share] circle, svg.map[data-map=share] path", "fill"),
        levels: ends("svg.levels .variant", "cx"),
        profiles: ends("svg.profiles .on .mean", "d"),
        profileTable: text("table.profile td"),
        stacks: ends("svg.stacks rect.part", "width"),
      };
    });
  // The script draws the last year and the first variant again from numbers of its own: what
  // a reader without a script sees must be the same to the last digit and the same in bold.
  const redrawn = await page.evaluate((source) => {
    const before = new DOMParser().parseFromString(source, "text/html");
    const read = (root) =>
      [...root.querySelectorAll("td, svg text, svg g.row, svg g.area")].map((e) =>
        e.tagName === "g" ? String(e.classList.contains("clear")) : e.textContent,
      );
    const [drawn, now] = [before, document].map((root) => read(root).sort());
    return drawn.filter((text, k) => text !== now[k]).length;
  }, readFileSync(resolve(file), "utf8"));
  check(redrawn === 0, `${redrawn} numbers change when the script starts`);

  const differ = (a, b, keys, what) =>
    keys.forEach((k) => check(a[k] !== b[k], `${what} does not change ${k}`));

  const first = await shown();
  const slider = page.locator("#year");
  await slider.focus();
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("ArrowLeft");
  const earlier = await shown();
  differ(first, earlier, ["years", "cursor", "maps", "stacks", "profiles", "profileTable"], "the year");
  const variants = await page.locator("#variant option").count();
  if (variants > 1) {
    differ(first, earlier, ["table", "intervals"], "the year");
    await page.locator("#variant").focus();
    await page.keyboard.press("ArrowDown");
    differ(earlier, await shown(), ["front", "share", "levels", "profiles"], "the variant");
  }
  await slider.focus();
  await page.keyboard.press("End");
  await page.locator("#variant").selectOption({ index: 0 });
  const back = await shown();
  Object.keys(first).forEach((k) => check(first[k] === back[k], `${k} is not as it was drawn`));
  if ((await page.locator("input[name=group]").count()) > 1) {
    await page.locator("input[name=group]").nth(1).check();
    differ(first, await shown(), ["maps"], "the group");
    await page.locator("input[name=group]").first().check();
  }

  // The chosen variant stands in bold, which takes more room: no word is cut at the edge of
  // its figure, whichever is chosen.
  const cutWords = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("svg text")]
        .filter((t) => {
          const [word, figure] = [t, t.ownerSVGElement].map((e) => e.getBoundingClientRect());
          return word.width > 0 && (word.left < figure.left - 1 || word.right > figure.right + 1);
        })
        .map((t) => t.textContent),
    );
  for (let v = 0; v < variants; v += 1) {
    await page.locator("#variant").selectOption({ index: v });
    const words = await cutWords();
    check(words.length === 0, `cut at the edge of a figure: ${[...new Set(words)].join("; ")}`);
  }
  await page.locator("#variant").selectOption({ index: 0 });

  // Captions of different heights do not push neighbouring figures apart.
  const uneven = await page.evaluate(() => {
    const figures = [...document.querySelectorAll(".panels figure, .maps figure, .small-maps figure")];
    const rows = new Map();
    for (const f of figures) {
      const row = `${[...document.querySelectorAll("*")].indexOf(f.parentNode)} ${Math.round(f.getBoundingClientRect().top)}`;
      rows.set(row, [...(rows.get(row) ?? []), f]);
    }
    return [...rows.values()]
      .filter((row) => {
        const tops = row.map((f) => f.querySelector("svg").getBoundingClientRect().top);
        return Math.max(...tops) - Math.min(...tops) > 1;
      })
      .map((row) => row[0].querySelector("figcaption").textContent);
  });
  check(uneven.length === 0, `figures of one row begin at different heights: ${uneven.join("; ")}`);

  // Hidden parts are judged too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document));
  for (const fault of found.violations) {
    const where = fault.nodes.slice(0, 3).map((n) => n.target.join(" ")).join("; ");
    const line = `axe: ${fault.impact} ${fault.id}: ${fault.help} (${where})`;
    check(!["serious", "critical"].includes(fault.impact), line);
    if (!["serious", "critical"].includes(fault.impact)) console.log(`  note: ${line}`);
  }
  await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = false)));

  const name = basename(file, ".html");
  if (shots) await page.screenshot({ path: join(shots, `${name}-desktop.png`), fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 390, `on a phone the page is ${wide} pixels wide`);
  if (shots) await page.screenshot({ path: join(shots, `${name}-phone.png`), fullPage: true });

  // A figure is cut in print when it is taller than a page or may be broken.
  await page.setViewportSize({ width: 690, height: 1000 });
  await page.emulateMedia({ media: "print" });
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("figure")]
      .filter((f) => {
        const box = f.getBoundingClientRect();
        const whole = getComputedStyle(f).breakInside === "avoid";
        return !whole || box.height > 960 || box.right > 691;
      })
      .map((f) => f.textContent.slice(0, 60)),
  );
  check(cut.length === 0, `cut in print: ${cut.join("; ")}`);
  // A heading, and the text and legend between it and its figure, go with what follows.
  const alone = await page.evaluate(() =>
    [...document.querySelectorAll("main h2, main h3, main .legend, main h2 + p, main h3 + p.note")]
      .filter((e) => getComputedStyle(e).breakAfter !== "avoid")
      .map((e) => e.textContent.slice(0, 60)),
  );
  check(alone.length === 0, `may stand alone at the foot of a page: ${alone.join("; ")}`);
  const pdf = await page.pdf({
    path: shots ? join(shots, `${name}.pdf`) : undefined,
    format: "A4",
    preferCSSPageSize: true,
  });
  check(pdf.length > 20_000, "the PDF is empty");

  check(errors.length === 0, `errors on the console: ${errors.join("; ")}`);
  const beyond = requests.filter((r) => r !== url && !r.startsWith("data:"));
  check(beyond.length === 0, `requests: ${beyond.join(", ")}`);
  await page.close();
}
await browser.close();
console.log(failures === 0 ? "ok" : `${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
