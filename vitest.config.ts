import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{server,shared,client,tools,bench}/**/*.test.ts', '*.test.ts'],
          exclude: ['**/*.live.test.ts', '**/node_modules/**'],
          // Timers are faked here, before lib0 is loaded and captures the real ones.
          setupFiles: ['./server/testing/clock.ts'],
        },
      },
      {
        extends: true,
        // Real sockets, real files, real time.
        test: { name: 'live', include: ['{server,tools}/**/*.live.test.ts'] },
      },
    ],
  },
})
