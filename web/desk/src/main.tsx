import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../../look/base.css';
import { Desk } from './desk.tsx';
import { chosenLook, showLook } from './look.ts';

showLook(chosenLook());

const root = document.querySelector('#desk');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Desk />
    </StrictMode>,
  );
}
