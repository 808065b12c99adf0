import * as z from 'zod/mini';
import { deskSettingsSchema } from '../../responses/desk-settings.ts';
import { HTML_TYPE, type Operation } from '../operation.ts';
import { language } from '../parameters.ts';
import { error, ok } from '../responses.ts';

const html = { [HTML_TYPE]: {} };
const later = { description: 'The settings cannot be read: a page that says so.', content: html };

const support: Operation = {
  tag: 'pages',
  summary: 'The page that customers see',
  parameters: [language],
  responses: { 200: { description: 'How to text us.', content: html }, 503: later },
};

const notifyForm: Operation = {
  tag: 'pages',
  summary: 'The form with which staff notify customers',
  parameters: [language],
  responses: { 200: { description: 'The form.', content: html }, 503: later },
};

const desk: Operation = {
  tag: 'pages',
  summary: 'The page in which agents work',
  responses: { 200: { description: 'The page.', content: html } },
};

const deskFile: Operation = {
  tag: 'pages',
  summary: 'A file of the agents’ page',
  parameters: [
    {
      name: 'file',
      in: 'path',
      description: 'Its path; it may have slashes.',
      schema: z.string(),
      example: 'index.html',
    },
  ],
  responses: {
    200: {
      description: 'The file.',
      content: {
        [HTML_TYPE]: {},
        'text/javascript': {},
        'text/css': {},
        'image/svg+xml': {},
        'font/woff2': {},
      },
    },
    404: error('There is none.', 'The desk has no such file; reload the page.'),
  },
};

/** Served by the route of the files. */
export const deskSettings: Operation = {
  tag: 'pages',
  summary: 'The settings of the agents’ page',
  responses: {
    200: ok('The settings; nothing of them is secret.', deskSettingsSchema, {
      businessName: 'ACME',
      language: 'en',
      numbers: { support: '447700900000', delivery: '441632960960', voice: '447700900000' },
    }),
  },
};

export const PAGES = {
  'GET /': support,
  'GET /notify': notifyForm,
  'GET /desk': desk,
  'GET /desk/{file+}': deskFile,
} satisfies Record<string, Operation>;
