import { defineConfig } from 'vitepress';
import { focusablePlots } from './focusable-plots.ts';
import { keepTogether } from './keep-together.ts';
import { section } from './sidebar.ts';

export default defineConfig({
  title: 'chainzrule',
  description: 'Derivative-controlled neural networks for TypeScript.',
  cleanUrls: true,
  lastUpdated: false,
  srcExclude: ['node_modules/**', 'test/**'],
  head: [['link', { rel: 'icon', href: '/icon.svg', type: 'image/svg+xml' }]],
  markdown: {
    math: true,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-dimmed' },
    config(markdown) {
      keepTogether(markdown);
      focusablePlots(markdown);
    },
  },
  // The reference is no chapter of the guide.
  transformPageData: ({ relativePath }) =>
    relativePath.startsWith('api/') ? { frontmatter: { prev: false, next: false } } : {},
  // The search index and the API's pages are large by nature.
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/guide/start' },
      { text: 'Concepts', link: '/concepts/mathematics' },
      { text: 'API', link: '/api/' },
      { text: 'Benchmarks', link: '/benchmarks/' },
    ],
    sidebar: [
      section('Guide', 'guide', [
        'start',
        'tables',
        'text',
        'fine-tuning',
        'tfjs',
        'onnx',
        'browser',
        'schedules',
        'reading-tau',
        'deploy',
        'sweeps',
        'add-a-backend',
      ]),
      section('Concepts', 'concepts', ['mathematics', 'tolerances', 'backends', 'honest-science']),
      section('Benchmarks', 'benchmarks', ['index', 'agreement', 'speed', 'science', 'text']),
      { text: 'Reliability', items: [{ text: 'Hard use', link: '/reliability' }] },
      section('Decisions', 'decisions', [], true),
    ],
  },
});
