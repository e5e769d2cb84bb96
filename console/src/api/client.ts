import { AwsClient } from "aws4fetch";
import createClient, { type Client } from "openapi-fetch";
import type { Configuration } from "../session/configuration";
import type { KeySource } from "../session/person";
import { ApiProblem } from "./problem";
import type { paths } from "./schema";

export type Api = Client<paths>;

/** The API as the OpenAPI document describes it; every request is signed, a refusal is thrown. */
export function createApi(configuration: Configuration, keys: KeySource): Api {
  const api = createClient<paths>({
    baseUrl: configuration.apiUrl,
    fetch: (request) => send(request, keys, configuration),
    querySerializer: { array: { style: "form", explode: true } },
  });
  api.use({
    onResponse: async ({ response }) => {
      if (!response.ok) throw await ApiProblem.of(response);
    },
  });
  return api;
}

// Keys that were derived for signing, by the day and the secret they are derived from.
const DERIVED = new Map<string, ArrayBuffer>();

async function send(request: Request, keys: KeySource, to: Configuration): Promise<Response> {
  const region = to.region;
  const signer = new AwsClient({
    ...(await keys()),
    service: "execute-api",
    region,
    cache: DERIVED,
  });
  const body = request.body ? await request.clone().arrayBuffer() : undefined;
  const signed = await signer.sign(request.url.replace(to.apiUrl, to.signedUrl), {
    method: request.method,
    headers: request.headers,
    body,
  });
  return fetch(new Request(request, { headers: signed.headers }));
}

/** What a call answered; never undefined, for refusals are thrown. */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call;
  return data as T;
}
