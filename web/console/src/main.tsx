import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../look/base.css';
import { Console } from './console.tsx';
import { wearLook } from './look.ts';

wearLook();
const root = document.querySelector('#console');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
