// @ts-check
/** The script of the reading page: everything here is comfort, and the page is whole without it. */

import { layMargin } from "./margin.js";

layMargin();
