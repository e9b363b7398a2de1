import { defineConfig } from 'vite'

/** Fonts and icons stay files: the Content-Security-Policy allows no data: fonts. */
export default defineConfig({
  base: '/',
  build: { assetsInlineLimit: 0, target: 'es2022', chunkSizeWarningLimit: 1000 },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  server: {
    proxy: { '/api': 'http://127.0.0.1:3000', '/ws': { target: 'ws://127.0.0.1:3000', ws: true } },
  },
})
