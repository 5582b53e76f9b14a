import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, settled } from "../testing";
import "./passkey-form";

class FakeCredential {
  static parseRequestOptionsFromJSON = (options: unknown) => options;
  static parseCreationOptionsFromJSON = (options: unknown) => options;
  toJSON = () => ({ id: "c1" });
}

function html(mode: string, options: object): string {
  return `<p data-without-passkeys hidden>no</p>
    <passkey-form mode="${mode}" hidden>
      <script type="application/json">${JSON.stringify({ publicKey: options })}</script>
      <form><input name="credential"><p data-failure hidden>failed</p></form>
    </passkey-form>`;
}

function withPasskeys(credentials: object): void {
  Reflect.set(globalThis, "PublicKeyCredential", FakeCredential);
  Object.defineProperty(navigator, "credentials", { value: credentials, configurable: true });
}

async function submit(element: HTMLElement): Promise<number> {
  let sent = 0;
  const form = element.querySelector("form") as HTMLFormElement;
  form.submit = () => void (sent += 1);
  form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settled();
  return sent;
}

test("sends the browser's answer", async () => {
  withPasskeys({ get: async () => new FakeCredential() });
  const element = draw(html("get", { challenge: "x" }), "passkey-form");
  assert.equal(element.hidden, false);
  assert.equal(await submit(element), 1);
  assert.equal(element.querySelector("input")?.value, '{"id":"c1"}');
});

test("a new passkey lies on the device and checks its owner", async () => {
  let asked: { publicKey: { authenticatorSelection?: object } } | undefined;
  withPasskeys({
    create: async (options: typeof asked) => {
      asked = options;
      return new FakeCredential();
    },
  });
  await submit(draw(html("create", { authenticatorSelection: { residentKey: "discouraged" } }), "passkey-form"));
  assert.deepEqual(asked?.publicKey.authenticatorSelection, {
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  });
});

test("says when nothing came of it", async () => {
  withPasskeys({ get: () => Promise.reject(new Error("not allowed")) });
  const element = draw(html("get", {}), "passkey-form");
  assert.equal(await submit(element), 0);
  assert.equal(element.querySelector<HTMLElement>("[data-failure]")?.hidden, false);
});

test("stays hidden in a browser without passkeys", () => {
  Reflect.deleteProperty(globalThis, "PublicKeyCredential");
  const element = draw(html("get", {}), "passkey-form");
  assert.equal(element.hidden, true);
  assert.equal(document.querySelector<HTMLElement>("[data-without-passkeys]")?.hidden, false);
});
