// How the dashboard's script, styles, font and map become the files of build/web, which the daemon carries within itself.
import { defineConfig, type Plugin } from "vite";
import { makeMap } from "./make/map.ts";
import { plotStyleHash } from "./make/plot_style.ts";

/** The files that no source holds as they are. The dev server makes them too. */
const made: Record<string, () => string> = {
  "carte.json": makeMap,
  "plot-style.hash": plotStyleHash,
};

function madeFiles(): Plugin {
  return {
    name: "made-files",
    generateBundle() {
      for (const [fileName, make] of Object.entries(made)) this.emitFile({ type: "asset", fileName, source: make() });
    },
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const make = made[(request.url ?? "").split("/").pop() ?? ""];
        if (make) response.end(make());
        else next();
      });
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [madeFiles()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "../../../build/web",
    emptyOutDir: true,
    target: "es2022",
    cssTarget: ["chrome105", "firefox110", "safari16"],
    cssCodeSplit: false,
    // a data: address is not among what the page may fetch
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    rollupOptions: {
      // names stay: the address bears the digest of all files
      input: { app: "src/main.ts", theme: "src/theme.ts" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "[name].js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "app.css" : asset.names[0]?.endsWith(".woff2") ? "inter.woff2" : "[name][extname]"),
      },
    },
  },
});
