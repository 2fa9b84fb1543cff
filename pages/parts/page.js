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
new MutationObserver(() => {
  const name = document.querySelector("[data-writer]")?.dataset.writer;
  const kept = `writer=${encodeURIComponent(name)}`;
  if (name && !document.cookie.split("; ").includes(kept))
    document.cookie = `${kept}; path=/; max-age=31536000; samesite=strict`;
}).observe(document.body, { subtree: true, childList: true, attributes: true });
