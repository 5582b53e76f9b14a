// "Send and next": the answer is on its way, so the desk goes on to the next conversation of the list.

type Answered = CustomEvent<{
  successful: boolean;
  xhr: XMLHttpRequest;
  requestConfig: { elt: Element; formData: FormData };
}>;

/** Watches all composers of the page. */
export function goOnAfterSending(): void {
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, xhr, requestConfig } = (event as Answered).detail;
    // The form itself may have given way to an empty one: the request knows it.
    const { elt } = requestConfig;
    if (!(elt instanceof HTMLFormElement) || elt.dataset["kind"] !== "reply" || !successful) return;
    // A stopped answer carries no news of a change.
    const then = String(requestConfig.formData.get("then") ?? "");
    if (!xhr.getResponseHeader("HX-Trigger") || !then.endsWith("next")) return;
    document.dispatchEvent(new CustomEvent("shortcut:next", { cancelable: true }));
  });
}
