// <passkey-form mode="get | create" from="/account/passkey/" hidden> around a <form> with an
// <input name="credential">: on submitting it asks the browser for a passkey, puts the answer into the
// input and sends the form. The options come from a <script type="application/json"> inside, or as
// JSON from the address in `from`. Without passkeys in the browser it stays hidden, and elements with
// data-without-passkeys show themselves instead; [data-failure] shows when the person gave up.

interface Options {
  publicKey: PublicKeyCredentialCreationOptionsJSON & PublicKeyCredentialRequestOptionsJSON;
}

class PasskeyForm extends HTMLElement {
  connectedCallback(): void {
    const able = typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;
    this.hidden = !able;
    for (const words of document.querySelectorAll<HTMLElement>("[data-without-passkeys]")) {
      words.hidden = able;
    }
    if (able) this.addEventListener("submit", this.ask);
  }

  private get form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  private ask = (event: Event): void => {
    event.preventDefault();
    void this.answer().catch(() => this.fail(true));
  };

  private async answer(): Promise<void> {
    this.fail(false);
    const { publicKey } = await this.options();
    const credential = this.getAttribute("mode") === "create" ? await made(publicKey) : await used(publicKey);
    const field = this.querySelector<HTMLInputElement>('input[name="credential"]');
    if (!credential || !field) throw new Error("no credential");
    field.value = JSON.stringify(credential);
    // Not requestSubmit: it would ask again.
    this.form?.submit();
  }

  private async options(): Promise<Options> {
    const here = this.querySelector('script[type="application/json"]');
    if (here) return JSON.parse(here.textContent ?? "") as Options;
    const answer = await fetch(this.getAttribute("from") ?? "", {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return ((await answer.json()) as { request_options: Options }).request_options;
  }

  private fail(failed: boolean): void {
    const words = this.querySelector<HTMLElement>("[data-failure]");
    if (words) words.hidden = !failed;
  }
}

async function used(options: Options["publicKey"]): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  return json(await navigator.credentials.get({ publicKey }));
}

/** A passkey that opens the door alone: it lies on the device and checks its owner. */
async function made(options: Options["publicKey"]): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON({
    ...options,
    authenticatorSelection: {
      ...options.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  });
  return json(await navigator.credentials.create({ publicKey }));
}

function json(credential: Credential | null): unknown {
  return credential instanceof PublicKeyCredential ? credential.toJSON() : null;
}

customElements.define("passkey-form", PasskeyForm);
