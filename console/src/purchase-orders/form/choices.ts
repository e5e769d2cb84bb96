import { useQuery } from "@tanstack/react-query";
import { type Api, answer } from "../../api/client";
import { useSession } from "../../session/session";

/** What a purchase order may name. Where the role may not read some, there is nothing to choose. */
export interface Choices {
  readonly sellers: readonly string[];
  /** Sellers that may issue invoices of a type; a type that is absent is everybody's. */
  readonly sellersOfType: Readonly<Record<string, readonly string[]>>;
  readonly taxRegistrationSellers: readonly string[];
  readonly invoiceUnits: readonly string[];
  readonly billTo: string;
  readonly paymentTerms: string;
  readonly currencyCode: string | null;
}

export function useChoices() {
  const { api } = useSession();
  return useQuery({
    queryKey: ["purchase-order-choices"],
    queryFn: ({ signal }) => readChoices(api, signal),
  });
}

async function readChoices(api: Api, signal: AbortSignal): Promise<Choices> {
  const [sellers, units, settings] = await Promise.allSettled([
    answer(api.GET("/invoicing-entities", { signal })),
    readUnits(api, signal),
    answer(api.GET("/payment-settings", { signal })),
  ]);
  // Without sellers nothing can be filled in; without the others, less is offered.
  if (sellers.status === "rejected") throw sellers.reason;
  const account = settings.status === "fulfilled" ? settings.value : null;
  return {
    sellers: Object.keys(sellers.value.invoicePrefixes),
    sellersOfType: sellers.value.allowedEntitiesByType,
    taxRegistrationSellers: sellers.value.taxRegistrationEntities,
    invoiceUnits: units.status === "fulfilled" ? units.value : [],
    billTo: account?.billTo ?? "",
    paymentTerms: account?.paymentTerms ?? "",
    currencyCode: account?.preferredCurrencyCode ?? null,
  };
}

/** An account has at most 500. */
async function readUnits(api: Api, signal: AbortSignal): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const query = { maxResults: 100, nextToken };
    const page = await answer(api.GET("/invoice-units", { params: { query }, signal }));
    names.push(...page.items.map((unit) => unit.name));
    nextToken = page.nextToken ?? undefined;
  } while (nextToken && names.length < 500);
  return names;
}
