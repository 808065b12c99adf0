import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../look/base.css';
import { Desk } from './desk.tsx';
import { storedTheme, applyTheme } from './theme.ts';

applyTheme(storedTheme());

const root = document.querySelector('#desk');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Desk />
    </StrictMode>,
  );
}
