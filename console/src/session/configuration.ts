/** What the deployment tells the console, in `config.json` beside the page. */
export interface Configuration {
  /** Where requests are sent: a path of the page's own origin. */
  readonly apiUrl: string;
  /** What they are signed for: the API's own address, where a proxy stands in between. */
  readonly signedUrl: string;
  readonly region: string;
  /** Users of a local stack; a deployment in AWS has none. */
  readonly demoUsers: readonly DemoUser[];
}

export interface DemoUser {
  readonly role: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export async function loadConfiguration(): Promise<Configuration> {
  const answer = await fetch("./config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error(`config.json: HTTP ${answer.status}`);
  const told = (await answer.json()) as Partial<Configuration>;
  if (!told.apiUrl || !told.region) throw new Error("config.json names no apiUrl or region");
  const apiUrl = new URL(told.apiUrl, window.location.href).href;
  return {
    apiUrl,
    signedUrl: told.signedUrl ?? apiUrl,
    region: told.region,
    demoUsers: told.demoUsers ?? [],
  };
}
