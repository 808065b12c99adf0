import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STYLE } from '../../../../edge/http/style.ts';

const tokens = readFileSync(join(import.meta.dirname, '../../../../web/look/tokens.css'), 'utf8');

/** The custom properties that stand in a piece of CSS. */
const properties = (css: string): Map<string, string> =>
  new Map(
    [...css.matchAll(/(--[\w-]+):\s*([^;}]+)[;}]/g)].map(([, name = '', value = '']) => [name, value.trim()]),
  );

const shared = properties(tokens);
const [dark = ''] = /(?<=prefers-color-scheme:dark\)\{:root)\{[^}]*\}/.exec(STYLE) ?? [];
const [light = ''] = /^:root\{[^}]*\}/.exec(STYLE) ?? [];
const looks = { light: properties(light), dark: new Map([...properties(light), ...properties(dark)]) };

const sharedIn = (name: string, look: 'light' | 'dark'): string | undefined => {
  const value = shared.get(name);
  const both = /^light-dark\((#\w+), (#\w+)\)$/.exec(value ?? '');
  return both ? both[look === 'light' ? 1 : 2] : value;
};

/** WCAG 2.2: the contrast of two colours. */
function contrast(one = '', other = ''): number {
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test('contrast is measured as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 1);
});

describe.each(['light', 'dark'] as const)('the pages in their %s look', (look) => {
  const colours = looks[look];

  test('have the colours and sizes of the desk and the console', () => {
    expect(colours.size).toBeGreaterThan(20);
    for (const [name, value] of colours) expect([name, value]).toEqual([name, sharedIn(name, look)]);
  });

  test.each([
    ['ink', 'paper'],
    ['ink', 'card'],
    ['quiet', 'paper'],
    ['quiet', 'card'],
    ['accent', 'card'],
    ['on-accent', 'accent'],
    ['good', 'card'],
    ['warn', 'card'],
    ['bad', 'card'],
  ])('text in %s on %s can be read: 4.5 to 1', (text, ground) => {
    expect(contrast(colours.get(`--${text}`), colours.get(`--${ground}`))).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ['edge', 'card'],
    ['edge', 'paper'],
    ['accent', 'card'],
    ['accent', 'paper'],
    ['bad', 'paper'],
    ['bad', 'card'],
    ['good', 'card'],
    ['warn', 'card'],
  ])('a border or the focus in %s on %s can be seen: 3 to 1', (line, ground) => {
    expect(contrast(colours.get(`--${line}`), colours.get(`--${ground}`))).toBeGreaterThanOrEqual(3);
  });
});

test('every colour and size that the style names is one that it has', () => {
  const named = new Set([...STYLE.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  for (const name of named) expect([...looks.light.keys()]).toContain(name);
});
