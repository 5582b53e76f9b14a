#!/usr/bin/env node
// Builds kundig/web/assets into kundig/web/static/web: one style sheet, one script, the icon
// sprite, the font files and the licences of what is inside. `--watch` builds again on change.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { watch } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const source = path.join(root, "kundig/web/assets");
const target = path.join(root, "kundig/web/static/web");
const packages = path.join(root, "node_modules");
const family = path.join(packages, "@fontsource-variable/hanken-grotesk");
const parts = ["commands", "history", "inputrules", "keymap", "model", "schema-list", "state", "transform", "view"];
const editing = parts.map((part) => `prosemirror-${part}`);
const inside = ["@fontsource-variable/hanken-grotesk", "htmx.org", "lucide-static", ...editing];

async function buildCode() {
  await esbuild.build({
    entryPoints: [
      { in: `${source}/app.ts`, out: "app" },
      { in: `${source}/css/app.css`, out: "app" },
      { in: `${source}/service-worker.ts`, out: "service-worker" },
    ],
    outdir: target,
    bundle: true,
    minify: true,
    sourcemap: false,
    format: "iife",
    // What the last two years of browsers know; light-dark() must stay as it is, because a
    // part of a page may be drawn in the other scheme.
    target: ["chrome123", "firefox121", "safari17.5"],
    external: ["*.woff2"],
    legalComments: "none",
    logLevel: "warning",
  });
}

// The editor comes when somebody begins to write: pages that are only read do without it.
async function buildEditor() {
  await esbuild.build({
    entryPoints: [{ in: `${source}/composer/editor/editor.ts`, out: "editor" }],
    outdir: target,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome123", "firefox121", "safari17.5"],
    legalComments: "none",
    logLevel: "warning",
  });
}

async function copyFonts() {
  for (const subset of ["latin", "latin-ext"]) {
    for (const slope of ["normal", "italic"]) {
      const name = `hanken-grotesk-${subset}-wght-${slope}.woff2`;
      await copyFile(`${family}/files/${name}`, `${target}/${name}`);
    }
  }
}

function iconNames(list) {
  return list.split("\n").filter((line) => line && !line.startsWith("#"));
}

async function buildSprite() {
  const names = iconNames(await readFile(`${source}/icons.txt`, "utf8"));
  const symbols = await Promise.all(names.map(readSymbol));
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(`${target}/icons.svg`, sprite);
}

async function readSymbol(name) {
  const svg = await readFile(`${packages}/lucide-static/icons/${name}.svg`, "utf8");
  const drawing = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  const shapes = drawing.replace(/\s+/g, " ").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}

async function gatherLicences() {
  const texts = await Promise.all(
    inside.map(async (name) => {
      const text = await readFile(`${packages}/${name}/LICENSE`, "utf8");
      return `${name}\n${"=".repeat(name.length)}\n\n${text.trim()}\n`;
    }),
  );
  await writeFile(`${target}/licences.txt`, texts.join("\n\n"));
}

async function build() {
  const started = performance.now();
  await mkdir(target, { recursive: true });
  await copyFile(`${source}/mark.svg`, `${target}/mark.svg`);
  for (const side of [180, 192, 512]) await copyFile(`${source}/icons/icon-${side}.png`, `${target}/icon-${side}.png`);
  await Promise.all([buildCode(), buildEditor(), copyFonts(), buildSprite(), gatherLicences()]);
  console.log(`assets: built in ${Math.round(performance.now() - started)} ms`);
}

await build();
if (process.argv.includes("--watch")) {
  let waiting;
  watch(source, { recursive: true }, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => build().catch((error) => console.error(error.message)), 80);
  });
}
