// Fails when what a page may load outgrows its budget: script, styles and map compressed, and the fonts.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const built = new URL("../../../../build/web/", import.meta.url);
const KB = 1024;
const budgets = [
  { what: "script, styles, map (gzip)", files: /\.(js|css|json)$/, limit: 150 * KB, weigh: (bytes) => gzipSync(bytes, { level: 9 }).length },
  { what: "fonts", files: /\.woff2$/, limit: 60 * KB, weigh: (bytes) => bytes.length },
];

let over = 0;
for (const { what, files, limit, weigh } of budgets) {
  const names = readdirSync(built).filter((name) => files.test(name));
  const sizes = names.map((name) => [name, weigh(readFileSync(new URL(name, built)))]);
  const sum = sizes.reduce((all, [, size]) => all + size, 0);
  for (const [name, size] of sizes) console.log(`  ${name.padEnd(24)} ${(size / KB).toFixed(1).padStart(7)} KB`);
  console.log(`${what}: ${(sum / KB).toFixed(1)} KB of ${limit / KB} KB`);
  // nothing there is no thrift but a build that left something out
  if (sum === 0 || sum > limit) over++;
}
process.exit(over ? 1 : 0);
