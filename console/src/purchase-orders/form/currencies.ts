const FIRST = ["USD", "EUR", "GBP", "JPY", "AUD", "CAD"];

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description: string;
}

let choices: readonly Choice[] | null = null;

/** Every currency that the browser knows, the most used first. */
export function currencies(): readonly Choice[] {
  choices ??= [...new Set([...FIRST, ...Intl.supportedValuesOf("currency")])].map(described);
  return choices;
}

function described(code: string): Choice {
  const names = new Intl.DisplayNames("en-US", { type: "currency" });
  return { value: code, label: code, description: names.of(code) ?? "" };
}
