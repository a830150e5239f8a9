import { defineConfig, type UserConfig } from 'tsdown';

/** The one build: ESM for Node 20 and browsers, with declarations; a package names only its entries. */
export function library(entry: Record<string, string>): UserConfig {
  return defineConfig({
    entry,
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    dts: true,
    sourcemap: true,
    clean: true,
    fixedExtension: false,
    external: [/^node:/, /^#/],
  }) as UserConfig;
}
