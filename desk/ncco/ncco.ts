/**
 * The NCCO, typed: every action and option that Vonage documents. Optional keys are absent, never undefined, so that
 * an NCCO is the same before and after JSON.
 */
export type Ncco = NccoAction[];

export type NccoAction =
  Talk | Stream | Input | Connect | RecordAction | Conversation | Notify | Wait | Transfer | Pay;

export type ActionName = NccoAction['action'];

export type HttpMethod = 'GET' | 'POST';
/** Vonage wants a list although it takes one URL only. */
export type OneUrl = [string];
export type JsonObject = { [key: string]: unknown };

export interface Talk {
  action: 'talk';
  text: string;
  bargeIn?: boolean;
  /** 0 repeats it without end. */
  loop?: number;
  level?: number;
  language?: string;
  style?: number;
  premium?: boolean;
}

export interface Stream {
  action: 'stream';
  streamUrl: OneUrl;
  level?: number;
  bargeIn?: boolean;
  loop?: number;
}

export type InputType = 'dtmf' | 'speech';

export interface Input {
  action: 'input';
  type: InputType[];
  dtmf?: DtmfSettings;
  speech?: SpeechSettings;
  eventUrl?: OneUrl;
  eventMethod?: HttpMethod;
  mode?: 'synchronous' | 'asynchronous';
}

export interface DtmfSettings {
  timeOut?: number;
  maxDigits?: number;
  submitOnHash?: boolean;
}

export interface SpeechSettings {
  uuid?: [string];
  endOnSilence?: number;
  language?: string;
  context?: string[];
  startTimeout?: number;
  maxDuration?: number;
  sensitivity?: number;
  saveAudio?: boolean;
}

export interface Connect {
  action: 'connect';
  endpoint: [Endpoint];
  from?: string;
  randomFromNumber?: boolean;
  eventType?: 'synchronous';
  timeout?: number;
  limit?: number;
  machineDetection?: MachineBehaviour;
  advancedMachineDetection?: AdvancedMachineDetection;
  eventUrl?: OneUrl;
  eventMethod?: HttpMethod;
  ringbackTone?: string;
}

export type MachineBehaviour = 'continue' | 'hangup';

export interface AdvancedMachineDetection {
  behavior?: MachineBehaviour;
  mode?: 'default' | 'detect' | 'detect_beep';
  beepTimeout?: number;
}

export type Endpoint = PhoneEndpoint | AppEndpoint | VbcEndpoint | SipEndpoint | WebsocketEndpoint;

export interface PhoneEndpoint {
  type: 'phone';
  number: string;
  dtmfAnswer?: string;
  onAnswer?: { url: string; ringbackTone?: string };
}

export interface AppEndpoint {
  type: 'app';
  user: string;
}

export interface VbcEndpoint {
  type: 'vbc';
  extension: string;
}

/** Either `uri`, or `domain` with or without a `user`. */
export interface SipEndpoint {
  type: 'sip';
  uri?: string;
  domain?: string;
  user?: string;
  headers?: JsonObject;
  standardHeaders?: JsonObject;
}

export interface WebsocketEndpoint {
  type: 'websocket';
  uri: string;
  'content-type'?: string;
  headers?: JsonObject;
  authorization?: JsonObject;
}

export interface RecordAction {
  action: 'record';
  format?: 'mp3' | 'wav' | 'ogg';
  split?: 'conversation';
  channels?: number;
  endOnSilence?: number;
  endOnKey?: string;
  timeOut?: number;
  beepStart?: boolean;
  eventUrl?: OneUrl;
  eventMethod?: HttpMethod;
  transcription?: JsonObject;
}

export interface Conversation {
  action: 'conversation';
  name: string;
  musicOnHoldUrl?: string | OneUrl;
  startOnEnter?: boolean;
  endOnExit?: boolean;
  record?: boolean;
  canSpeak?: string[];
  canHear?: string[];
  mute?: boolean;
  transcription?: JsonObject;
  eventUrl?: OneUrl;
  eventMethod?: HttpMethod;
}

export interface Notify {
  action: 'notify';
  payload: JsonObject;
  eventUrl: OneUrl;
  eventMethod?: HttpMethod;
}

export interface Wait {
  action: 'wait';
  timeout?: number;
}

export interface Transfer {
  action: 'transfer';
  conversationId: string;
  mute?: boolean;
  canSpeak?: string[];
  canHear?: string[];
}

/** Gone from Vonage's newest table; still accepted, with a warning. */
export interface Pay {
  action: 'pay';
  amount: number;
  currency?: string;
  eventUrl?: OneUrl;
  prompts?: JsonObject[];
  voice?: JsonObject;
}
