import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin, type ResolvedConfig } from "vite";

/** Compresses once, at the build, as hard as it goes: the gateway sends what lies beside the file. */
function compressed(): Plugin {
  let config: ResolvedConfig;
  const text = /\.(js|css|html|svg|json|webmanifest)$/;
  return {
    name: "compressed",
    apply: "build",
    configResolved: (resolved) => void (config = resolved),
    closeBundle() {
      for (const entry of readdirSync(config.build.outDir, { recursive: true, encoding: "utf8" }).filter((name) => text.test(name))) {
        const path = join(config.build.outDir, entry);
        const plain = readFileSync(path);
        const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
        const gzip = gzipSync(plain, { level: 9 });
        for (const [ending, bytes] of [["br", brotli], ["gz", gzip]] as const) {
          if (bytes.length < plain.length) {
            writeFileSync(`${path}.${ending}`, bytes);
          }
        }
      }
    },
  };
}

/** Every browser that runs the page reads WOFF2: the older files of font packages would only make the gateway larger. */
function withoutOldFonts(): Plugin {
  return {
    name: "without-old-fonts",
    enforce: "pre",
    transform: (code, id) => (id.endsWith(".css") && id.includes("@fontsource") ? code.replaceAll(/, url\([^)]+\.woff\) format\('woff'\)/g, "") : undefined),
  };
}

const gateway = process.env["GATEWAY"] ?? "http://localhost:8080";
const proxied = [
  "/api", "/capacity", "/catalog", "/console", "/dev", "/health", "/hubs", "/images", "/inventory", "/pricing", "/recommendations",
  "/reviews", "/rooms", "/sizing",
];

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  plugins: [withoutOldFonts(), compressed()],
  build: {
    target: "es2022",
    // The policy of the page allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // For work on the page alone: the system runs beside it, on its usual port.
  server: {
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: gateway, ws: path === "/hubs" }])),
  },
});
