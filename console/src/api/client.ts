import { AwsClient } from "aws4fetch";
import createClient, { type Client } from "openapi-fetch";
import type { Configuration, DemoUser } from "../session/configuration";
import { ApiProblem } from "./problem";
import type { paths } from "./schema";

export type Api = Client<paths>;

type Keys = Pick<DemoUser, "accessKeyId" | "secretAccessKey">;

/** The API as the OpenAPI document describes it; every request is signed, a refusal is thrown. */
export function createApi(configuration: Configuration, keys: Keys): Api {
  const signer = new AwsClient({ ...keys, service: "execute-api", region: configuration.region });
  const api = createClient<paths>({
    baseUrl: configuration.apiUrl,
    fetch: (request) => send(request, signer, configuration),
    querySerializer: { array: { style: "form", explode: true } },
  });
  api.use({
    onResponse: async ({ response }) => {
      if (!response.ok) throw await ApiProblem.of(response);
    },
  });
  return api;
}

async function send(request: Request, signer: AwsClient, to: Configuration): Promise<Response> {
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
