import { gzipSync } from "node:zlib";
import { copyFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

/** Bytes of gzipped script: the start page, and any other screen when it is what is opened first. */
const MOST: Record<string, number> = { start: 15 * 1024, missing: 18 * 1024, thing: 22 * 1024, map: 25 * 1024 };
const OUT = "../graphapi/static/explorer";

/** Fails the build when a screen's first load, in either language, is more than it may be. */
function firstLoad(): Plugin {
  return {
    name: "first-load",
    writeBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const size = new Map(chunks.map((chunk) => [chunk.fileName, gzipSync(chunk.code, { level: 6 }).length]));
      const needs = (name: string, found = new Set<string>()): Set<string> => {
        if (found.has(name)) return found;
        found.add(name);
        chunks.find((chunk) => chunk.fileName === name)?.imports.forEach((other) => needs(other, found));
        return found;
      };
      const entry = chunks.find((chunk) => chunk.isEntry)!;
      const screens = chunks.filter(
        (chunk) => chunk.facadeModuleId && /\/src\/(start|missing|thing|map)\.tsx$/.test(chunk.facadeModuleId),
      );
      const texts = chunks.filter(
        (chunk) => chunk.facadeModuleId && /\/src\/texts\.\w\w\.ts$/.test(chunk.facadeModuleId),
      );
      const tooLarge: string[] = [];
      for (const screen of screens)
        for (const text of texts) {
          const more =
            screen.name === "start"
              ? []
              : chunks.filter((chunk) => chunk.name === text.name.replace("texts", "reading"));
          const files = new Set([entry, screen, text, ...more].flatMap((chunk) => [...needs(chunk.fileName)]));
          const bytes = [...files].reduce((sum, name) => sum + size.get(name)!, 0);
          console.log(`first load of ${screen.name} with ${text.name}: ${bytes} bytes gzipped`);
          if (bytes > MOST[screen.name]!)
            tooLarge.push(`${screen.name} with ${text.name}: ${bytes} bytes, more than ${MOST[screen.name]}`);
        }
      if (tooLarge.length) this.error(tooLarge.join("; "));
      copyFileSync("node_modules/@fontsource/noto-sans-devanagari/LICENSE", `${OUT}/OFL.txt`);
    },
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
  plugins: [firstLoad()],
});
