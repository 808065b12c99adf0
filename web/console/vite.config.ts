import { defineConfig } from 'vite';

/** The console, which the simulated Vonage of a laptop serves at its root. Never deployed. */
export default defineConfig({
  base: '/',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
