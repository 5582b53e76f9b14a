import assert from "node:assert/strict";
import { test } from "node:test";
import { draw } from "../testing";
import { target } from "./mail-frame";

test("says the host as the network knows it, and the rest apart", () => {
  assert.deepEqual(target("https://evil.example/login?id=7#x"), ["evil.example", "/login?id=7#x"]);
  assert.deepEqual(target("https://bank.example/"), ["bank.example", ""]);
  assert.deepEqual(target("https://bücher.example:8443/a"), ["xn--bcher-kva.example:8443", "/a"]);
  assert.deepEqual(target("https://bank.de@evil.example/"), ["evil.example", ""]);
});

test("says where the connection is not protected", () => {
  assert.deepEqual(target("http://evil.example/"), ["http://evil.example", ""]);
});

test("says to whom a mail or a call goes", () => {
  assert.deepEqual(target("mailto:evil%40x.example?subject=a"), ["evil@x.example", ""]);
  assert.deepEqual(target("tel:+49301234"), ["+49301234", ""]);
});

test("shows what it can't read as it is", () => {
  assert.deepEqual(target("https://%"), ["https://%", ""]);
  assert.deepEqual(target("mailto:%"), ["mailto:%", ""]);
});

test("a frame that has not loaded changes nothing", () => {
  const element = draw("<mail-frame><iframe></iframe><p class='mail-target' hidden></p></mail-frame>", "mail-frame");
  assert.equal(element.hasAttribute("data-ready"), false);
});
