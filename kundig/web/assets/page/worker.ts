// The service worker: shows pushes, keeps our own files, and has a page for when there is no connection.
// Only where the page names its address: <meta name="service-worker" content="/service-worker.js">.

let registered: Promise<ServiceWorkerRegistration | undefined> | undefined;

/** Returns the worker's registration; nothing where the browser or the page has none. */
export function serviceWorker(): Promise<ServiceWorkerRegistration | undefined> {
  registered ??= register();
  return registered;
}

async function register(): Promise<ServiceWorkerRegistration | undefined> {
  const url = document.querySelector<HTMLMetaElement>('meta[name="service-worker"]')?.content;
  if (!url || !("serviceWorker" in navigator)) return undefined;
  try {
    await navigator.serviceWorker.register(url, { scope: "/" });
    return await navigator.serviceWorker.ready;
  } catch {
    return undefined; // a browser that forbids it works without
  }
}
