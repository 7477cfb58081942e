// Writes src/generated from the schema and the operations: `npm ci --ignore-scripts && npm run generate`.
//
// A folder may be named to write elsewhere. This runs the client preset of graphql-codegen by itself: its command line
// tool depends on packages that cannot be installed together, and adds nothing that is needed here.

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { preset } from "@graphql-codegen/client-preset";
import { codegen } from "@graphql-codegen/core";
import { buildASTSchema, parse } from "graphql";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const out = resolve(process.argv[2] ?? join(here, "src/generated"));

const config = {
  documentMode: "string",
  enumsAsTypes: true,
  useTypeImports: true,
  strictScalars: true,
  immutableTypes: true,
  scalars: { Date: "string", DateTime: "string", EventPosition: "string", JSON: "unknown", MinorUnits: "number" },
};

/** Every operation, in order of persona and name. */
async function operations(folder) {
  const files = await readdir(folder, { recursive: true });
  const found = files.filter((file) => file.endsWith(".graphql")).sort();
  return Promise.all(
    found.map(async (location) => {
      const rawSDL = await readFile(join(folder, location), "utf8");
      return { location, rawSDL, document: parse(rawSDL) };
    }),
  );
}

// What else the preset writes looks documents up by their text, which nobody has to do who can import them.
const wanted = ["graphql.ts", "persisted-documents.json"];

const schema = parse(await readFile(join(root, "schema.graphql"), "utf8"));
const alone = { run: (work) => work(), collect: () => [] };
const sections = await preset.buildGeneratesSection({
  baseOutputDir: "generated/",
  schema,
  schemaAst: buildASTSchema(schema),
  documents: await operations(join(root, "clients/operations")),
  config,
  presetConfig: { persistedDocuments: { hashAlgorithm: "sha256" }, fragmentMasking: false },
  plugins: [],
  pluginMap: {},
  pluginContext: {},
  profiler: alone,
  cache: (_namespace, _key, work) => work(),
});

await mkdir(out, { recursive: true });
for (const section of sections.filter(({ filename }) => wanted.includes(basename(filename)))) {
  const text = await codegen({ ...section, pluginContext: {}, profiler: alone, cache: (_namespace, _key, work) => work() });
  await writeFile(join(out, basename(section.filename)), `${text.trimEnd()}\n`);
}
