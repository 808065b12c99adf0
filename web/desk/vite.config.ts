import { defineConfig } from 'vite';

/** The agents' app, as `/desk` of the API serves it. */
export default defineConfig({
  base: '/desk/',
  build: {
    target: 'es2022',
    // A policy without data: for fonts and styles; and each file is cached for a year by its name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Vonage's client SDK is 1.3 MB by itself; it is loaded when an agent's phone is first connected.
    chunkSizeWarningLimit: 1_400,
  },
});
