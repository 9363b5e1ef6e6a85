// Builds the styles, scripts, icons and the type of our papers into dist/: each file under a name with its digest, what a browser loads
// with a brotli copy beside it, and manifest.json.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import { build } from "esbuild";
import { fonts } from "./fonts.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");

async function bundle(entryPoints) {
  const result = await build({
    entryPoints: entryPoints.map((name) => join(here, name)),
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: ["chrome109", "safari16.4", "firefox115"],
    outdir: dist,
    legalComments: "none",
  });
  return result.outputFiles.map((file) => [basename(file.path), file.text]);
}

// A browser that does not know light-dark() gets the light colours instead of none.
async function lightFallback() {
  const tokens = await readFile(join(here, "css/tokens.css"), "utf8");
  const pairs = [...tokens.matchAll(/(--[\w-]+): light-dark\(([^,]+),/g)].map(([, name, light]) => `${name}:${light}`);
  return `@supports not (color:light-dark(#000,#fff)){:root,[data-theme]{${pairs.join(";")};--shadow:none;--lift:0 8px 32px rgb(0 0 0/.2)}}`;
}

async function sprite() {
  const names = (await readFile(join(here, "icons.txt"), "utf8")).split("\n").filter(Boolean);
  const symbols = await Promise.all(
    names.map(async (name) => {
      const source = await readFile(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
      const inner = source.slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"));
      return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s+/g, " ").replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "").trim()}</symbol>`;
    }),
  );
  const mark = await readFile(join(here, "mark.svg"), "utf8");
  const inner = mark.slice(mark.indexOf(">") + 1, mark.lastIndexOf("</svg>"));
  symbols.push(`<symbol id="mark" viewBox="0 0 24 24">${inner}</symbol>`);
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

function hashedName(name, bytes) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  return `${basename(name, extname(name))}.${digest}${extname(name)}`;
}

async function emit(manifest, name, text) {
  const bytes = Buffer.from(text);
  const hashed = hashedName(name, bytes);
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  await writeFile(join(dist, hashed), bytes);
  await writeFile(join(dist, `${hashed}.br`), br);
  manifest[name] = hashed;
  console.log(`${name.padEnd(12)} ${String(bytes.length).padStart(7)} B  ${String(br.length).padStart(6)} B compressed`);
}

await mkdir(dist, { recursive: true });
for (const old of await readdir(dist)) await rm(join(dist, old), { recursive: true });
const manifest = {};
const [[, css]] = await bundle(["css/app.css"]);
await emit(manifest, "app.css", (await lightFallback()) + css);
for (const [name, text] of await bundle(["client/desk.ts", "client/phone.ts"])) await emit(manifest, name, text);
const ofField = { "app.js": "field.js", "decoder.js": "field-decoder.js", "worker.js": "field-worker.js" };
for (const [name, text] of await bundle(["../field/app.ts", "../field/decoder.ts", "../field/worker.ts"])) await emit(manifest, ofField[name], text);
await emit(manifest, "icons.svg", await sprite());
await emit(manifest, "mark.svg", await readFile(join(here, "mark.svg"), "utf8"));
for (const [name, bytes, whole] of await fonts()) {
  manifest[name] = hashedName(name, bytes);
  await writeFile(join(dist, manifest[name]), bytes);
  console.log(`${name.padEnd(24)} ${String(whole).padStart(7)} B  ${String(bytes.length).padStart(7)} B packed`);
}
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));
