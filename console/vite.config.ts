import { createHash } from "node:crypto";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import policy from "./content-security-policy.json" with { type: "json" };

export default defineConfig({
  // Addresses relative to the page: a bucket's path serves the console as well as a domain does.
  base: "./",
  plugins: [react(), fontsAsFiles(), contentSecurityPolicy()],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1100,
    rolldownOptions: {
      output: {
        chunkFileNames: nameOf,
        // What several pages need is one file: many small ones are slower to fetch.
        codeSplitting: { groups: [{ name: "shared", minShareCount: 8 }] },
      },
    },
  },
});

/** Pages are told apart by the names of their files: all of them are a `page.tsx`. */
function nameOf({ facadeModuleId }: { facadeModuleId: string | null }): string {
  const page = /src\/pages\/([^/]+)\/page\.tsx$/.exec(facadeModuleId ?? "")?.[1];
  return `assets/${page ? `page-${page}` : "[name]"}-[hash].js`;
}

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
const POLICY = Object.entries(policy)
  .map(([directive, sources]) => [directive, ...sources].join(" "))
  .join("; ");

/** The policy inside the page, for places that cannot send it as a header, as CloudFront does. */
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
