// Saves a chart as a picture, in the viewer's own browser. Plotly's button knows one format: it is
// told which one, and pressed.
document.addEventListener("click", (event) => {
  const asked = event.target.closest("button[data-picture]");
  const plot = asked?.closest("[class*=st-key-figure-]")?.querySelector(".js-plotly-plot");
  if (!plot) return;
  const { picture: format, file: filename } = asked.dataset;
  plot._context.toImageButtonOptions = { format, filename, scale: format === "png" ? 2 : 1 };
  plot.querySelector(".modebar-btn").click();
});
