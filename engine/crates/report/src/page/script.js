// Moves the figures and tables to the year and the variant that the reader chooses.
// Everything is drawn for the last year and the first variant; without this script the
// page stays as it was drawn.
(function () {
  "use strict";
  var D = JSON.parse(document.getElementById("data").textContent);
  var variant = document.getElementById("variant");
  var year = document.getElementById("year");
  var group = 0;

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }

  // Numbers as the language writes them, with a real minus sign.
  function fixed(x, decimals) {
    if (x === null || !isFinite(x)) return "–";
    var digits = Math.abs(x).toFixed(decimals);
    var parts = digits.split(".");
    var text = parts[0].replace(/\B(?=(\d{3})+$)/g, D.thousands);
    if (parts[1]) text += D.decimal + parts[1];
    return (x < 0 && /[1-9]/.test(digits) ? "−" : "") + text;
  }
  function signed(x, decimals) {
    var text = fixed(x, decimals);
    return x > 0 && /[1-9]/.test(text) ? "+" + text : text;
  }
  // An end of an interval that rounds to zero keeps its sign.
  function end(x, decimals) {
    var text = fixed(Math.abs(x), decimals);
    return x > 0 ? "+" + text : x < 0 ? "−" + text : text;
  }

  // Mean and ends of a difference, in the unit of the figure; null where undefined.
  function triple(key, v, row, y) {
    var set = D.intervals[key];
    var rows = set.v[Math.min(v, set.v.length - 1)];
    var numbers = rows[row].slice(3 * y, 3 * y + 3);
    var factor = Math.pow(10, set.dec + set.finer);
    return numbers.map(function (n) { return n === null || n === undefined ? null : n / factor; });
  }
  function clear(t) {
    return t[1] !== null && t[2] !== null && (t[1] > 0 || t[2] < 0);
  }
  function interval(t, decimals) {
    return t[1] === null ? "–" : end(t[1], decimals) + " " + D.to + " " + end(t[2], decimals);
  }

  function mix(a, b, t) {
    var c = a.map(function (x, i) { return Math.round(x + (b[i] - x) * t); });
    return { css: "rgb(" + c.join(",") + ")", dark: 0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2] <= 140 };
  }
  function diverging(x, limit) {
    var t = Math.max(-1, Math.min(1, x / limit));
    var d = D.maps.diverging;
    return mix(d[1], t < 0 ? d[0] : d[2], Math.abs(t));
  }
  function sequential(x, most) {
    var t = Math.max(0, Math.min(1, x / most));
    return mix(D.maps.sequential[0], D.maps.sequential[1], t);
  }

  function moveIntervals(v, y) {
    all("svg.intervals").forEach(function (svg) {
      var key = svg.dataset.key, dec = D.intervals[key].dec;
      var zero = +svg.dataset.zero, unit = +svg.dataset.unit;
      var left = +svg.dataset.left, right = +svg.dataset.right;
      function clip(x) { return Math.max(left, Math.min(right, x)); }
      all("g.row", svg).forEach(function (g, row) {
        var t = triple(key, v, row, y);
        g.classList.toggle("clear", clear(t));
        var bar = g.querySelector("line"), mean = g.querySelector("circle");
        var there = t[0] !== null;
        bar.setAttribute("visibility", there ? "visible" : "hidden");
        mean.setAttribute("visibility", there ? "visible" : "hidden");
        var x = there ? clip(zero + t[0] * unit) : zero;
        mean.setAttribute("cx", x.toFixed(1));
        bar.setAttribute("x1", (t[1] === null ? x : clip(zero + t[1] * unit)).toFixed(1));
        bar.setAttribute("x2", (t[2] === null ? x : clip(zero + t[2] * unit)).toFixed(1));
        g.querySelector("text.number").textContent = signed(t[0], dec);
      });
    });
    all("td[data-key], tr[data-key]").forEach(function (e) {
      var key = e.dataset.key, dec = D.intervals[key].dec;
      var t = triple(key, v, +e.dataset.row, y);
      if (e.tagName === "TD") {
        e.classList.toggle("clear", clear(t));
        e.querySelector(".d").textContent = signed(t[0], dec);
        e.querySelector(".i").textContent = interval(t, dec);
      } else {
        var cells = all("td", e);
        cells[0].textContent = signed(t[0], dec);
        cells[1].textContent = interval(t, dec);
      }
    });
  }

  function moveLines(v, y) {
    all("svg.lines").forEach(function (svg) {
      var first = +svg.dataset.first, last = +svg.dataset.last;
      var x0 = +svg.dataset.x0, x1 = +svg.dataset.x1;
      var x = x0 + (D.years[y] - first) / (last - first) * (x1 - x0);
      var cursor = svg.querySelector(".cursor");
      cursor.setAttribute("x1", x.toFixed(1));
      cursor.setAttribute("x2", x.toFixed(1));
      all("g.series", svg).forEach(function (g) {
        var on = +g.dataset.v === v;
        g.classList.toggle("on", on);
        if (on) g.parentNode.appendChild(g);
      });
    });
    all("ul.legend li[data-v], figure.small-map, table.headline tr[data-v], svg.stacks g.row").forEach(function (e) {
      e.classList.toggle("on", +e.dataset.v === v);
    });
  }

  function paint(g, words, value, colour, text, title) {
    var shape = g.querySelector("circle, path");
    shape.setAttribute("fill", value === null ? "#ffffff" : colour.css);
    g.querySelector("title").textContent = title;
    all("text", words).forEach(function (t) {
      t.style.stroke = value === null ? "#ffffff" : colour.css;
      t.style.fill = value !== null && colour.dark ? "#ffffff" : "#333333";
      if (t.classList.contains("value")) t.textContent = value === null ? "·" : text;
    });
  }

  function moveMaps(v, y) {
    if (!D.maps.groups.length) return;
    var m = D.maps.groups[group];
    all("svg.map").forEach(function (svg) {
      var which = svg.dataset.map, words = {};
      all("g.words", svg).forEach(function (g) { words[g.dataset.a] = g; });
      all("g.area", svg).forEach(function (g) {
        var a = +g.dataset.a, name = D.maps.areas[a];
        if (which === "share") {
          var n = m.share[v][a][y];
          var share = n === null ? null : n / 1e5;
          paint(g, words[a], share, sequential(share, m.most), fixed(share, 0), name + ": " + fixed(share, 1) + " %");
        } else {
          var t = triple(m.key, which === "chosen" ? v : +which, a, y);
          g.classList.toggle("clear", clear(t));
          paint(g, words[a], t[0], diverging(t[0], m.limit), signed(t[0], 1),
            name + ": " + signed(t[0], 1) + " (" + interval(t, 1) + ")");
        }
      });
      // Dark edges lie above the others, labels above all.
      var edged = function (g) { return g.classList.contains("clear") ? 1 : 0; };
      all("g.area", svg)
        .sort(function (a, b) { return edged(a) - edged(b) || a.dataset.a - b.dataset.a; })
        .concat(all("g.words", svg))
        .forEach(function (g) { svg.appendChild(g); });
    });
    all("table.area-table tr[data-a]").forEach(function (tr) {
      var a = +tr.dataset.a, cells = all("td", tr);
      function share(w) { var n = m.share[w][a][y]; return fixed(n === null ? null : n / 1e5, 1); }
      var t = triple(m.key, v, a, y);
      cells[0].textContent = share(0);
      cells[1].textContent = share(v);
      cells[2].textContent = signed(t[0], 1);
      cells[3].textContent = interval(t, 1);
    });
    all(".scale[data-scale=difference]").forEach(function (e) {
      e.querySelector(".low").textContent = "≤ " + signed(-m.limit, 1);
      e.querySelector(".high").textContent = "≥ " + signed(m.limit, 1);
    });
    all(".scale[data-scale=share] .high").forEach(function (e) { e.textContent = fixed(m.most, 0) + " %"; });
    all(".group-meaning").forEach(function (e) { e.textContent = m.meaning; });
    all(".shown-group").forEach(function (e) { e.textContent = m.name; });
  }

  // Bars that grow to both sides of zero, and the dot of their sum.
  function moveStacks(y) {
    all("svg.stacks").forEach(function (svg) {
      var set = D.stacks[svg.dataset.key];
      var zero = +svg.dataset.zero, unit = +svg.dataset.unit;
      var start = +svg.dataset.left, end = +svg.dataset.right;
      function clip(x) { return Math.max(start, Math.min(end, x)); }
      all("g.row", svg).forEach(function (g) {
        var rows = set.v[+g.dataset.v];
        function at(k) { var n = rows[k][y]; return n === null ? null : n / set.unit; }
        var left = zero, right = zero, parts = all("rect.part", g);
        parts.forEach(function (rect, k) {
          var size = Math.abs(at(k) || 0) * unit;
          if (at(k) < 0) left -= size; else right += size;
          rect.setAttribute("x", (at(k) < 0 ? left : right - size).toFixed(1));
          rect.setAttribute("width", size.toFixed(1));
        });
        var n = parts.length, t = [at(n), at(n + 1), at(n + 2)];
        g.classList.toggle("clear", clear(t));
        var sum = g.querySelector("circle"), whisker = g.querySelector("line");
        sum.setAttribute("visibility", t[0] === null ? "hidden" : "visible");
        sum.setAttribute("cx", clip(zero + (t[0] || 0) * unit).toFixed(1));
        if (whisker) {
          whisker.setAttribute("visibility", t[1] === null ? "hidden" : "visible");
          whisker.setAttribute("x1", clip(zero + (t[1] || 0) * unit).toFixed(1));
          whisker.setAttribute("x2", clip(zero + (t[2] || 0) * unit).toFixed(1));
        }
        g.querySelector("text.number").textContent = signed(t[0], set.dec);
      });
    });
  }

  function moveLevels(v, y) {
    all("svg.levels").forEach(function (svg) {
      var rows = D.levels[svg.dataset.levels];
      var zero = +svg.dataset.zero, unit = +svg.dataset.unit;
      all("g.level", svg).forEach(function (g, row) {
        function x(n) { return zero + (n === null ? 0 : n / 1e7) * unit; }
        var base = rows[row].value[0][y];
        g.querySelector(".expected").setAttribute("width", Math.max(0, x(rows[row].expected[y]) - zero).toFixed(1));
        g.querySelector(".variant").setAttribute("cx", x(rows[row].value[v][y]).toFixed(1));
        g.querySelector(".basis").setAttribute("cx", x(base).toFixed(1));
        g.querySelector("text.number").textContent = fixed(base === null ? null : base / 1e7, 3);
      });
    });
  }

  // Lines through surroundings of growing size, one kind beside the other.
  function moveProfiles(v, y) {
    function path(points) {
      return points.map(function (p, i) { return (i ? "L" : "M") + p[0] + " " + +p[1].toFixed(1); }).join("");
    }
    all("svg.profiles").forEach(function (svg) {
      var set = svg.dataset, xs = set.x.split(" ").map(Number), size = xs.length / +set.kinds;
      function pixel(n) { return Math.max(+set.top, Math.min(+set.bottom, +set.zero + n * +set.unit)); }
      all("g.series", svg).forEach(function (g) {
        var w = +g.dataset.v, bands = all(".band", g), means = all(".mean", g);
        g.classList.toggle("on", w === v);
        if (w === v) g.parentNode.appendChild(g);
        for (var kind = 0; kind < +set.kinds; kind += 1) {
          var line = [], high = [], low = [];
          for (var row = kind * size; row < (kind + 1) * size; row += 1) {
            var t = triple(set.key, w, row, y);
            if (t[0] !== null) line.push([xs[row], pixel(t[0])]);
            if (t[1] === null || t[2] === null) continue;
            low.push([xs[row], pixel(t[1])]);
            high.unshift([xs[row], pixel(t[2])]);
          }
          means[kind].setAttribute("d", path(line));
          bands[kind].setAttribute("d", low.length ? path(low.concat(high)) + "Z" : "");
        }
      });
    });
    all("table.profile").forEach(function (table) {
      var key = table.dataset.key;
      all("tbody tr", table).forEach(function (tr, row) {
        all("td", tr).forEach(function (td) {
          td.textContent = fixed(triple(key, +td.dataset.v, row, y)[0], D.intervals[key].dec);
        });
      });
    });
  }

  function update() {
    var v = +variant.value, y = +year.value;
    document.body.style.setProperty("--chosen", D.colours[v]);
    all(".shown-year").forEach(function (e) { e.textContent = D.years[y]; });
    all(".shown-variant").forEach(function (e) { e.textContent = D.variants[v]; });
    all(".shown-areas").forEach(function (e) { e.textContent = D.areas[v]; });
    year.setAttribute("aria-valuetext", D.years[y]);
    moveIntervals(v, y);
    moveLines(v, y);
    moveMaps(v, y);
    moveLevels(v, y);
    moveProfiles(v, y);
    moveStacks(y);
  }

  variant.addEventListener("change", update);
  year.addEventListener("input", update);
  all("input[name=group]").forEach(function (input) {
    input.addEventListener("change", function () { group = +input.value; update(); });
  });
  document.querySelector("form.controls").addEventListener("submit", function (e) { e.preventDefault(); });
  // A browser may restore an earlier choice when the page is opened again.
  group = +(document.querySelector("input[name=group]:checked") || { value: 0 }).value;
  update();
})();
