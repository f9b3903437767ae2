import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

/** What GraphiQL's style sheets hold as data: fonts go, for the reader's own do; pictures become files of this service. */
function noData(): Plugin {
  return {
    name: "no-data",
    enforce: "post",
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === "asset" && file.fileName.endsWith(".css"))
          file.source = String(file.source)
            .replace(/@font-face\s*\{[^}]*\}/g, "")
            .replace(/url\("?data:image\/png;base64,([^")]+)"?\)/g, (_all, data: string) => {
              const source = Buffer.from(data, "base64");
              const picture = this.emitFile({ type: "asset", name: "mark.png", source });
              return `url(/static/graphiql/${this.getFileName(picture)})`;
            });
    },
  };
}

export default defineConfig({
  base: "/static/graphiql/",
  publicDir: false,
  plugins: [noData()],
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  resolve: { alias: { "react-style-singleton": fileURLToPath(new URL("graphiql/style.ts", import.meta.url)) } },
  build: {
    outDir: "../graphapi/static/graphiql",
    emptyOutDir: true,
    manifest: "manifest.json",
    license: { fileName: "licences.md" },
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rollupOptions: {
      input: "graphiql/main.ts",
      onLog: (level, log, tell) => log.code !== "MODULE_LEVEL_DIRECTIVE" && tell(level, log), // "use client"
    },
  },
});
