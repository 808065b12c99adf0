import { defineConfig } from 'vite';

/** The console's page, as the simulator serves it at its root on a laptop. Never deployed. */
export default defineConfig({
  base: '/',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
