// @ts-check
/**
 * Reloads the page when its library changes, and shows the faults that keep a change from being served.
 * Loaded only by `sidelight serve --live`. The place where the reader was is kept as the block at the top of the
 * window and its distance from there, so that it holds when text above it grows or shrinks.
 */

const script = /** @type {HTMLScriptElement} */ (document.querySelector("script[data-events]"));
const version = script.dataset.version ?? "";
const PLACE = "sidelight:place";
let isReloading = false;

restorePlace();
follow(script.dataset.events ?? "/events");

/**
 * Follows the library while the page can be seen. Browsers hold six connections to one server, so pages in other tabs
 * must not keep theirs; they catch up when they are shown.
 * @param {string} address
 */
function follow(address) {
  /** @type {EventSource | undefined} */
  let events;
  const listen = () => {
    events?.close();
    if (document.hidden) return;
    events = new EventSource(address);
    events.addEventListener("state", (event) => learn(JSON.parse(event.data)));
  };
  listen();
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => events?.close());
  // Coming back to a page that the browser kept as it was left runs no script anew.
  addEventListener("pageshow", (event) => event.persisted && listen());
}

/** @param {{ version: string, faults: string | null }} state */
function learn(state) {
  if (state.version !== version) {
    keepPlace();
    isReloading = true;
    location.reload();
    return;
  }
  showFaults(state.faults);
}

/** @param {string | null} faults */
function showFaults(faults) {
  document.getElementById("page--faults")?.remove();
  if (!faults) return;
  const box = document.createElement("aside");
  box.id = "page--faults";
  box.setAttribute("role", "status");
  const title = document.createElement("p");
  title.lang = "en";
  title.dir = "ltr";
  title.textContent = "The last saved version has faults; this page shows the one before.";
  const text = document.createElement("pre");
  text.textContent = faults;
  text.tabIndex = 0;
  box.append(title, text);
  document.body.append(box);
}

function keepPlace() {
  const blocks = document.querySelectorAll("article [id]:not(aside, aside *), main section[id]");
  const seen = [...blocks].find((block) => block.getBoundingClientRect().bottom > 0);
  const place = { path: location.pathname, id: seen?.id, top: seen?.getBoundingClientRect().top, y: scrollY };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
}

function restorePlace() {
  // Browsers put a page back to where it was in pixels, some time after it is loaded; after a reload from here, that
  // would be another place. On the way to other pages and back their way is right.
  addEventListener("pagehide", () => (history.scrollRestoration = isReloading ? "manual" : "auto"));
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
  addEventListener("load", restore);
}
