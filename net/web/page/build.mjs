// Builds src into dist: one script, one style sheet, the rest as it is; every file compressed. The result is committed and
// embedded, so that only who changes the page needs node. `node build.mjs DIR` builds elsewhere, to compare.
import { build } from 'esbuild'
import { gzipSync } from 'node:zlib'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const out = process.argv[2] ?? join(here, 'dist')
const result = await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/main.tsx', style: 'src/style/index.css' },
  outdir: out, bundle: true, minify: true, write: false, format: 'esm', target: ['es2022', 'safari15'], legalComments: 'none',
  jsx: 'automatic', jsxImportSource: 'preact', logLevel: 'warning',
})
const files = result.outputFiles.map((f) => [f.path.slice(f.path.lastIndexOf('/') + 1), Buffer.from(f.contents)])
for (const name of readdirSync(join(here, 'static'))) files.push([name, readFileSync(join(here, 'static', name))])
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })
let total = 0
for (const [name, bytes] of files.sort(([a], [b]) => (a < b ? -1 : 1))) {
  const packed = gzipSync(bytes, { level: 9 })
  packed[9] = 255 // the system it was made on: unknown, so that every machine makes the same bytes
  writeFileSync(join(out, name + '.gz'), packed)
  total += packed.length
  console.log(`${name}: ${bytes.length} bytes, ${packed.length} compressed`)
}
console.log(`together ${total} bytes compressed`)
