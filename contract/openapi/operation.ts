import type * as z from 'zod/mini';

/** A piece of JSON that is part of the document. */
export type Json = Record<string, unknown>;

export type Schema = z.ZodMiniType;

export const TAGS = {
  notifications: 'The shop announces deliveries, and reads what became of them.',
  agents: 'Agents sign in and set whether they may be rung.',
  tickets: 'What agents do with tickets, texts and calls.',
  pages: 'What people see in a browser.',
  webhooks: 'What Vonage calls. docs/webhooks.md describes how each request is authenticated.',
} as const;
export type Tag = keyof typeof TAGS;

/** A body in one media type. A type such as audio has no schema. */
export interface Content {
  schema?: Schema | Schema[];
  example?: unknown;
}

export interface ResponseDescription {
  description: string;
  /** By media type; without it the response has no body. */
  content?: Record<string, Content>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  description: string;
  schema: Schema;
  example?: string | number;
}

/** What the document says of one route beside method, path and authentication, which the route itself has. */
export interface Operation {
  tag: Tag;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  body?: { required: boolean; content: Record<string, Content> };
  responses: Record<number, ResponseDescription>;
}

export const JSON_TYPE = 'application/json';
export const FORM_TYPE = 'application/x-www-form-urlencoded';
export const HTML_TYPE = 'text/html';
