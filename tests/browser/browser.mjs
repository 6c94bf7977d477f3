// The browser that the tests drive: Debian's Chromium, or the one that CHROMIUM names, with a fresh profile for each
// launch and nothing that asks the network on its own.

import { chromium } from "playwright-core";

const QUIET_AND_AS_ROOT = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** @param {import("playwright-core").LaunchOptions} [options] */
export function launch(options = {}) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    ...options,
    args: [...QUIET_AND_AS_ROOT, ...(options.args ?? [])],
  });
}

/** Window widths that readers have: a phone, where notes fold, and screens with a margin for them. */
export const PHONE = { width: 390, height: 844 };
export const MARGIN_WIDTHS = [1100, 1280, 1680, 1920];

/** @param {number} width */
export const screen = (width) => ({ width, height: 900 });
