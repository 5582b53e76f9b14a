#!/usr/bin/env node
// Runs every kundig/**/*.test.ts with Node's own test runner. Names given as arguments choose
// the files whose path contains one of them: `npm test -- live`.
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const wanted = process.argv.slice(2);

const found = (await readdir(`${root}/kundig`, { recursive: true }))
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)));

// Inside node_modules, so that packages left outside the bundle are still found from there.
const bundles = await mkdtemp(`${root}/node_modules/.tests-`);
try {
  const built = await esbuild.build({
    entryPoints: found.map((name) => `${root}/kundig/${name}`),
    outdir: bundles,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    // Everything else is bundled, so that it meets a page that testing.ts has already set up.
    external: ["happy-dom"],
    sourcemap: "inline",
    metafile: true,
    logLevel: "warning",
  });
  const files = Object.keys(built.metafile.outputs).map((name) => path.resolve(name));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-force-exit", ...files], {
    stdio: "inherit",
  });
  process.exitCode = run.status ?? 1;
} finally {
  await rm(bundles, { recursive: true });
}
