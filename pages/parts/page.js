// What Streamlit leaves to the viewer's own browser.

// Saves a chart as a picture. Plotly's button knows one format: it is
// told which one, and pressed.
document.addEventListener("click", (event) => {
  const asked = event.target.closest("button[data-picture]");
  const plot = asked?.closest("[class*=st-key-figure-]")?.querySelector(".js-plotly-plot");
  if (!plot) return;
  const { picture: format, file: filename } = asked.dataset;
  plot._context.toImageButtonOptions = { format, filename, scale: format === "png" ? 2 : 1 };
  plot.querySelector(".modebar-btn").click();
});

// Keeps the name of who writes in this browser, over reloads, until there is sign-in.
const keepWriter = () => {
  const name = document.querySelector("[data-writer]")?.dataset.writer;
  const kept = `writer=${encodeURIComponent(name)}`;
  if (name && !document.cookie.split("; ").includes(kept))
    document.cookie = `${kept}; path=/; max-age=31536000; samesite=strict`;
};

// Brings the rows that an address names into view, once the page that it leads to has drawn them,
// and keeps them there while charts above them grow; until the viewer does something.
const ROWS = ["alert", "signal", "practice"];
let page = "", wanted = 0;
const showRows = () => {
  if (page !== location.pathname) [page, wanted] = [location.pathname, Date.now() + 8000];
  if (Date.now() > wanted) return;
  const asked = new URLSearchParams(location.search);
  const name = ROWS.find((each) => asked.get(each));
  if (!name) return;
  const key = `${name}-${asked.get(name)}`.replace(/[^a-zA-Z0-9_-]/g, "-");
  document.querySelector(`.st-key-${key} table`)?.closest(`.st-key-${key}`).scrollIntoView();
};
for (const deed of ["pointerdown", "keydown", "wheel", "touchmove"])
  document.addEventListener(deed, () => { wanted = 0; }, { passive: true });

new MutationObserver(() => { keepWriter(); showRows(); })
  .observe(document.body, { subtree: true, childList: true, attributes: true });
