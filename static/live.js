// @ts-check
/**
 * Reloads the page when its library changes, and shows the faults that keep a change from being served.
 * Loaded only by `sidelight serve --watch`. The place where the reader was is kept as the block at the top of the
 * window and its distance from there, so that it holds when text above it grows or shrinks.
 */

const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-events]"));
const version = script.dataset.version ?? "";
const PLACE = "sidelight:place";

restorePlace();
follow(script.dataset.events ?? "/events");

/** @param {string} address */
function follow(address) {
  const events = new EventSource(address);
  events.addEventListener("state", (event) => {
    /** @type {{ version: string, faults: string | null }} */
    const state = JSON.parse(event.data);
    if (state.version !== version) {
      keepPlace();
      location.reload();
      return;
    }
    showFaults(state.faults);
  });
  addEventListener("pagehide", () => events.close());
}

/** @param {string | null} faults */
function showFaults(faults) {
  document.getElementById("sidelight-faults")?.remove();
  if (!faults) return;
  const box = document.createElement("aside");
  box.id = "sidelight-faults";
  box.setAttribute("role", "status");
  const title = document.createElement("p");
  title.textContent = "The last saved version has faults; this page shows the one before.";
  const text = document.createElement("pre");
  text.textContent = faults;
  text.tabIndex = 0;
  box.append(title, text);
  document.body.append(box);
}

function keepPlace() {
  const blocks = document.querySelectorAll("article [id], main section[id]");
  const seen = [...blocks].find((block) => block.getBoundingClientRect().bottom > 0);
  const place = { path: location.pathname, id: seen?.id, top: seen?.getBoundingClientRect().top, y: scrollY };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
}

function restorePlace() {
  const kept = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (!kept) return;
  /** @type {{ path: string, id?: string, top?: number, y: number }} */
  const place = JSON.parse(kept);
  if (place.path !== location.pathname) return;
  history.scrollRestoration = "manual";
  const restore = () => {
    const block = place.id && document.getElementById(place.id);
    const y = block ? scrollY + block.getBoundingClientRect().top - (place.top ?? 0) : place.y;
    scrollTo({ top: y, behavior: "instant" });
  };
  restore();
  addEventListener("load", () => {
    restore();
    history.scrollRestoration = "auto";
  });
}
