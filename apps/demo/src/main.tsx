import { render } from 'preact';
import 'uplot/dist/uPlot.min.css';
import './page/style.css';
import { followJudging } from './backends/judge-controller.ts';
import { followLook } from './look/look-controller.ts';
import { App } from './page/app.tsx';
import { followAddress } from './state/store.ts';
import { followTheme } from './state/theme.ts';
import { followUse } from './use/use-controller.ts';

followTheme();
followAddress();
followLook();
followUse();
followJudging();
render(<App />, document.getElementById('app')!);

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Without it the page works all the same, only not offline.
  navigator.serviceWorker.register('./service-worker.js').catch(() => {});
}
