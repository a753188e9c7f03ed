// On every page of an officer who visits sites: signing out, wherever, leaves no page behind on the phone.

import { dropPagesOnSignOut } from "./shell.js";

dropPagesOnSignOut();
