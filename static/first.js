// @ts-check
/**
 * What has to run before the page is seen, and no more: readers on a slow line wait for it. Without it notes would be
 * seen in one place and then in another, and what stands below the text would shift.
 */

import { layMargin } from "./margin.js";

layMargin();
