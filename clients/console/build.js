// Writes the console's files into the Python package: `npm ci --ignore-scripts && npm run build`.
//
// A folder may be named to write elsewhere. The same sources and lock file give the same bytes.

import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../../src/lifecycle_api/http/static"));

// GraphiQL embeds its fonts, which would make up four fifths of the page; the system's do as well.
const withoutFonts = {
  name: "without-fonts",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};

/** The folders of the packages that ended up in the bundle, in order. */
function packagesIn(inputs) {
  const folders = Object.keys(inputs).map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
  return [...new Set(folders.filter(Boolean))].sort();
}

/** `name version (licence)` of a package, with the licence's text as the package carries it. */
async function licence(folder) {
  const { name, version, license, author } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const by = author?.name ?? author ?? "its contributors";
  const text = file ? await readFile(join(folder, file), "utf8") : `Licensed by ${by}; the package carries no text.`;
  return { title: `${name} ${version} (${license})`, text: text.replaceAll("\r\n", "\n").trim() };
}

/** Every licence once, under the packages it covers. */
function notice(licences) {
  const covered = new Map();
  for (const { title, text } of licences) covered.set(text, [...(covered.get(text) ?? []), title]);
  const parts = [...covered].map(([text, titles]) => `${titles.join("\n")}\n\n${text}\n`);
  return ["The console contains the following packages.\n", ...parts].join(`\n${"-".repeat(78)}\n\n`);
}

process.chdir(here);
await mkdir(out, { recursive: true });
const { metafile } = await build({
  entryPoints: { console: "main.jsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  jsx: "automatic",
  legalComments: "none",
  metafile: true,
  plugins: [withoutFonts],
  define: { "process.env.NODE_ENV": '"production"' },
});
await copyFile("index.html", join(out, "index.html"));

const licences = await Promise.all(packagesIn(metafile.inputs).map(licence));
await writeFile(join(out, "NOTICE"), notice(licences));
