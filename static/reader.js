// @ts-check
/** The script of the reading page: everything here is comfort, and the page is whole without it. */

import { listenToKeys } from "./keyboard.js";
import { followLegend } from "./legend.js";
import { lightUp } from "./lighting.js";
import { followReferences } from "./references.js";
import { offerSharing } from "./share-offer.js";

lightUp();
followLegend();
followReferences();
offerSharing();
listenToKeys();
