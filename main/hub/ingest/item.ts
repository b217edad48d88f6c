/** What a message tells of its person or company besides who it is; `rest` is a JSON object, null removes a value. */
export interface IngestTraits {
  name: string | null;
  country: string | null;
  region: string | null;
  city: string | null;
  /** UTC ms */
  firstSeen: number | null;
  rest: string;
}

/** One message of the tracking protocol, checked and made plain by the door it came through. Instants are UTC ms. */
export interface IngestItem {
  kind: 'event' | 'identify' | 'group' | 'alias';
  messageId: string;
  at: number;
  customerId: string | null;
  anonymousId: string | null;
  email: string | null;
  phone: string | null;
  /** Of kind `event`; `properties` is a JSON object. */
  event: { name: string; sessionId: string | null; properties: string } | null;
  /** Of the person, or with `group` of the company. */
  traits: IngestTraits | null;
  /** `group`: the company's id; `alias`: the id the person had before. */
  otherId: string | null;
}

/** The items of one request; taken whole or not at all. */
export interface IngestBatch {
  /** Name of the source they belong to: its name space of customer and anonymous ids. */
  source: string;
  items: readonly IngestItem[];
}
