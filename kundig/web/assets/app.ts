// Everything the browser runs, in one file. Pages work without it; this makes them quick.
import "./islands/auto-grow";
import "./islands/confirm-dialog";
import "./islands/copy-text";
import "./islands/file-drop";
import "./islands/menu-button";
import "./islands/pane-divider";
import "./islands/passkey-form";
import "./islands/relative-time";
import "./islands/theme-switch";
import "./islands/toast-region";
import { watchAnswers } from "./page/answers";
import { watchConnection } from "./page/connection";
import { watchDialogs } from "./page/dialogs";
import { setUpHtmx } from "./page/htmx";
import { followLive } from "./page/live";
import { placePopovers } from "./page/popovers";
import { watchKeys } from "./page/shortcuts";

setUpHtmx();
watchAnswers();
watchConnection();
watchDialogs();
placePopovers();
watchKeys();
followLive();
