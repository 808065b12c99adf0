import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../look/base.css';
import { Console } from './console.tsx';
import { followTheme } from './theme.ts';

followTheme();
const root = document.querySelector('#console');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
