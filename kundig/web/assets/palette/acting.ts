// Doing what a line of the palette says.
import htmx from "htmx.org";
import { pressShortcut } from "../page/shortcuts";

/** Acts; the palette is closed already, so that the page has the focus again. */
export function act(line: HTMLElement): void {
  const { href, post, press } = line.dataset;
  if (href) location.assign(href);
  else if (press) pressShortcut(press);
  else if (post) send(post, line);
}

function send(url: string, line: HTMLElement): void {
  const values = JSON.parse(line.dataset["values"] ?? "{}") as Record<string, string>;
  const head = document.getElementById("conversation-head");
  if (line.dataset["head"] && head) {
    void htmx.ajax("post", url, { source: head, target: head, swap: "outerHTML", values });
    return;
  }
  const token = document.querySelector<HTMLMetaElement>("meta[name=csrf-token]")?.content ?? "";
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  const given = { ...values, csrfmiddlewaretoken: token, next: location.pathname + location.search };
  for (const [name, value] of Object.entries(given)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
