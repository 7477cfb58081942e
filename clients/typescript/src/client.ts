import type { TypedDocumentString } from "./generated/graphql.js";

/** A refusal or a fault, as the server words it. `extensions.code` is stable. */
export interface ResponseError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions?: { readonly code?: string; readonly [name: string]: unknown };
}

/** What a response says about its data. */
export interface Extensions {
  readonly consistency?: { readonly position: string; readonly stale: boolean };
  readonly redactions?: readonly { readonly path: readonly (string | number)[]; readonly category: string; readonly reason: string }[];
  readonly deprecations?: readonly { readonly coordinate: string; readonly replacement: string; readonly sunset: string }[];
  readonly [name: string]: unknown;
}

/** An answer with data. */
export interface Answer<Data> {
  readonly data: Data;
  readonly extensions: Extensions;
}

/** An operation that was refused, in whole or in part. */
export class LifecycleError extends Error {
  readonly errors: readonly ResponseError[];
  readonly status: number;

  constructor(errors: readonly ResponseError[], status: number) {
    super(errors.map((each) => each.message).join(" ") || `The server answered ${status}.`);
    this.name = "LifecycleError";
    this.errors = errors;
    this.status = status;
  }

  /** The stable code of the first error, such as `SCOPE_MISSING`. */
  get code(): string | undefined {
    return this.errors[0]?.extensions?.code;
  }
}

export interface Options {
  /** The address of the service's `/graphql`. */
  readonly url: string;
  /** An access token, or what gets a fresh one for every request. */
  readonly token: string | (() => string | Promise<string>);
  /** What data is asked for, as partners have to say with every request, such as `lead_followup`. */
  readonly purpose?: string;
  /** Send ids of documents instead of their text; the server has to know them. */
  readonly trusted?: boolean;
}

/** Asks operations of `clients/operations`: `await client(options)(CustomerPageDocument, { id })`. */
export function client({ url, token, purpose, trusted = false }: Options) {
  return async function ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    ...[variables]: Variables extends Record<string, never> ? [] : [Variables]
  ): Promise<Answer<Data>> {
    const bearer = typeof token === "string" ? token : await token();
    const known = trusted ? { documentId: document.__meta__?.["hash"] } : { query: document.toString() };
    const response = await fetch(url, {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json, application/json;q=0.9",
        Authorization: `Bearer ${bearer}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ ...known, variables, ...(purpose && { extensions: { purpose } }) }),
    });
    // A proxy that answers instead of the service sends a page, and no JSON.
    const read: unknown = await response.json().catch(() => ({}));
    const answer = read as { data?: Data; errors?: ResponseError[]; extensions?: Extensions };
    if (answer.errors?.length || answer.data == null) throw new LifecycleError(answer.errors ?? [], response.status);
    return { data: answer.data, extensions: answer.extensions ?? {} };
  };
}
