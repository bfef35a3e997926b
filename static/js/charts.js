// Draws every <canvas data-chart="ID"> from the JSON of <script id="ID">. Colours are the theme's own variables, numbers
// are written by the browser in the person's locale, a click follows the link of the point. The table behind each chart
// says the same, so nothing here is needed to read the numbers.
(() => {
  "use strict";

  if (!window.Chart) return;

  const DASHES = [4, 4];
  const drawn = new Map();
  const stillness = window.matchMedia("(prefers-reduced-motion: reduce)");

  // "before" is drawn in grey: what is compared with stays behind.
  function color(name) {
    const variable = { before: "--chart-before", accent: "--accent" }[name] || `--${name}`;
    return getComputedStyle(document.documentElement).getPropertyValue(variable).trim();
  }

  function localeOf(chart) {
    try {
      return Intl.getCanonicalLocales(chart.locale)[0];
    } catch {
      return undefined;
    }
  }

  // Amounts are decimal texts: Intl writes them exactly, only the drawing rounds them to floating numbers.
  function writers(chart) {
    const money = { style: "currency", currency: chart.currency };
    const digits = { minimumFractionDigits: chart.digits, maximumFractionDigits: chart.digits };
    const exact = new Intl.NumberFormat(localeOf(chart), { ...money, ...digits });
    const short = new Intl.NumberFormat(localeOf(chart), { ...money, notation: "compact", maximumFractionDigits: 1 });
    return { exact: (amount) => exact.format(amount), short: (amount) => short.format(amount) };
  }

  const drawers = {
    line: (series) => ({
      borderColor: color(series.colors[0]),
      backgroundColor: color(series.colors[0]),
      borderWidth: 2,
      borderDash: series.isDashed ? DASHES : [],
      segment: { borderDash: (segment) => (series.hasOpenEnd && segment.p1DataIndex === series.amounts.length - 1 ? DASHES : undefined) },
      pointRadius: series.amounts.length > 12 ? 0 : 3,
      pointHitRadius: 12,
      pointHoverRadius: 5,
      tension: 0.25,
      cubicInterpolationMode: "monotone",
    }),
    bar: (series) => ({
      backgroundColor: series.amounts.map((_, place) => color(series.colors[place % series.colors.length])),
      borderRadius: 4,
      maxBarThickness: 28,
    }),
    doughnut: (series) => ({
      backgroundColor: series.colors.map(color),
      borderColor: color("surface"),
      borderWidth: 2,
      hoverOffset: 4,
    }),
  };

  function datasets(chart) {
    return chart.series.map((series) => ({
      ...drawers[chart.kind](series),
      label: series.label,
      data: series.amounts.map((amount) => (amount === null ? null : Number(amount))),
    }));
  }

  function tooltip(chart, write) {
    const amountOf = (item) => chart.series[item.datasetIndex].amounts[item.dataIndex];
    return {
      backgroundColor: color("ink"),
      titleColor: color("surface"),
      bodyColor: color("surface"),
      padding: 10,
      cornerRadius: 8,
      boxPadding: 4,
      usePointStyle: true,
      filter: (item) => amountOf(item) !== null,
      callbacks: {
        label: (item) => ` ${chart.kind === "doughnut" ? "" : `${item.dataset.label}: `}${write.exact(amountOf(item))}`,
      },
    };
  }

  function axes(chart, write) {
    if (chart.kind === "doughnut") return {};
    const names = {
      grid: { display: false },
      border: { color: color("line") },
      ticks: { color: color("ink-2"), autoSkip: !chart.isLying, maxRotation: 0, autoSkipPadding: 16 },
    };
    const amounts = {
      beginAtZero: true,
      border: { display: false },
      grid: { color: color("line") },
      ticks: { color: color("ink-2"), maxTicksLimit: 6, callback: (amount) => write.short(amount) },
    };
    return chart.isLying ? { x: amounts, y: names } : { x: names, y: amounts };
  }

  function linkAt(chart, points) {
    return points.length ? chart.series[points[0].datasetIndex].links[points[0].index] : "";
  }

  function options(chart) {
    const write = writers(chart);
    const isRound = chart.kind === "doughnut";
    return {
      animation: stillness.matches ? false : { duration: 300 },
      maintainAspectRatio: false,
      indexAxis: chart.isLying ? "y" : "x",
      interaction: { mode: isRound ? "nearest" : "index", axis: chart.isLying ? "y" : "x", intersect: isRound },
      cutout: "68%",
      scales: axes(chart, write),
      plugins: {
        legend: {
          display: !isRound && chart.series.length > 1,
          position: "bottom",
          onClick: null,
          labels: { color: color("ink-2"), usePointStyle: true, boxHeight: 7, padding: 16 },
        },
        tooltip: tooltip(chart, write),
      },
      onHover: (event, points) => {
        event.native.target.classList.toggle("is-link", Boolean(linkAt(chart, points)));
      },
      onClick: (event, _, drawing) => {
        const nearest = drawing.getElementsAtEventForMode(event, "nearest", { intersect: isRound, axis: chart.isLying ? "y" : "xy" }, false);
        const link = linkAt(chart, nearest);
        if (link) window.location.assign(link);
      },
    };
  }

  function draw(canvas) {
    const source = document.getElementById(canvas.dataset.chart);
    if (!source) return;
    const chart = JSON.parse(source.textContent);
    drawn.get(canvas)?.destroy();
    const config = { type: chart.kind, data: { labels: chart.labels, datasets: datasets(chart) }, options: options(chart) };
    drawn.set(canvas, new Chart(canvas, config));
  }

  function drawAll() {
    for (const [canvas, drawing] of drawn) {
      if (canvas.isConnected) continue;
      drawing.destroy();
      drawn.delete(canvas);
    }
    document.querySelectorAll("canvas[data-chart]").forEach(draw);
  }

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.font.size = 12;
  drawAll();
  document.addEventListener("themechange", drawAll);
  document.addEventListener("htmx:afterSettle", (event) => event.target.querySelector?.("canvas[data-chart]") && drawAll());
})();
