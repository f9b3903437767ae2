import { gzipSync } from "node:zlib";
import { copyFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";
import { documents } from "./build/documents.ts";

/** Kilobytes of gzipped script that a screen may load when it is what is opened first, and its texts. */
const SCREENS: Record<string, { most: number; texts: string[] }> = {
  start: { most: 15, texts: ["texts"] },
  missing: { most: 18, texts: ["texts", "reading"] },
  thing: { most: 23, texts: ["texts", "reading"] },
  brief: { most: 23, texts: ["texts", "reading", "overview"] },
  map: { most: 26, texts: ["texts", "reading", "overview"] },
  readiness: { most: 30, texts: ["texts", "reading", "figures"] },
  demand: { most: 30, texts: ["texts", "reading", "figures"] },
  whatif: { most: 30, texts: ["texts", "reading", "figures"] },
  review: { most: 25, texts: ["texts", "reading", "review"] },
  officer: { most: 30, texts: ["texts", "reading", "officer"] },
};
const OUT = "../graphapi/static/explorer";

/** Fails the build when a screen's first load, in either language, is more than it may be. */
function firstLoad(): Plugin {
  return {
    name: "first-load",
    writeBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const of = (source: string): string => chunks.find((chunk) => chunk.facadeModuleId?.endsWith(source))!.fileName;
      const needs = (name: string, found: Set<string>): Set<string> => {
        if (found.has(name)) return found;
        found.add(name);
        chunks.find((chunk) => chunk.fileName === name)!.imports.forEach((other) => needs(other, found));
        return found;
      };
      const packed = (name: string): number =>
        gzipSync(chunks.find((chunk) => chunk.fileName === name)!.code, { level: 6 }).length;
      const tooLarge: string[] = [];
      for (const [screen, { most, texts }] of Object.entries(SCREENS))
        for (const lang of ["en", "hi"]) {
          const sources = ["/src/main.tsx", `/src/${screen}.tsx`, ...texts.map((name) => `/src/${name}.${lang}.ts`)];
          const files = sources.reduce((found, source) => needs(of(source), found), new Set<string>());
          const bytes = [...files].reduce((sum, name) => sum + packed(name), 0);
          const said = `first load of ${lang}/${screen}: ${bytes} bytes gzipped, of ${most * 1024}`;
          console.log(said);
          if (bytes > most * 1024) tooLarge.push(said);
        }
      if (tooLarge.length) this.error(tooLarge.join("; "));
      copyFileSync("node_modules/@fontsource/noto-sans-devanagari/LICENSE", `${OUT}/OFL.txt`);
    },
  };
}

/** Vite's own loader preloads what a screen imports; the service's page does that already (graphapi/explorer.py). */
function plainImports(): Plugin {
  const helper = "\0vite/preload-helper.js";
  return {
    name: "plain-imports",
    enforce: "pre",
    load: (id) => (id === helper ? "export const __vitePreload = (load) => load();" : null),
  };
}

export default defineConfig({
  base: "/static/explorer/",
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: "src/main.tsx" },
  },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [documents(), plainImports(), firstLoad()],
});
