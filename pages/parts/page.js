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

// Copies what stands beside the button, and says so; where the browser won't, it is marked instead.
document.addEventListener("click", async ({ target }) => {
  const asked = target.closest("button[data-copy]");
  if (!asked) return;
  const text = asked.parentElement.querySelector(asked.dataset.copy);
  try {
    await navigator.clipboard.writeText(text.textContent);
    asked.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(text);
    asked.textContent = "Marked: press Ctrl+C";
  }
});

// Keeps the name of who writes in this browser, over reloads, where nobody signs in.
const keepWriter = () => {
  const name = document.querySelector("[data-writer]")?.dataset.writer;
  const kept = `writer=${encodeURIComponent(name)}`;
  if (name && !document.cookie.split("; ").includes(kept))
    document.cookie = `${kept}; path=/; max-age=31536000; samesite=strict`;
};

// Brings the rows that an address names into view, once the page that it leads to has drawn them,
// and again when charts above them grow; until the viewer does something, or anybody else scrolls.
const ROWS = ["alert", "signal", "practice"];
let page = "", wanted = 0, left = null;
const scroller = (inside) => {
  let around = inside.parentElement;
  while (around.parentElement && getComputedStyle(around).overflowY !== "auto")
    around = around.parentElement;
  return around;
};
const showRows = () => {
  if (page !== location.pathname)
    [page, wanted, left] = [location.pathname, Date.now() + 8000, null];
  if (Date.now() > wanted) return;
  const asked = new URLSearchParams(location.search);
  const name = ROWS.find((each) => asked.get(each));
  if (!name) return;
  const key = `.st-key-${name}-${asked.get(name).replace(/[^a-zA-Z0-9_-]/g, "-")}`;
  const rows = document.querySelector(`${key} :is(table, .opened)`)?.closest(key);
  if (!rows) return;
  const around = scroller(rows);
  if (left !== null && around.scrollTop !== left) wanted = 0;
  else {
    rows.scrollIntoView();
    left = around.scrollTop;
  }
};
for (const deed of ["pointerdown", "keydown", "wheel", "touchmove"])
  document.addEventListener(deed, () => { wanted = 0; }, { passive: true });

// Keeps what is being typed in a field of ours until the field is left, when the server gets it:
// over a reload, and while the connection is lost. In this tab only.
const FIELD = "[class*=st-key-typed-] :is(textarea, input[type=text])";
const kept = (field) => field.closest("[class*=st-key-typed-]").className.match(/st-key-(typed-\S+)/)[1];
const leave = (field) => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
const connected = () => document.querySelector("[data-test-connection-state=CONNECTED]");
document.addEventListener("input", ({ target }) => {
  if (target.matches(FIELD)) sessionStorage.setItem(kept(target), target.value);
});
document.addEventListener("focusout", ({ target, isTrusted }) => {
  if (isTrusted && target.matches(FIELD) && connected()) sessionStorage.removeItem(kept(target));
});
document.addEventListener("visibilitychange", () => {  // what is sent then may not arrive
  if (document.hidden && document.activeElement?.matches(FIELD)) leave(document.activeElement);
});
const bringBack = () => {
  if (!Object.keys(sessionStorage).some((key) => key.startsWith("typed-")) || !connected()) return;
  for (const field of document.querySelectorAll(FIELD)) {
    const text = sessionStorage.getItem(kept(field));
    if (text === null || field === document.activeElement) continue;
    if (text === field.value) {
      sessionStorage.removeItem(kept(field));
      continue;
    }
    const type = field.matches("textarea") ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(type.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => leave(field));
  }
};

// What one person typed does not come back to the next one who signs in here.
const forgetOthers = () => {
  const person = document.querySelector("[data-person]")?.dataset.person;
  if (!person || sessionStorage.getItem("person") === person) return;
  if (sessionStorage.getItem("person"))
    Object.keys(sessionStorage).filter((key) => key.startsWith("typed-"))
      .forEach((key) => sessionStorage.removeItem(key));
  sessionStorage.setItem("person", person);
};

// Once a sign-in has ended no connection comes back: the page is asked for anew, and the server
// answers with the one to sign in on. Where too many pages are open, it says so, until one fewer is.
const full = document.createElement("p");
full.role = "alert";
full.style = "position: fixed; z-index: 1000000; inset: 30vh auto auto 50%; translate: -50%;" +
  "width: min(26rem, 80vw); padding: 1rem 1.25rem; border-radius: 5px; border: 1px solid #5a616a;" +
  "background: #fbfaf7; color: #1f2328; font: 1rem/1.5 system-ui, sans-serif";
setInterval(async () => {
  if (connected()) return full.remove();
  const answer = await fetch("/signed-in", { cache: "no-store" }).catch(() => null);
  const plain = answer?.headers.get("content-type")?.startsWith("text/plain");
  if (answer?.status === 401 || answer?.status === 403) location.reload();
  else if (answer?.status === 503 && plain) {
    full.textContent = await answer.text();
    if (!full.isConnected) document.body.append(full);
  } else if (answer?.ok && full.isConnected) location.reload();
}, 2000);

new MutationObserver(() => { keepWriter(); showRows(); forgetOthers(); bringBack(); })
  .observe(document.body, { subtree: true, childList: true, attributes: true });
