import { createHash } from "node:crypto";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

export default defineConfig({
  // Addresses relative to the page: a bucket's path serves the console as well as a domain does.
  base: "./",
  plugins: [react(), fontsAsFiles(), contentSecurityPolicy()],
  build: { target: "es2022", modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1100 },
});

/**
 * Cloudscape's style sheet carries its fonts inside. As files of their own they are loaded when
 * text needs them, and a strict content security policy lets them in.
 */
function fontsAsFiles(): Plugin {
  const inlined = /url\(['"]?data:font\/woff2;base64,([A-Za-z0-9+/=]+)['"]?\)/g;
  return {
    name: "fonts-as-files",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== "asset" || !file.fileName.endsWith(".css")) continue;
        file.source = String(file.source).replace(inlined, (_, base64: string) => {
          const source = Buffer.from(base64, "base64");
          const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
          this.emitFile({ type: "asset", fileName: `assets/font-${hash}.woff2`, source });
          return `url(./font-${hash}.woff2)`;
        });
      }
    },
  };
}

/** What the page may load, and whom it may speak to: itself, and AWS to sign in. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' https://*.amazonaws.com https://*.amazoncognito.com",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** The policy inside the page, for places that cannot send it as a header. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml: () => [
      {
        tag: "meta",
        attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
        injectTo: "head-prepend",
      },
    ],
  };
}
