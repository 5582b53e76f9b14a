// The service worker. It keeps our own files whose names carry a hash, and one page that says that there is no
// connection; nothing that anybody wrote is ever kept here.

interface Pushed {
  title: string;
  body: string;
  url: string;
  tag: string;
  lang: string;
}
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Pushing extends Waiting {
  data: { json(): Pushed } | null;
}
interface Pressed extends Waiting {
  notification: Notification;
}
interface Window {
  url: string;
  focus(): Promise<Window>;
  navigate(url: string): Promise<Window | null>;
}
interface Worker extends EventTarget {
  registration: ServiceWorkerRegistration;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void>; matchAll(options: object): Promise<Window[]>; openWindow(url: string): Promise<unknown> };
}

const worker = self as unknown as Worker;
const KEPT = "kundig-files";
const OFFLINE = "/offline/";
// What the build names by its content never changes.
const LASTING = /^\/static\/.+\.[0-9a-f]{12}\.\w+$/;
const MOST = 60;

worker.addEventListener("install", (event) => {
  (event as Waiting).waitUntil(keepOfflinePage().then(() => worker.skipWaiting()));
});
worker.addEventListener("activate", (event) => (event as Waiting).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request, respondWith } = event as Asked;
  const answer = respondWith.bind(event);
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (LASTING.test(url.pathname)) answer(lasting(request));
  else if (request.mode === "navigate") answer(page(request));
});
worker.addEventListener("push", (event) => (event as Pushing).waitUntil(show((event as Pushing).data?.json())));
worker.addEventListener("notificationclick", (event) => {
  const { notification } = event as Pressed;
  notification.close();
  (event as Pressed).waitUntil(open((notification.data as { url: string }).url));
});

/** The page for times without connection, with the files that it names. */
async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(KEPT);
  const answer = await fetch(OFFLINE, { cache: "reload" });
  const files = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"#]+)"/g)].map((found) => found[1] ?? "");
  await cache.put(OFFLINE, answer);
  await cache.addAll(files.filter((file) => LASTING.test(file)));
}

async function lasting(request: Request): Promise<Response> {
  const cache = await caches.open(KEPT);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keep(cache, request, answer.clone());
  return answer;
}

async function keep(cache: Cache, request: Request, answer: Response): Promise<void> {
  await cache.put(request, answer);
  const names = (await cache.keys()).filter((one) => new URL(one.url).pathname !== OFFLINE);
  // What is oldest belongs to a version that is gone.
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST)).map((one) => cache.delete(one)));
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (problem) {
    const kept = await (await caches.open(KEPT)).match(OFFLINE);
    if (!kept) throw problem;
    return kept;
  }
}

async function show(pushed: Pushed | undefined): Promise<void> {
  if (!pushed) return;
  const { title, body, url, tag, lang } = pushed;
  await worker.registration.showNotification(title, { body, tag, lang, icon: "/static/web/icon-192.png", data: { url } });
}

/** Leads a window that is open there, or opens one; never further than our own pages. */
async function open(url: string): Promise<void> {
  const target = new URL(url, location.origin);
  if (target.origin !== location.origin) return;
  const [window] = await worker.clients.matchAll({ type: "window" });
  if (!window) return void (await worker.clients.openWindow(target.href));
  await window.focus();
  await window.navigate(target.href);
}
