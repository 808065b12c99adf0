import { defineConfig } from 'vite';

/** The agents' app, which the API serves at `/desk`. */
export default defineConfig({
  base: '/desk/',
  build: {
    target: 'es2022',
    // The content security policy allows no `data:` URLs, and files are cached for a year by their hashed names.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Vonage's client SDK alone is 1.3 MB; it is loaded when an agent's phone connects.
    chunkSizeWarningLimit: 1_400,
  },
});
